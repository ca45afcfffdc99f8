import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startDevChain, type DevChain } from '../../src/chain/dev/launch.js';
import { freePort } from '../../src/cli/process/port.js';
import { readCompose, type Service } from '../support/compose.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { until, watch, type Watched } from '../support/processes.js';

jest.setTimeout(300_000);

/** The services of docker-compose.yml as processes: their commands, their environment, their health checks. */
describe('the services of docker-compose.yml', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chaintill-services-'));
  const running: Watched[] = [];
  let chain: DevChain;
  let database: TestDatabase;
  let services: Readonly<Record<string, Service>>;
  let ports: ReadonlyMap<string, number>;
  /** Where each service serves its metrics. */
  let metrics: Readonly<Record<string, number>>;

  beforeAll(async () => {
    [chain, database] = await Promise.all([startDevChain({ port: 0 }), createTestDatabase('services')]);
    // A network of its own, as an operator would add one.
    const profile = join(folder, 'a-chain.json');
    const genesisHash = `0x${'45'.repeat(32)}`;
    writeFileSync(
      profile,
      JSON.stringify({ ...chain.profile, name: 'a-chain', genesisHash, endpoints: [chain.endpoint] }),
    );
    services = readCompose({
      POSTGRES_PASSWORD: 'notUsedHere',
      CHAINTILL_NETWORK: profile,
      CHAINTILL_SECRET_KEY: 'notUsedHereEither'.repeat(2),
    }).services;
    ports = new Map([
      ['3000', await freePort()],
      ['4000', await freePort()],
      ['9465', await freePort()],
    ]);
    metrics = { gateway: await freePort(), notifier: await freePort() };
  });

  afterAll(async () => {
    for (const { child, exited } of running) {
      child.kill('SIGTERM');
      await exited;
    }
    await chain.stop();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  /** What the container's port is here. */
  function here(text: string): string {
    return text.replace(/\b(?:[34]000|9465)\b/, (port) => String(ports.get(port)));
  }

  function service(name: string): Service {
    const found = services[name];
    if (!found) throw new Error(`docker-compose.yml has no ${name}`);
    return found;
  }

  function run(name: string): Watched {
    const { command = [], environment } = service(name);
    const env = Object.fromEntries(Object.entries(environment).map(([key, value]) => [key, here(value)]));
    // In a container each has the port to itself.
    const port = env['CHAINTILL_METRICS'] === '0.0.0.0:9464' ? metrics[name] : undefined;
    const watched = watch(['dist/cli/main.js', ...command], {
      env: {
        ...env,
        ...(port !== undefined && { CHAINTILL_METRICS: `127.0.0.1:${port}` }),
        DATABASE_URL: database.url,
        CHAINTILL_DATA: join(folder, name),
        HOST: '127.0.0.1',
      },
    });
    running.push(watched);
    return watched;
  }

  async function isHealthy(name: string): Promise<boolean> {
    const [kind, node, ...args] = service(name).healthcheck?.test ?? [];
    expect([kind, node]).toEqual(['CMD', 'node']);
    return (await watch(args.map(here)).exited).code === 0;
  }

  it('come up, say that they are well, answer for that chain, and end when they are told to', async () => {
    const gateway = run('gateway');
    await gateway.line(/the gateway listens/);
    expect(await isHealthy('gateway')).toBe(false);
    const indexer = run('indexer');
    const notifier = run('notifier');
    await notifier.line(/deliveries are sent/);
    for (const name of ['indexer', 'gateway', 'notifier'])
      await until(`${name} is healthy`, () => isHealthy(name), 120_000);

    const response = await fetch(here('http://127.0.0.1:4000/graphql'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ chain { network indexedHeight } }' }),
    });
    expect(await response.json()).toMatchObject({
      data: { chain: { network: 'a-chain', indexedHeight: expect.any(Number) as number } },
    });

    for (const [name, line] of [
      ['gateway', 'chaintill_part_up{part="indexer"} 1\n'],
      ['gateway', 'chaintill_settlement_leads 1\n'],
      ['notifier', 'chaintill_deliveries_under_way 0\n'],
    ] as const) {
      const scraped = await fetch(`http://127.0.0.1:${metrics[name]}/metrics`);
      expect(await scraped.text()).toContain(line);
    }

    for (const watched of [indexer, notifier, gateway]) {
      watched.child.kill('SIGTERM');
      expect(await watched.exited).toEqual({ code: 0, signal: null });
    }
  });

  it('keep the index from start to start', async () => {
    const indexer = run('indexer');
    const { claim } = JSON.parse((await indexer.line(/.*starting the indexer.*/))[0]) as { claim: string };
    expect(claim).toBe('kept');
  });
});
