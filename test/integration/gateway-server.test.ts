/** Starting, stopping, and telling the truth about what runs: with parts that are away, dead, hung or of another chain. */
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server as TcpServer } from 'node:net';
import type { Health } from '../../src/gateway/health.js';
import { startGateway, type Gateway, type GatewayOptions } from '../../src/gateway/server.js';
import { createTestIndex, silent, type TestIndex } from '../support/gateway.js';
import { network } from '../support/network.js';
import { eventually, startStubNode, type StubNode } from '../support/stub-node.js';

const GENESIS = `0x${'ab'.repeat(32)}`;
const OTHER = `0x${'cd'.repeat(32)}`;

let index: TestIndex;
let node: StubNode;
let indexer: Server;
let indexerAnswer: number | 'hang';
let closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  index = await createTestIndex();
  node = await startStubNode();
  indexer = createHttpServer((request, response) => {
    if (request.url !== '/health') response.writeHead(404).end();
    else if (indexerAnswer !== 'hang') response.writeHead(indexerAnswer).end('{}');
  });
  await new Promise<void>((resolve) => indexer.listen(0, '127.0.0.1', resolve));
});
afterAll(async () => {
  await node.close();
  indexer.closeAllConnections();
  await new Promise((resolve) => indexer.close(resolve));
  await index.close();
});
beforeEach(async () => {
  indexerAnswer = 200;
  node.genesisHash = GENESIS;
  node.setHeads(105, 100);
  await index.setMetadata({ lastProcessedHeight: 99, genesisHash: GENESIS });
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
});

async function start(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
  const gateway = await startGateway({
    host: '127.0.0.1',
    port: 0,
    databaseUrl: index.database.url,
    network: { ...network, genesisHash: GENESIS },
    endpoints: [node.endpoint],
    indexerUrl: `http://127.0.0.1:${(indexer.address() as AddressInfo).port}`,
    log: silent,
    ...options,
  });
  closers.push(() => gateway.close());
  if (options.databaseUrl === undefined) await settled({ settled_height: 99 });
  return gateway;
}

/** What a settler's last step left. */
async function settled(state: Readonly<Record<string, unknown>>): Promise<void> {
  const columns = Object.keys(state).map((column, i) => `${column} = $${i + 1}`);
  await index.client.query(`UPDATE till.instance SET ${columns.join(', ')}`, Object.values(state));
}

/** The health of a gateway, which has two seconds to tell it. */
async function health(gateway: Gateway): Promise<Health & { http: number }> {
  const response = await fetch(`${gateway.url}/health`, { signal: AbortSignal.timeout(2_000) });
  return { http: response.status, ...((await response.json()) as Health) };
}

/** A server that takes connections and never says a word. */
async function startHung(): Promise<number> {
  const server: TcpServer = createTcpServer((socket) => socket.on('error', () => socket.destroy()));
  const sockets = new Set<{ destroy(): unknown }>();
  server.on('connection', (socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return (server.address() as AddressInfo).port;
}

describe('GET /health', () => {
  it('is 200 when Postgres, indexer and chain are fine, with the state of each', async () => {
    expect(await health(await start())).toEqual({
      http: 200,
      status: 'ok',
      postgres: { status: 'ok', reason: null },
      indexer: { status: 'ok', reason: null, indexedHeight: 99, lag: 1 },
      settlement: { status: 'ok', reason: null, settledHeight: 99, lag: 0 },
      chain: { status: 'ok', reason: null, head: 105, finalized: 100 },
      notifications: { status: 'ok', reason: null, pending: 0, oldestSeconds: null, disabledEndpoints: 0 },
    });
  });

  it("goes without the indexer's own page where there is none to ask", async () => {
    expect(await health(await start({ indexerUrl: null }))).toMatchObject({
      http: 200,
      indexer: { status: 'ok' },
    });
  });

  it.each<[string, number | 'hang', RegExp]>([
    ['sick', 500, /not healthy \(HTTP 500\)/],
    ['hung', 'hang', /does not answer/],
  ])('is 503 with a %s indexer, and blames nobody else', async (_what, answer, reason) => {
    const gateway = await start();
    indexerAnswer = answer;
    expect(await health(gateway)).toMatchObject({
      http: 503,
      status: 'unavailable',
      postgres: { status: 'ok' },
      indexer: { status: 'unavailable', reason: expect.stringMatching(reason) as string },
      chain: { status: 'ok' },
    });
    indexerAnswer = 200;
    expect(await health(gateway)).toMatchObject({ http: 200 });
  });

  it('is 503 with an indexer that is not there', async () => {
    expect(await health(await start({ indexerUrl: 'http://127.0.0.1:1' }))).toMatchObject({
      http: 503,
      indexer: { status: 'unavailable', reason: 'the indexer does not answer' },
    });
  });

  it('is 503 while the index trails the chain by more than is normal', async () => {
    const gateway = await start();
    node.setHeads(125, 120);
    await eventually(async () => expect(await health(gateway)).toMatchObject({ http: 503 }));
    expect(await health(gateway)).toMatchObject({
      indexer: {
        status: 'unavailable',
        lag: 21,
        reason: expect.stringContaining('21 finalized blocks') as string,
      },
    });
  });

  it.each<[string, object, RegExp]>([
    ['has not begun', { settled_height: null }, /no settler has looked/],
    ['trails the index', { settled_height: 80 }, /19 indexed blocks are not settled/],
    [
      'waits for a rebuilt index',
      { state: 'rebuilding', state_reason: 'the index is at block 7' },
      /at block 7/,
    ],
    ['was stopped', { state: 'alarm', state_reason: 'the endpoints differ' }, /the endpoints differ/],
  ])('is 503 while settlement %s, and blames nobody else', async (_what, state, reason) => {
    const gateway = await start();
    await settled({ state: 'settling', state_reason: null, ...state });
    expect(await health(gateway)).toMatchObject({
      http: 503,
      postgres: { status: 'ok' },
      indexer: { status: 'ok' },
      settlement: { status: 'unavailable', reason: expect.stringMatching(reason) as string },
    });
    await settled({ state: 'settling', state_reason: null, settled_height: 99 });
    expect(await health(gateway)).toMatchObject({ http: 200 });
  });

  it('is 503 before anything is indexed, with a Postgres that works', async () => {
    expect(await health(await start({ chainSchema: 'not_yet' }))).toMatchObject({
      http: 503,
      postgres: { status: 'ok' },
      indexer: {
        status: 'unavailable',
        indexedHeight: null,
        reason: expect.stringContaining('nothing is indexed') as string,
      },
    });
  });

  it('is 503 when the node is gone', async () => {
    const own = await startStubNode();
    own.setHeads(105, 100);
    const gateway = await start({ endpoints: [own.endpoint] });
    expect(await health(gateway)).toMatchObject({ http: 200 });
    await own.close();
    await eventually(async () => expect(await health(gateway)).toMatchObject({ http: 503 }));
    expect(await health(gateway)).toMatchObject({
      postgres: { status: 'ok' },
      chain: { status: 'unavailable', head: null, finalized: null },
    });
  });

  it.each(['dead', 'hung'])(
    'is 503 with a %s Postgres, in time',
    async (what) => {
      const port = what === 'dead' ? 1 : await startHung();
      const gateway = await start({ databaseUrl: `postgres://user:secret@127.0.0.1:${port}/none` });
      const answer = await health(gateway);
      expect(answer).toMatchObject({
        http: 503,
        postgres: { status: 'unavailable' },
        chain: { status: 'ok' },
      });
      expect(JSON.stringify(answer)).not.toMatch(/secret/);
      const live = await fetch(`${gateway.url}/live`);
      expect([live.status, await live.json()]).toEqual([200, { status: 'ok' }]);
    },
    20_000,
  );
});

describe('startGateway', () => {
  it('says the true port', async () => {
    const gateway = await start();
    expect(gateway.url).toBe(`http://127.0.0.1:${gateway.port}`);
    expect((await fetch(gateway.url)).status).toBe(200);
  });

  it('refuses a port that is taken, and leaves nothing running', async () => {
    const first = await start();
    await expect(start({ port: first.port })).rejects.toMatchObject({
      code: 'PORT_TAKEN',
      message: expect.stringContaining(String(first.port)) as string,
    });
    expect((await fetch(first.url)).status).toBe(200);
  });

  it.each<[string, Partial<GatewayOptions>]>([
    ['INVALID_DATABASE_URL', { databaseUrl: 'localhost/chaintill' }],
    ['INVALID_SCHEMA', { chainSchema: 'chain"; drop schema chain; --' }],
  ])('refuses with %s', async (code, options) => {
    await expect(start(options)).rejects.toMatchObject({ code });
  });

  it('refuses an endpoint of another chain', async () => {
    node.genesisHash = OTHER;
    await expect(start()).rejects.toMatchObject({ code: 'WRONG_CHAIN' });
  });

  it('refuses the index of another chain', async () => {
    await index.setMetadata({ genesisHash: OTHER });
    await expect(start()).rejects.toMatchObject({ code: 'INDEX_OF_OTHER_CHAIN' });
  });

  it('makes the indexes that lists need, and again when they are gone', async () => {
    const count = async (): Promise<number> =>
      (await index.client.query("select from pg_indexes where indexname like 'chaintill_%'")).rowCount ?? 0;
    const gateway = await start();
    await eventually(async () => expect(await count()).toBe(14));
    await gateway.close();
    await index.client.query('drop index chain.chaintill_transfers_to_id');
    await start();
    await eventually(async () => expect(await count()).toBe(14));
  });

  it('closes every connection', async () => {
    const gateway = await start();
    await fetch(gateway.url);
    await gateway.close();
    await expect(fetch(gateway.url)).rejects.toThrow();
    await eventually(async () => {
      const { rowCount } = await index.client.query(
        "select from pg_stat_activity where application_name = 'chaintill' and datname = current_database()",
      );
      expect(rowCount).toBe(0);
    });
  });
});
