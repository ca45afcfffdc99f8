/**
 * Orders settle while settlers, notifiers, gateways and Postgres are killed in turn, and receivers answer as they like. Each
 * event must reach each receiver under one id and in its order's sequence, and each follower exactly once. `npm run
 * chaos:delivery` has ten thousand orders.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { openChaosReport } from '../support/chaos-report.js';
import { completeTransfer } from '../support/gateway.js';
import { until } from '../support/processes.js';
import { createIndexDatabase } from '../support/server-databases.js';
import { openSuiteFolder } from '../support/suite-closers.js';
import { insertAccount, insertOrder } from '../support/settlement.js';
import { startStubNode, type StubNode } from '../support/stub-node.js';
import { createTestKey } from '../support/till.js';
import { follow, type Follower } from './delivery-kills/follower.js';
import { startGatewayPart, startNotifierPart, subscribe, type GatewayPart } from './delivery-kills/parts.js';
import { startReceiver, type Manner, type Receiver } from './delivery-kills/receiver.js';
import { createTraffic, SHOPS } from './delivery-kills/traffic.js';
import {
  startPostgresPart,
  startSettlerPart,
  type Killable,
  type PostgresPart,
} from './settlement-kills/parts.js';

const ORDERS = Number(process.env['CHAINTILL_ORDERS'] ?? 160);
const PER_BLOCK = ORDERS > 1_000 ? 100 : 8;
const BLOCK_MS = 300;
// Long enough for what was killed to be at work again before its next turn.
const KILL_MS = ORDERS > 1_000 ? 3_000 : 1_200;
const MINUTE = 60_000;
jest.setTimeout(4 * MINUTE + ORDERS * 100);

/** Attempts after which an order's later events pass one that does not arrive. */
const CAP = 3;
/** How often an event is refused at most: after more, the next attempt would come later than the test waits. */
const REFUSALS = CAP;
/** Characters of what each part printed last, in the message of a failure. */
const TAIL = 600;
const silent = pino({ level: 'silent' });

const report = openChaosReport('delivery-kills');

const { folder, closers } = openSuiteFolder('deliveries');
afterAll(() => report.write());

interface Shop {
  readonly merchantId: string;
  readonly secret: string;
  /** `steady` takes everything; `moody` fails in every way, and takes it when it is sent again. */
  readonly receivers: Readonly<Record<'steady' | 'moody', Receiver>>;
  readonly dead: Receiver;
  readonly followers: readonly Follower[];
}

let node: StubNode;
let postgres: PostgresPart;
let till: TillDatabase;
let gateways: readonly GatewayPart[];
let parts: readonly { name: string; kill(): Promise<void>; output?(): string }[];
const shops: Shop[] = [];
const traffic = createTraffic(ORDERS, PER_BLOCK);

beforeAll(async () => {
  node = await startStubNode();
  closers.push(() => node.close());
  postgres = await startPostgresPart(folder);
  closers.push(() => postgres.stop());
  const databaseUrl = await createIndexDatabase(postgres.url, 'deliveries');
  till = openTillDatabase({ url: databaseUrl, log: silent });
  closers.push(() => till.destroy());
  await migrateTill({ url: databaseUrl, log: silent });
  await claimTill(till, { network: 'testnet', genesisHash: '0x00', chainIdentity: '0x00' });
  const settlers: readonly Killable[] = [startSettlerPart(databaseUrl), startSettlerPart(databaseUrl)];
  const notifiers = [0, 1, 2].map(() => startNotifierPart(databaseUrl));
  gateways = await Promise.all([0, 1].map(() => startGatewayPart(databaseUrl, node.endpoint)));
  for (const part of [...settlers, ...notifiers, ...gateways]) closers.push(() => part.stop());
  for (const payee of SHOPS) shops.push(await openShop(payee));
  const named = (name: string, part: Killable) => ({
    name,
    kill: () => part.kill(),
    output: () => part.output(),
  });
  parts = [
    ...notifiers.map((part, i) => named(`notifier ${i}`, part)),
    ...gateways.map((part, i) => named(`gateway ${i}`, part)),
    ...settlers.map((part, i) => named(`settler ${i}`, part)),
    { name: 'postgres', kill: () => postgres.kill(), output: () => postgres.output() },
  ];
});

async function openShop(payee: string): Promise<Shop> {
  const { id: merchantId } = await till
    .insertInto('merchants')
    .values({ name: 'Shop' })
    .returning('id')
    .executeTakeFirstOrThrow();
  await insertAccount(till, merchantId, payee);
  const key = await createTestKey(till, { merchantId, kind: 'read' });
  const moods: readonly Manner[] = ['failing', 'hanging', 'resetting', 'dripping'];
  const random = (most: number): number => Math.floor(Math.random() * most);
  const steady = await startReceiver(() => 'taking');
  const moody = await startReceiver((refused) =>
    refused < REFUSALS && random(5) === 0 ? (moods[random(moods.length)] ?? 'failing') : 'taking',
  );
  const dead = await startReceiver(() => 'hanging');
  for (const receiver of [steady, moody, dead]) closers.push(() => receiver.close());
  const secret = await subscribe(till, merchantId, steady.url);
  await subscribe(till, merchantId, moody.url);
  await subscribe(till, merchantId, dead.url);
  const { logEpoch } = await till.selectFrom('instance').select('logEpoch').executeTakeFirstOrThrow();
  const gateway = (): string => gateways[random(gateways.length)]?.url() ?? '';
  // One is cut off by the kills alone, the other cuts itself off as well.
  const followers = [
    follow(`${logEpoch}:0`, key, gateway, () => Infinity),
    follow(`${logEpoch}:0`, key, gateway, () => 1 + random(40)),
  ];
  for (const follower of followers) closers.push(() => follower.close());
  return { merchantId, secret, receivers: { steady, moody }, dead, followers };
}

/** Writes, however often Postgres is killed meanwhile. What it does may be done twice. */
async function persist(write: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await write();
      return;
    } catch (error) {
      if ((Object(error) as { code?: string }).code === '23505') return; // it was stored before Postgres was killed
      if (!(error instanceof Error) || !/cannot be used|terminat|reset|recovery/i.test(error.message))
        throw error;
      await sleep(200);
    }
  }
}

async function addBlock(height: number): Promise<void> {
  for (const { shop, ...order } of traffic.ordersOf(height)) {
    await persist(() => insertOrder(till, { merchantId: shops[shop]?.merchantId ?? '', ...order }));
  }
  const rows = traffic
    .paymentsOf(height)
    .map((row) => completeTransfer({ ...row, blockNumber: height }))
    .map((row) =>
      Object.fromEntries(
        Object.entries(row).map(([key, value]) => [key.replace(/[A-Z]/g, '_$&').toLowerCase(), value]),
      ),
    );
  await persist(() => indexRows(height, rows));
}

async function indexRows(height: number, rows: readonly object[]): Promise<void> {
  await till.transaction().execute(async (db) => {
    await sql`insert into chain.transfers select * from jsonb_populate_recordset(null::chain.transfers, ${JSON.stringify(rows)})
      on conflict do nothing`.execute(db);
    await sql`insert into chain._metadata values ('lastProcessedHeight', to_jsonb(${height}::int), now(), now())
      on conflict (key) do update set value = excluded.value`.execute(db);
  });
}

interface Told {
  readonly id: string;
  readonly body: string;
  readonly merchantId: string;
  readonly orderId: string | null;
  readonly sequence: number | null;
  readonly cursor: string;
}

const log: Told[] = [];
const output = (): string =>
  parts.map((part) => `${part.name}:\n${part.output?.().slice(-TAIL) ?? ''}`).join('\n');

/** What has not arrived, for the message of a failure. */
async function missing({ url }: Receiver): Promise<string> {
  const rows = await till
    .selectFrom('deliveries')
    .innerJoin('endpoints', 'endpoints.id', 'deliveries.endpointId')
    .select(['eventCursor', 'status', 'attempts', 'dueAt', 'leaseUntil', sql<Date>`now()`.as('now')])
    .where('endpoints.url', '=', url)
    .where('status', '!=', 'delivered')
    .limit(10)
    .execute();
  return rows.map((row) => JSON.stringify(row)).join('\n');
}

test('the chain goes by while everything is killed in turn', async () => {
  const kills = { done: 0, ended: false };
  const killing = (async () => {
    while (!kills.ended) {
      await sleep(KILL_MS);
      const part = parts[kills.done % parts.length];
      await part?.kill();
      report.did('kill -9', part?.name.replace(/ \d+$/, '') ?? '');
      kills.done += 1;
    }
  })();
  for (let height = 1; height <= traffic.height; height++) {
    await addBlock(height);
    await sleep(BLOCK_MS);
  }
  // The last turn of all of them.
  await until('each is killed', () => kills.done >= parts.length, parts.length * 10_000);
  kills.ended = true;
  await killing;
  await until(
    'everything is settled',
    async () => {
      const row = await till
        .selectFrom('instance')
        .select('settledHeight')
        .executeTakeFirst()
        .catch(() => null);
      return row?.settledHeight === traffic.height;
    },
    2 * MINUTE,
  ).catch((error: unknown) => {
    throw new Error(`${String(error)}\n${output()}`);
  });
  log.push(
    ...(await till
      .selectFrom('events')
      .select(['id', 'body', 'merchantId', 'orderId', 'sequence', 'cursor'])
      .orderBy('cursor')
      .execute()),
  );
  expect(log.length).toBeGreaterThan(ORDERS * 2);
});

test('each event reaches each receiver, signed, in the bytes of the log', async () => {
  for (const { merchantId, receivers } of shops) {
    const told = log.filter((event) => event.merchantId === merchantId);
    for (const [name, receiver] of Object.entries(receivers)) {
      const taken = (): ReadonlySet<string> =>
        new Set(receiver.receipts.filter((r) => r.taken).map(({ id }) => id));
      await until(
        `${name} has taken all ${told.length} events`,
        () => taken().size >= told.length,
        2 * MINUTE + ORDERS * 30,
      ).catch(async (error: unknown) => {
        throw new Error(`${String(error)}: it has ${taken().size}\n${await missing(receiver)}\n${output()}`);
      });
      const bodies = new Map(told.map(({ id, body }) => [id, body]));
      for (const { id, body } of receiver.receipts) expect(body).toBe(bodies.get(id));
      report.held('events reached a receiver under one id, in the bytes of the log', told.length);
    }
  }
  for (const { secret, receivers } of shops) {
    const webhook = new Webhook(secret);
    for (const { body, headers } of receivers.steady.receipts.slice(-20)) {
      expect(webhook.verify(body, headers)).toEqual(JSON.parse(body));
    }
  }
});

test('each receiver takes the events of an order in their sequence, up to the cap', async () => {
  const rows = await till.selectFrom('deliveries').select(['eventCursor', 'attempts']).execute();
  const passed = new Set(
    rows.filter(({ attempts }) => attempts >= CAP).map(({ eventCursor }) => eventCursor),
  );
  const events = new Map(log.map((event) => [event.id, event]));
  for (const receiver of shops.flatMap(({ receivers }) => Object.values(receivers))) {
    const reached = new Map<string, number>();
    const seen = new Set<string>();
    for (const { id, taken } of receiver.receipts) {
      const event = events.get(id);
      if (!taken || seen.has(id) || event?.orderId == null || event.sequence === null) continue;
      seen.add(id);
      const before = reached.get(event.orderId) ?? 0;
      if (!passed.has(event.cursor)) {
        expect([event.orderId, event.sequence]).toEqual([event.orderId, Math.max(event.sequence, before)]);
        report.held("events came in their order's sequence", 1);
      }
      reached.set(event.orderId, Math.max(before, event.sequence));
    }
  }
});

test('who followed by subscription, and was cut off and resumed, saw each event exactly once', async () => {
  for (const { merchantId, followers } of shops) {
    const told = log.filter((event) => event.merchantId === merchantId).map(({ id }) => id);
    for (const follower of followers) {
      await until('it has seen all', () => follower.seen.length >= told.length, MINUTE);
      expect(follower.seen).toEqual(told);
      expect(follower.cuts).toBeGreaterThan(0);
      report.held('events were seen exactly once by a subscription that resumed', told.length);
    }
  }
});

test('a shop that never answers has held up nobody', () => {
  for (const { dead } of shops) {
    expect(dead.receipts.length).toBeGreaterThan(0);
    expect(dead.receipts.some(({ taken }) => taken)).toBe(false);
  }
});

test('an event has one delivery for each endpoint', async () => {
  const all = await till.selectFrom('deliveries').select(['eventCursor', 'endpointId']).execute();
  expect(new Set(all.map((row) => `${row.eventCursor} ${row.endpointId}`)).size).toBe(all.length);
  expect(all).toHaveLength(log.length * 3);
  report.held('deliveries, one for each event and endpoint', all.length);
});
