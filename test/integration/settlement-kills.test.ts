/**
 * Settler, Postgres and the real indexer, alone or with its supervisor, are killed at random while orders are registered and
 * paid. What is left must be what one clean run over the same chain gives. `npm run chaos:settlement` kills a hundred times.
 */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import { pino } from 'pino';
import pg from 'pg';
import { writeProject } from '../../src/cli/indexer/project.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { startFixtureChain, type FixtureChain } from '../fixture-chain/server.js';
import { openChaosReport } from '../support/chaos-report.js';
import { createTestSettlement, insertAccount, insertOrder } from '../support/settlement.js';
import { until } from '../support/processes.js';
import { createServerDatabase } from '../support/server-databases.js';
import { settledRows } from '../support/settled-rows.js';
import { openSuiteFolder } from '../support/suite-closers.js';
import {
  startIndexerPart,
  startPostgresPart,
  startSettlerPart,
  type IndexerPart,
  type Killable,
  type PostgresPart,
} from './settlement-kills/parts.js';
import {
  createTraffic,
  ordersOf,
  runtime,
  SHOP,
  TILL,
  type TrafficOrder,
} from './settlement-kills/traffic.js';

const KILLS = Number(process.env['CHAINTILL_KILLS'] ?? 6);
const MINUTE = 60_000;
jest.setTimeout((5 + KILLS) * MINUTE);

const BLOCK_MS = 250;
const UNFINALIZED = 2;
const silent = pino({ level: 'silent' });

const report = openChaosReport('settlement-kills');

const { folder, closers } = openSuiteFolder('kills');
afterAll(() => report.write());

let node: FixtureChain;
let postgres: PostgresPart;
let settlers: readonly Killable[];
let indexer: IndexerPart;
let databaseUrl: string;
let till: TillDatabase;
const traffic = createTraffic();
/** By reference. */
const registered = new Map<string, { id: string; order: TrafficOrder }>();
let merchantId: string;

beforeAll(async () => {
  node = await startFixtureChain({ runtimes: [{ runtime, appliedIn: 0 }], blocks: [traffic.next()] });
  closers.push(() => node.close());
  postgres = await startPostgresPart(folder);
  closers.push(() => postgres.stop());
  databaseUrl = await createServerDatabase(postgres.url, 'kills');
  till = openTillDatabase({ url: databaseUrl, log: silent });
  closers.push(() => till.destroy());
  await migrateTill({ url: databaseUrl, log: silent });
  await claimTill(till, { network: 'fixture', genesisHash: '0x00', chainIdentity: '0x00' });
  ({ id: merchantId } = await till
    .insertInto('merchants')
    .values({ name: 'Shop' })
    .returning('id')
    .executeTakeFirstOrThrow());
  for (const account of [SHOP, TILL]) {
    await insertAccount(till, merchantId, account);
  }
  const project = join(folder, 'project');
  await writeProject(project, {
    chainId: node.chain.genesis.hash,
    endpoints: [node.endpoint],
    startBlock: 1,
  });
  indexer = startIndexerPart(project, node.endpoint, databaseUrl);
  closers.push(() => indexer.stop());
  // The second stands by, and takes over when the first is killed.
  settlers = [startSettlerPart(databaseUrl), startSettlerPart(databaseUrl)];
  for (const settler of settlers) closers.push(() => settler.stop());
});

/** Registers what is due, like a shop that tries again until it is told that it worked. */
async function register(height: number): Promise<void> {
  for (let begun = Math.max(1, height - 10); begun <= height; begun++) {
    for (const order of ordersOf(begun)) {
      if (registered.has(order.reference) || order.registeredFrom > height) continue;
      const id = await persist(
        () => insertOrder(till, { merchantId, payee: SHOP, ...order }),
        () => findOrder(order.reference),
      );
      registered.set(order.reference, { id, order });
    }
  }
}

async function findOrder(reference: string): Promise<string> {
  const query = till.selectFrom('orders').select('id').where('reference', '=', reference);
  return (await query.executeTakeFirstOrThrow()).id;
}

async function persist(work: () => Promise<string>, find: () => Promise<string>): Promise<string> {
  for (;;) {
    try {
      return await work();
    } catch (error) {
      // Postgres was killed after it had committed, and before it could say so.
      if ((Object(error) as { code?: string }).code === '23505') return find();
      if (!(error instanceof Error) || !/cannot be used|terminat|reset|recovery/i.test(error.message)) {
        throw error;
      }
      await sleep(200);
    }
  }
}

/** What is killed: @subql/node under its supervisor, or both together. */
const VICTIMS = {
  settler: 'settler',
  postgres: 'postgres',
  indexer: 'indexer with its supervisor',
  node: 'indexer',
} as const;

/** @returns whether it was there */
async function kill(who: keyof typeof VICTIMS, which: number): Promise<boolean> {
  if (who === 'node') return indexer.killNode();
  if (who === 'postgres') await postgres.kill();
  else if (who === 'indexer') await indexer.kill();
  else await settlers[which % settlers.length]?.kill();
  return true;
}

/** Lets the chain grow, and its finality with it. */
async function grow(): Promise<void> {
  node.chain.append([traffic.next()]);
  node.chain.setFinalized(Math.max(1, node.chain.best - UNFINALIZED));
  await register(node.chain.best);
}

async function settledHeight(): Promise<number> {
  try {
    const row = await till.selectFrom('instance').select('settledHeight').executeTakeFirst();
    return row?.settledHeight ?? 0;
  } catch {
    return 0; // Postgres is down
  }
}

async function state(
  of: TillDatabase,
): Promise<Record<'orders' | 'payments' | 'events', readonly unknown[]>> {
  return {
    orders: await of
      .selectFrom('orders')
      .select([
        'reference',
        'status',
        'received',
        'held',
        'paymentCount',
        'flags',
        'settledHeight',
        'sequence',
      ])
      .orderBy('reference')
      .execute(),
    ...(await settledRows(of)),
  };
}

it(`leaves every order as one clean run does, after ${KILLS} kills under load`, async () => {
  const [choices] = fc.sample(
    fc.array(
      fc.record({
        who: fc.constantFrom('settler', 'settler', 'postgres', 'indexer', 'node'),
        blocks: fc.integer({ min: 2, max: 12 }),
      }),
      {
        minLength: KILLS,
        maxLength: KILLS,
      },
    ),
    1,
  );
  for (const { who, blocks } of choices ?? []) {
    for (let i = 0; i < blocks; i++) {
      await grow();
      await sleep(BLOCK_MS);
    }
    if (await kill(who, blocks)) report.did('kill -9', VICTIMS[who]);
  }
  for (let i = 0; i < 30; i++) await grow();
  node.chain.setFinalized(node.chain.best);
  const last = node.chain.best;
  await until(`block ${last} is settled`, async () => (await settledHeight()) >= last, 5 * MINUTE);
  await until(
    'every registration is taken up',
    async () =>
      (await till.selectFrom('commands').select('id').where('appliedHeight', 'is', null).execute()).length ===
      0,
  );

  const after = await state(till);
  const clean = await cleanRun();
  expect(after.orders).toEqual(clean.orders);
  expect(after.payments).toEqual(clean.payments);
  expect(after.events).toEqual(clean.events);
  report.held('orders as in a clean run', after.orders.length);
  report.held('payments as in a clean run', after.payments.length);
  report.held('events as in a clean run', after.events.length);
  expect(registered.size).toBeGreaterThan(100);
  const cursors = await till.selectFrom('events').select('cursor').orderBy('cursor').execute();
  expect(cursors.map(({ cursor }) => Number(cursor))).toEqual(cursors.map((_, i) => i + 1));
  report.held('events in the log without a gap', cursors.length);
});

it('changes no order and adds no event when the chain is indexed anew', async () => {
  const before = await state(till);
  const log = await till.selectFrom('events').selectAll().orderBy('cursor').execute();
  await indexer.stop();
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query('drop schema chain cascade');
  report.did('index dropped, and made anew', 'schema chain');
  await client.end();
  await until('the settler says so', async () => {
    const row = await till.selectFrom('instance').select('state').executeTakeFirst();
    return row?.state === 'rebuilding';
  });
  await indexer.kill();
  const last = node.chain.best + 3;
  node.chain.append(
    [traffic.next(), traffic.next(), traffic.next()].map((script) => ({ ...script, extrinsics: [] })),
  );
  node.chain.setFinalized(last);
  await until(`block ${last} is settled`, async () => (await settledHeight()) >= last, 5 * MINUTE);
  const after = await state(till);
  expect(after.payments).toEqual(before.payments);
  const kept = (await till.selectFrom('events').selectAll().orderBy('cursor').execute()).slice(0, log.length);
  expect(kept).toEqual(log);
  report.held('events as before, after the chain was indexed anew', log.length);
});

/** The same orders and the same index, settled in one go by a till that nobody disturbs. */
async function cleanRun(): ReturnType<typeof state> {
  const clean = await createTestSettlement();
  try {
    const transfers = await till
      .withSchema('chain')
      .selectFrom('transfers' as never)
      .selectAll()
      .execute();
    await clean.index.insertTransfers(transfers);
    const { id } = await till.selectFrom('instance').select('id').executeTakeFirstOrThrow();
    await clean.till.updateTable('instance').set({ id }).execute();
    const merchant = await clean.merchant(SHOP, TILL);
    await clean.settle();
    for (const { id: orderId, order } of registered.values()) {
      await insertOrder(clean.till, { id: orderId, merchantId: merchant, payee: SHOP, ...order });
    }
    await clean.index.setMetadata({ lastProcessedHeight: node.chain.finalized });
    await clean.settle();
    return await state(clean.till);
  } finally {
    await clean.close();
  }
}
