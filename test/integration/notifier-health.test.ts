/** What a notifier says of itself over HTTP: to be left alone, or started again; to be relied on, or not. */
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { Client } from 'pg';
import { serveNotifierHealth } from '../../src/cli/notifier-health.js';
import { checkNotifier, type NotifierHealth } from '../../src/notify/health.js';
import type { NotifierStart, RunningNotifier } from '../../src/notify/start.js';
import { silent } from '../support/gateway.js';
import { eventually, openTestQueue, type TestQueue } from '../support/notify.js';
import { freePort } from '../../src/cli/process/port.js';
import { until } from '../support/processes.js';

jest.setTimeout(60_000);

const ANYWHERE = { health: { host: '127.0.0.1', port: 0 } };
/** Of Kysely's migrator. */
const MIGRATION_LOCK = '3853314791062309107';

let queue: TestQueue;
let closers: (() => Promise<unknown>)[] = [];
beforeAll(async () => {
  queue = await openTestQueue();
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
});
afterAll(() => queue.close());

interface Served {
  readonly notifier: RunningNotifier;
  readonly origin: string;
  readonly health: () => Promise<NotifierHealth & { http: number }>;
  readonly live: () => Promise<{ http: number; status: string; reason?: string }>;
}

async function serve(options: Partial<NotifierStart> = {}): Promise<Served> {
  const notifier = queue.start(options);
  closers.push(() => notifier.close());
  return { notifier, ...(await served(notifier)) };
}

async function served(
  notifier: Pick<RunningNotifier, 'state' | 'health'>,
): Promise<Omit<Served, 'notifier'>> {
  const server = await serveNotifierHealth(ANYWHERE, notifier, silent);
  if (!server) throw new Error('nothing is served');
  closers.push(() => server.close());
  const ask = async (path: string): Promise<{ http: number }> => {
    const answer = await fetch(server.origin + path, { signal: AbortSignal.timeout(10_000) });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    return { http: answer.status, ...((await answer.json()) as object) };
  };
  return {
    origin: server.origin,
    health: () => ask('/health') as ReturnType<Served['health']>,
    live: () => ask('/live') as ReturnType<Served['live']>,
  };
}

/** In front of Postgres: what takes connections on, hangs up, or takes them and says nothing. */
async function startRelay(): Promise<{ url: string; mode: 'through' | 'refusing' | 'silent' }> {
  const { createConnection } = await import('node:net');
  const url = new URL(queue.url);
  const real = { host: url.hostname, port: Number(url.port) };
  const sockets = new Set<Socket>();
  const relay = { url: '', mode: 'through' as 'through' | 'refusing' | 'silent' };
  const server: Server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    if (relay.mode === 'refusing') {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    if (relay.mode === 'silent') return;
    const onward = createConnection(real);
    sockets.add(onward);
    onward.on('error', () => socket.destroy());
    onward.on('data', (data) => relay.mode === 'through' && socket.write(data));
    socket.on('data', (data) => relay.mode === 'through' && onward.write(data));
    for (const [end, other] of [[socket, onward] as const, [onward, socket] as const])
      end.on('close', () => other.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.unshift(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  relay.url = url.href;
  return relay;
}

it('says that it sends', async () => {
  const { origin, notifier, health, live } = await serve();
  await until('it sends', () => notifier.state().state === 'sending');
  await eventually(async () =>
    expect(await health()).toEqual({
      http: 200,
      status: 'ok',
      postgres: { status: 'ok', reason: null },
      deliveries: { status: 'ok', reason: null, underWay: 0 },
    }),
  );
  expect(await live()).toEqual({ http: 200, status: 'ok' });
  expect((await fetch(`${origin}/health?now`, { method: 'HEAD' })).status).toBe(200);
  for (const [path, method] of [
    ['/', 'GET'],
    ['/health', 'POST'],
    ['/metrics', 'GET'],
  ] as const)
    expect((await fetch(origin + path, { method })).status).toBe(404);
});

it.each(['refusing', 'silent'] as const)(
  'says that Postgres is %s, is to be left alone, and is well again by itself',
  async (mode) => {
    const relay = await startRelay();
    relay.mode = mode;
    const { health, live } = await serve({ databaseUrl: relay.url });
    const answer = await health();
    expect(answer).toMatchObject({ http: 503, status: 'unavailable', postgres: { status: 'unavailable' } });
    expect(JSON.stringify(answer)).not.toContain(new URL(queue.url).password);
    expect(await live()).toEqual({ http: 200, status: 'ok' });
    relay.mode = 'through';
    await until('it is well', async () => (await health()).http === 200);
  },
);

it('says that the till is of another chain, with a Postgres that works', async () => {
  const { notifier, health, live } = await serve({ chainIdentity: 'another' });
  await until('it has found out', () => notifier.state().reason?.includes('another database') === true);
  await eventually(async () =>
    expect(await health()).toMatchObject({
      http: 503,
      postgres: { status: 'ok', reason: null },
      deliveries: { status: 'unavailable', reason: expect.stringContaining('not of another') as string },
    }),
  );
  expect((await live()).http).toBe(200);
});

it('says that the till is being migrated where that keeps it from sending, and nothing of it otherwise', async () => {
  const migrating = new Client({ connectionString: queue.url });
  await migrating.connect();
  closers.unshift(() => migrating.end());
  const { notifier, health, live } = await serve();
  await until('it sends', () => notifier.state().state === 'sending');
  await migrating.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
  await until('it is well all the same', async () => (await health()).http === 200);
  const waiting = { ...notifier.state(), state: 'waiting' as const, reason: 'the query takes too long' };
  await eventually(async () =>
    expect(await checkNotifier(queue.till, waiting)).toMatchObject({
      status: 'unavailable',
      postgres: { status: 'unavailable', reason: 'the tables of orders and merchants are being migrated' },
    }),
  );
  await migrating.query(`select pg_advisory_unlock_all()`);
  await eventually(async () =>
    expect(await checkNotifier(queue.till, waiting)).toMatchObject({ postgres: { status: 'ok' } }),
  );
  expect((await live()).http).toBe(200);
});

it('asks to be started again where it is stuck', async () => {
  const notifier = queue.start();
  let lookedMs = 170_000;
  const state = (): ReturnType<RunningNotifier['state']> => ({
    ...{ state: 'sending', reason: null, underWay: 3, lookedMs },
  });
  const { health, live } = await served({ state, health: () => checkNotifier(queue.till, state()) });
  await eventually(async () => expect([(await health()).http, (await live()).http]).toEqual([200, 200]));
  lookedMs = 200_000;
  expect(await health()).toMatchObject({
    http: 503,
    deliveries: { status: 'unavailable', reason: expect.stringContaining('200 s') as string, underWay: 3 },
  });
  expect(await live()).toMatchObject({
    http: 503,
    status: 'unavailable',
    reason: expect.any(String) as string,
  });
  // One that runs looks all the time.
  await until('it sends', () => notifier.state().state === 'sending');
  const looked = performance.now();
  await until('it looks again', () => notifier.state().lookedMs < performance.now() - looked);
});

it('is not served where nobody asked for it, and not where it cannot be', async () => {
  const notifier = queue.start();
  expect(await serveNotifierHealth({ health: null }, notifier, silent)).toBeNull();
  const port = await freePort();
  const address = { health: { host: '127.0.0.1', port } };
  const first = await serveNotifierHealth(address, notifier, silent);
  closers.push(async () => first?.close());
  await expect(serveNotifierHealth(address, notifier, silent)).rejects.toMatchObject({
    code: 'HEALTH_NOT_SERVED',
  });
});
