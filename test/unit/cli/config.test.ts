import { DEV_SECRET_KEY, loadConfig } from '../../../src/cli/config.js';
import { ChaintillError } from '../../../src/domain/errors.js';

function refusal(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof ChaintillError && error.code === 'CONFIG') return error.message;
    throw error;
  }
  throw new Error('nothing was refused');
}

describe('loadConfig', () => {
  it('serves the dev chain on 127.0.0.1 with an embedded Postgres when nothing is set', () => {
    expect(loadConfig('start', {}, {})).toEqual({
      network: 'dev',
      endpoints: [],
      secondEndpoints: [],
      chainSpec: null,
      host: '127.0.0.1',
      port: null,
      publicUrl: null,
      trustedProxies: [],
      rateLimit: null,
      keyRateLimit: null,
      maxConnections: null,
      databaseUrl: null,
      readDatabaseUrl: null,
      secretKey: DEV_SECRET_KEY,
      natsUrl: null,
      metrics: null,
      health: null,
      otlpEndpoint: null,
      otlpTracesEndpoint: null,
      otlpHeaders: {},
      otelServiceName: null,
      otelResourceAttributes: {},
      otelSampler: 'parentbased_always_on',
      otelSamplerRatio: 1,
      otelDisabled: false,
      data: '.chaintill',
      server: null,
      apiKey: null,
      backfill: 'on',
      indexerPort: null,
      logLevel: 'info',
    });
  });

  it('reads variables, and lets a flag win over its variable', () => {
    const environment = {
      PORT: '5000',
      HOST: '0.0.0.0',
      CHAINTILL_NETWORK: 'liberland',
      CHAINTILL_ENDPOINTS: 'wss://a.example, wss://b.example',
      DATABASE_URL: 'postgres://user:secret@db.example/till',
      CHAINTILL_SECRET_KEY: 'x'.repeat(32),
    };
    expect(loadConfig('start', { port: '5001' }, environment)).toMatchObject({
      port: 5001,
      host: '0.0.0.0',
      network: 'liberland',
      endpoints: ['wss://a.example', 'wss://b.example'],
      databaseUrl: 'postgres://user:secret@db.example/till',
      secretKey: 'x'.repeat(32),
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(loadConfig('start', {}, { PORT: '', DATABASE_URL: ' ' })).toMatchObject({
      port: null,
      databaseUrl: null,
    });
  });

  it('names every bad value, where it came from and what was expected', () => {
    const message = refusal(() =>
      loadConfig(
        'start',
        { network: 'liberland', endpoints: ['wss://a.example', 'https://b.example'] },
        {
          PORT: '70000',
          LOG_LEVEL: 'loud',
        },
      ),
    );
    expect(message.split('\n')).toEqual([
      '--endpoint "https://b.example": expected an address that begins with ws:// or wss://',
      'PORT "70000": expected a port from 1 to 65535',
      'LOG_LEVEL "loud": expected trace, debug, info, warn, error, fatal or silent',
    ]);
  });

  it.each(['0', '-1', '80.5', 'http', '4000x'])('refuses the port %s', (port) => {
    expect(refusal(() => loadConfig('start', { port }, {}))).toContain(`--port "${port}": expected a port`);
  });

  it('refuses a DATABASE_URL without showing its password', () => {
    for (const url of [
      'mysql://user:secret@db.example/till',
      'postgres://user:secret@db.example',
      'secret',
    ]) {
      const message = refusal(() => loadConfig('start', {}, { DATABASE_URL: url }));
      expect(message).toContain('DATABASE_URL: ');
      expect(message).not.toContain('secret');
    }
  });

  it.each(['start', 'gateway', 'notifier'] as const)(
    'makes "%s" bring a key off the dev chain',
    (command) => {
      const environment = { DATABASE_URL: 'postgres://db.example/till' };
      const run = (key: string) => (): unknown =>
        loadConfig(command, { network: 'liberland' }, { ...environment, CHAINTILL_SECRET_KEY: key });
      expect(refusal(run(''))).toContain(`"${command}" needs CHAINTILL_SECRET_KEY`);
      expect(refusal(run('tooShort'))).toBe('CHAINTILL_SECRET_KEY: expected at least 32 characters');
      expect(run('x'.repeat(32))()).toMatchObject({ secretKey: 'x'.repeat(32) });
    },
  );

  it('refuses what contradicts itself', () => {
    expect(refusal(() => loadConfig('start', { endpoints: ['ws://a.example'] }, {}))).toContain(
      '--endpoint needs --network',
    );
    expect(refusal(() => loadConfig('start', { network: 'liberland', chainSpec: 'a.json' }, {}))).toContain(
      '--chain-spec',
    );
    expect(refusal(() => loadConfig('demo', { network: 'liberland' }, {}))).toContain('dev chain only');
  });

  it('asks for a network and a database where a command cannot do without', () => {
    expect(refusal(() => loadConfig('indexer', {}, {})).split('\n')).toEqual([
      '"indexer" needs --network NAME: the dev chain is part of "start" only',
      '"indexer" needs DATABASE_URL',
    ]);
  });

  it('does not read variables that a command has no use for', () => {
    const environment = {
      PORT: 'none',
      CHAINTILL_NETWORK: 'liberland',
      DATABASE_URL: 'postgres://db.example/till',
    };
    expect(loadConfig('indexer', {}, environment).port).toBeNull();
  });
});
