/**
 * More than one of each: two gateways, two notifiers, a settler with a standby, and a Postgres with a streaming replica for
 * reads, each a process of its own. They work as one, and go on where one of them ends.
 */
import { sql } from 'kysely';
import { pino } from 'pino';
import { replica as replicaCheck } from '../../src/cli/doctor/checks/replica.js';
import { loadConfig } from '../../src/cli/config.js';
import { parseAccount } from '../../src/domain/account.js';
import type { Health } from '../../src/gateway/health.js';
import { openChainDatabase } from '../../src/store/chain/database.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { BOB, CHARLIE } from '../support/accounts.js';
import { insertCompanySpans } from '../support/company-flows.js';
import { completeTransfer } from '../support/gateway.js';
import { until } from '../support/processes.js';
import { openSuiteFolder } from '../support/suite-closers.js';
import { createIndexDatabase, databaseOf, run, withClient } from '../support/server-databases.js';
import { startReplicatedPostgres, type ReplicatedPostgres, type ServerPart } from '../support/replica.js';
import { payment } from '../support/settlement.js';
import { startStubNode, type StubNode } from '../support/stub-node.js';
import { createTestMerchant, type TestMerchant } from '../support/till.js';
import { follow, type Follower } from './delivery-kills/follower.js';
import { startNotifierPart, subscribe } from './delivery-kills/parts.js';
import { startReceiver, type Receiver } from './delivery-kills/receiver.js';
import type { Killable } from './settlement-kills/parts.js';
import {
  startCountingSettler,
  startReadingGateway,
  type CountingSettler,
  type ReadingGateway,
} from './topology/parts.js';

jest.setTimeout(120_000);

const COMPANY = '0-1';
const NAME = 'topology';
const silent = pino({ level: 'silent' });
const { folder, closers } = openSuiteFolder('topology');

let servers: ReplicatedPostgres;
let replica: ServerPart;
let till: TillDatabase;
let node: StubNode;
let leader: CountingSettler;
let notifiers: readonly Killable[];
let gateways: readonly [ReadingGateway, ReadingGateway];
let shop: TestMerchant;
let receiver: Receiver;
let followers: readonly Follower[];

/** Of the last block, and how many payments there are up to it. */
const chain = { height: 0, payments: 0 };

beforeAll(async () => {
  node = await startStubNode();
  closers.push(() => node.close());
  servers = await startReplicatedPostgres(folder);
  closers.push(() => servers.close());
  const url = await createIndexDatabase(servers.primary.url, NAME);
  replica = await servers.addReplica();
  till = openTillDatabase({ url, log: silent });
  closers.push(() => till.destroy());
  await migrateTill({ url, log: silent });
  await claimTill(till, { network: 'testnet', genesisHash: '0x00', chainIdentity: '0x00' });
  await addBlock();
  // The first leads, so that it is known which one does.
  leader = startCountingSettler(url);
  closers.push(() => leader.kill());
  const replicaUrl = databaseOf(replica.url, NAME);
  gateways = await Promise.all([
    startReadingGateway(url, replicaUrl, node.endpoint),
    startReadingGateway(url, replicaUrl, node.endpoint),
  ]);
  await until('it leads', async () => (await settled()) === chain.height);
  const standby = startCountingSettler(url);
  closers.push(() => standby.kill());
  notifiers = [startNotifierPart(url), startNotifierPart(url)];
  for (const part of [...notifiers, ...gateways]) closers.push(() => part.stop());
  await openShop(url);
});

async function openShop(url: string): Promise<void> {
  shop = await createTestMerchant(till, { accounts: [BOB] });
  await withClient(url, (client) =>
    insertCompanySpans(client, [
      { companyId: COMPANY, accountId: parseAccount(BOB), role: 'payment', fromBlock: 1, untilBlock: null },
    ]),
  );
  receiver = await startReceiver(() => 'taking');
  closers.push(() => receiver.close());
  const { merchantId } = shop;
  await subscribe(till, merchantId, receiver.url);
  const { logEpoch } = await till.selectFrom('instance').select('logEpoch').executeTakeFirstOrThrow();
  followers = gateways.map(({ url: at }) =>
    follow(
      `${logEpoch}:0`,
      shop.readKey,
      () => at,
      () => Infinity,
    ),
  );
  for (const follower of followers) closers.push(() => follower.close());
}

/** Indexes a block with two payments of one LLD for each of these references: to the shop, and to a stranger. */
async function addBlock(references: readonly string[] = []): Promise<void> {
  const blockNumber = chain.height + 1;
  const rows = references
    .flatMap((reference) => [BOB, CHARLIE].map((payee) => payment(payee, 10n ** 12n, reference)))
    .map((row, eventIndex) => ({ ...row, eventIndex, blockNumber, timestamp: '2026-03-01T00:00:00Z' }))
    .map((row) => snakeKeys(completeTransfer(row)));
  await till.transaction().execute(async (db) => {
    await sql`insert into chain.transfers
      select * from jsonb_populate_recordset(null::chain.transfers, ${JSON.stringify(rows)})`.execute(db);
    await sql`insert into chain._metadata values ('lastProcessedHeight', to_jsonb(${blockNumber}::int), now(), now())
      on conflict (key) do update set value = excluded.value`.execute(db);
  });
  node.setHeads(blockNumber, blockNumber);
  chain.height = blockNumber;
  chain.payments += references.length;
}

async function settled(): Promise<number | null> {
  const row = await till.selectFrom('instance').select('settledHeight').executeTakeFirst();
  return row?.settledHeight ?? null;
}

async function counted(): Promise<number | null> {
  const row = await till.selectFrom('metricProgress').select('height').executeTakeFirst();
  return row?.height ?? null;
}

async function get<T>({ url }: ReadingGateway, path: string): Promise<T> {
  const response = await fetch(url + path, { headers: { authorization: `Bearer ${shop.readKey}` } });
  const text = await response.text();
  if (!response.ok && path !== '/health') throw new Error(`${path}: ${response.status} ${text}`);
  return (path.endsWith('.csv') ? text : JSON.parse(text)) as T;
}

async function query<T>({ url }: ReadingGateway, text: string): Promise<T> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${shop.readKey}` };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query: text }),
  });
  const { data, errors } = (await response.json()) as { data: T; errors?: unknown };
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
}

/** Registers an order of one LLD. */
async function register({ url }: ReadingGateway, orderId: string): Promise<void> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${shop.secretKey}` };
  const body = JSON.stringify({ orderId, amount: '1' });
  const response = await fetch(`${url}/v1/orders`, { method: 'POST', headers, body });
  if (response.status !== 201) throw new Error(await response.text());
}

async function statusOf(gateway: ReadingGateway, orderId: string): Promise<string> {
  return (await get<{ status: string }>(gateway, `/v1/orders/${orderId}`)).status;
}

const replicaHealth = async (gateway: ReadingGateway): Promise<Health['replica']> =>
  (await get<Health>(gateway, '/health')).replica;

async function untilReplica(status: 'ok' | 'unavailable'): Promise<void> {
  for (const gateway of gateways) {
    await until(`its replica is ${status}`, async () => (await replicaHealth(gateway))?.status === status);
  }
}

/** How many payments each list has that may be a little old, and up to which block figures count. */
async function oldReadings(gateway: ReadingGateway): Promise<Readonly<Record<string, number>>> {
  const window = 'from: "2026-03-01T00:00:00Z", to: "2026-03-02T00:00:00Z", interval: DAY';
  const data = await query<{
    transfers: { totalCount: number };
    account: { history: { totalCount: number } };
    company: { history: { nodes: object[] } };
    paymentMetrics: { upToBlock: number };
  }>(
    gateway,
    `{ transfers(filter: { toId: { equalTo: "${BOB}" } }) { totalCount }
       account(id: "${BOB}") { history { totalCount } }
       company(id: "${COMPANY}") { history { nodes { id } } }
       paymentMetrics(account: "${BOB}", ${window}) { upToBlock } }`,
  );
  const rest = `/v1/companies/${COMPANY}/history`;
  const figures = `/v1/metrics/payments?account=${BOB}&from=2026-03-01T00:00:00Z&to=2026-03-02T00:00:00Z&interval=day`;
  return {
    transfers: data.transfers.totalCount,
    account: data.account.history.totalCount,
    company: data.company.history.nodes.length,
    page: (await get<{ data: object[] }>(gateway, rest)).data.length,
    lines: (await get<string>(gateway, `${rest}.csv`)).trim().split('\n').length - 1,
    graphqlHeight: data.paymentMetrics.upToBlock,
    restHeight: (await get<{ upToBlock: number }>(gateway, figures)).upToBlock,
  };
}

function readingsOf({ height, payments }: typeof chain): Readonly<Record<string, number>> {
  const lists = {
    transfers: payments,
    account: payments,
    company: payments,
    page: payments,
    lines: payments,
  };
  return { ...lists, graphqlHeight: height, restHeight: height };
}

/** What decisions hang on: of the last block, whose first payment named this reference. */
async function readingsNow(gateway: ReadingGateway, reference: string): Promise<object> {
  const of = (payee: string): string => `(orderId: "${reference}", toId: "${payee}", price: "1000000000000")`;
  return query(
    gateway,
    `{ chain { indexedHeight } transfer(id: "${chain.height}-0") { id }
       shop: paymentStatus${of(BOB)} { transferCount } stranger: paymentStatus${of(CHARLIE)} { transferCount } }`,
  );
}

/** Before the settler has counted anything, there are no figures. */
function notCounted(error: unknown): null {
  if (String(error).includes('INDEX_NOT_READY')) return null;
  throw error;
}

async function untilAllRead(): Promise<void> {
  for (const gateway of gateways) {
    await until('all is read', async () => {
      const readings = await oldReadings(gateway).catch(notCounted);
      return JSON.stringify(readings) === JSON.stringify(readingsOf(chain));
    });
  }
}

test('what is registered through one gateway is there through the other, and is settled by its payment', async () => {
  const [one, other] = gateways;
  await register(one, 'o-1');
  await register(other, 'o-2');
  expect([await statusOf(other, 'o-1'), await statusOf(one, 'o-2')]).toEqual(['OPEN', 'OPEN']);
  await addBlock(['o-1', 'o-2']);
  for (const [gateway, order] of [
    [one, 'o-2'],
    [other, 'o-1'],
  ] as const) {
    await until('it is settled', async () => (await statusOf(gateway, order)) === 'SETTLED');
  }
});

test('lists, history and figures are read from the replica, and what money hangs on from the primary', async () => {
  await untilReplica('ok');
  await untilAllRead();
  const url = databaseOf(replica.url, NAME);
  for (const [i, gateway] of gateways.entries()) {
    // Anew where the replica stood still for so long, on a machine that was busy, that it was given up.
    for (let tries = 1, isRead = false; !isRead; tries++) {
      const before = { ...chain };
      await run(url, 'select pg_wal_replay_pause()');
      await until(
        'it stands still',
        async () => (await run(url, 'select pg_get_wal_replay_pause_state()')) === 'paused',
      );
      const reference = `paused-${i}-${tries}`;
      await register(gateway, reference);
      await addBlock([reference]);
      await until('it is settled', async () => (await settled()) === chain.height);
      await until('it is counted', async () => (await counted()) === chain.height);
      const [old, now] = [await oldReadings(gateway), await readingsNow(gateway, reference)];
      isRead = (await replicaHealth(gateway))?.status === 'ok';
      await run(url, 'select pg_wal_replay_resume()');
      if (isRead) expect(old).toEqual(readingsOf(before));
      expect(now).toEqual({
        chain: { indexedHeight: chain.height },
        transfer: { id: `${chain.height}-0` },
        shop: { transferCount: 1 },
        stranger: { transferCount: 1 },
      });
      await untilReplica('ok');
      await untilAllRead();
    }
  }
});

test.each([
  ['the replica', () => replica.url, 'ok it follows the database'],
  [
    'the primary',
    () => servers.primary.url,
    'problem CHAINTILL_READ_DATABASE_URL names a server that takes writes',
  ],
  ['nobody', () => 'postgres://127.0.0.1:9/x', 'problem the replica does not answer'],
])('`doctor` tells whether %s is a replica', async (_what, url, expected) => {
  const config = loadConfig('doctor', {}, { CHAINTILL_READ_DATABASE_URL: databaseOf(url(), NAME) });
  const seen = { database: true, till: true, finalized: null, finalizedAt: null };
  const surroundings = { network: null, secretKey: null, endpoints: [], isEmbedded: false, seen };
  const databases = { till, chain: openChainDatabase({ url: url(), log: silent }) };
  const [remark] = await replicaCheck.examine({ config, databases, ...surroundings });
  await databases.chain.db.destroy();
  expect(`${remark?.verdict ?? 'nothing'} ${remark?.text ?? ''}`).toContain(expected);
});

test('where the leading settler is killed, the standby takes over', async () => {
  await leader.kill();
  await register(gateways[0], 'o-3');
  await addBlock(['o-3']);
  await until('it is settled', async () => (await statusOf(gateways[1], 'o-3')) === 'SETTLED');
});

test('where the replica stops, all is read from the primary, until it is back and has caught up', async () => {
  await replica.stop();
  await register(gateways[1], 'o-4');
  await addBlock(['o-4']);
  // Nobody waits for the gateways to have noticed.
  const { payments } = chain;
  const lists = {
    transfers: payments,
    account: payments,
    company: payments,
    page: payments,
    lines: payments,
  };
  for (const gateway of gateways) expect(await oldReadings(gateway)).toMatchObject(lists);
  await untilReplica('unavailable');
  for (const gateway of gateways) {
    const { status, postgres, replica: part } = await get<Health>(gateway, '/health');
    expect({ status, postgres: postgres.status, part }).toEqual({
      status: 'degraded',
      postgres: 'ok',
      part: { status: 'unavailable', reason: 'it does not answer', lagMs: null },
    });
  }
  await until('it is settled', async () => (await statusOf(gateways[0], 'o-4')) === 'SETTLED');
  await replica.start();
  await untilReplica('ok');
  await untilAllRead();
  for (const { lines } of gateways) {
    const said = lines.filter((line) => line.includes('all reads go to the primary'));
    // Once when it stopped; before, where a pause was long; nothing for each read, or each look.
    expect(said.filter((line) => line.includes('it does not answer')).length).toBeGreaterThanOrEqual(1);
    expect(said.length).toBeLessThan(10);
  }
});

test('each event came by webhook under one id from either notifier, and once through each gateway', async () => {
  const [first] = notifiers;
  await first?.stop();
  await register(gateways[0], 'o-5');
  await addBlock(['o-5']);
  await until('it is settled', async () => (await statusOf(gateways[1], 'o-5')) === 'SETTLED');
  const ids = (await till.selectFrom('events').select('id').orderBy('cursor').execute()).map(({ id }) => id);
  expect(ids.length).toBeGreaterThanOrEqual(10);
  const taken = (): string[] => receiver.receipts.map(({ id }) => id);
  await until('all have arrived', () => new Set(taken()).size === ids.length);
  expect(taken().toSorted()).toEqual(ids.toSorted());
  for (const follower of followers) {
    await until('it has seen all', () => follower.seen.length >= ids.length);
    expect(follower.seen).toEqual(ids);
    expect(follower.cuts).toBe(0);
  }
});

function snakeKeys(row: object): object {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [key.replace(/[A-Z]/g, '_$&').toLowerCase(), value as unknown]),
  );
}
