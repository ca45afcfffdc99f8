/** What the gateway makes of schema `till` when it starts: migrated, of one chain, and with dev keys where they are safe. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startGateway, type Gateway, type GatewayOptions } from '../../src/gateway/server.js';
import { openTillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { freePort } from '../../src/cli/process/port.js';
import { ALICE_HEX } from '../support/accounts.js';
import { silent } from '../support/gateway.js';
import { network } from '../support/network.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { eventually, startStubNode, type StubNode } from '../support/stub-node.js';
import { createTestMerchant } from '../support/till.js';

const GENESIS = `0x${'ab'.repeat(32)}`;

let database: TestDatabase;
let node: StubNode;
let closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  node = await startStubNode();
  node.genesisHash = GENESIS;
  node.setHeads(105, 100);
});
afterAll(() => node.close());
beforeEach(async () => {
  database = await createTestDatabase('till');
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
  await database.drop();
});

async function start(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
  const gateway = await startGateway({
    host: '127.0.0.1',
    port: 0,
    databaseUrl: database.url,
    network: { ...network, genesisHash: GENESIS },
    endpoints: [node.endpoint],
    indexerUrl: null,
    log: silent,
    ...options,
  });
  closers.push(() => gateway.close());
  return gateway;
}

async function ask(url: string, key: string): Promise<{ status: number; text: string }> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ query: '{ merchant { name accounts { publicKey } } }' }),
  });
  return { status: response.status, text: await response.text() };
}

async function identity(): Promise<string | undefined> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    const { rows } = await client.query<{ chain_identity: string }>(
      'select chain_identity from till.instance',
    );
    return rows[0]?.chain_identity;
  } finally {
    await client.end();
  }
}

const dev = { network: { ...network, genesisHash: null }, devPayee: ALICE_HEX } as const;

describe('schema till', () => {
  it('is made at the first start and claimed for the chain, by instances that start together as well', async () => {
    await Promise.all([start(), start()]);
    expect(await identity()).toBe(GENESIS);
    await start();
  });

  it('of another chain is refused', async () => {
    const till = openTillDatabase({ url: database.url, log: silent });
    await migrateTill({ url: database.url, log: silent });
    await claimTill(till, { network: 'other', genesisHash: '0x01', chainIdentity: '0x01' });
    await till.destroy();
    await expect(start()).rejects.toMatchObject({ code: 'TILL_OF_OTHER_CHAIN' });
  });

  it('of an earlier dev chain is refused, though their genesis hashes are equal', async () => {
    await start({ ...dev, chainIdentity: 'dev-1' });
    expect(await identity()).toBe('dev-1');
    await expect(start({ ...dev, chainIdentity: 'dev-2' })).rejects.toMatchObject({
      code: 'TILL_OF_OTHER_CHAIN',
    });
  });

  it('is made as soon as Postgres answers, and until then keys are told to wait', async () => {
    const port = await freePort();
    const url = new URL(database.url);
    const real = { host: url.hostname, port: Number(url.port) };
    url.hostname = '127.0.0.1';
    url.port = String(port);
    const gateway = await start({ databaseUrl: url.href });
    const key = `sk_0123456789abcdef_${'0'.repeat(64)}`;
    const early = await ask(gateway.url, key);
    expect(early.status).toBe(503);
    expect(early.text).toContain('TILL_NOT_READY');
    const { createServer, connect } = await import('node:net');
    const relay = createServer((socket) => {
      const onward = connect(real);
      socket.pipe(onward).pipe(socket);
      for (const end of [socket, onward]) end.on('error', () => (socket.destroy(), onward.destroy()));
    });
    await new Promise<void>((resolve) => relay.listen(port, '127.0.0.1', resolve));
    closers.unshift(() => new Promise((resolve) => relay.close(resolve)));
    await eventually(async () => expect((await ask(gateway.url, key)).status).toBe(401));
    const till = openTillDatabase({ url: database.url, log: silent });
    const { secretKey } = await createTestMerchant(till);
    await till.destroy();
    expect((await ask(gateway.url, secretKey)).status).toBe(200);
  }, 30_000);
});

describe('schema till that takes long to migrate', () => {
  /** Of Kysely's migrator. */
  const MIGRATION_LOCK = '3853314791062309107';

  it('keeps the gateway neither from starting nor from stopping, and has the time that it takes', async () => {
    const other = new pg.Client({ connectionString: database.url });
    await other.connect();
    closers.push(() => other.end());
    await other.query(`select pg_advisory_lock(${MIGRATION_LOCK})`);
    const gateway = await start();
    expect((await ask(gateway.url, `sk_0123456789abcdef_${'0'.repeat(64)}`)).text).toContain(
      'TILL_NOT_READY',
    );
    await gateway.close();

    const migrated = migrateTill({ url: database.url, log: silent });
    // Longer than any other statement may take.
    await sleep(7_000);
    await other.query(`select pg_advisory_unlock(${MIGRATION_LOCK})`);
    expect((await migrated).length).toBeGreaterThan(0);
  }, 60_000);
});

describe('the keys of the dev merchant', () => {
  it.each(['127.0.0.1', 'localhost'])('work on a dev chain, on %s, and are there once', async (host) => {
    const [one, two] = await Promise.all([start({ ...dev, host }), start({ ...dev, host })]);
    for (const { url } of [one, two]) {
      const answer = await ask(url, 'sk_dev_chaintill');
      expect(answer.status).toBe(200);
      expect(JSON.parse(answer.text)).toEqual({
        data: { merchant: { name: 'Dev merchant', accounts: [{ publicKey: ALICE_HEX }] } },
      });
    }
    expect((await ask(one.url, 'rk_dev_chaintill')).status).toBe(200);
  });

  it('do not work where other machines reach the gateway, even after they did', async () => {
    await start(dev);
    const gateway = await start({ ...dev, host: '0.0.0.0' });
    const url = `http://127.0.0.1:${gateway.port}`;
    expect((await ask(url, 'sk_dev_chaintill')).status).toBe(401);
    expect((await ask(url, 'rk_dev_chaintill')).status).toBe(401);
  });

  it('do not work on a real network, whatever the caller wants', async () => {
    const gateway = await start({ devPayee: ALICE_HEX });
    expect((await ask(gateway.url, 'sk_dev_chaintill')).status).toBe(401);
  });
});
