/** Statements that connections know by a name, and what becomes of them when tables change. */
import { sql } from 'kysely';
import { flatten, type PlanNode } from '../../bench/plans/explain.js';
import { readPayment } from '../../src/store/chain/payments.js';
import { openChainDatabase } from '../../src/store/chain/database.js';
import { KEYED } from '../../src/store/keyed.js';
import { snapshot } from '../../src/store/snapshot.js';
import { findUsableKey } from '../../src/store/till/api-keys.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { findOrder } from '../../src/store/till/order-reading.js';
import { readPayee } from '../../src/store/till/payee.js';
import { findPublicOrder } from '../../src/store/till/public-reading.js';
import { ALICE_HEX } from '../support/accounts.js';
import { createTestIndex, silent, type TestIndex } from '../support/gateway.js';
import { createTestMerchant, insertTestOrder, openTestTill } from '../support/till.js';

let index: TestIndex;
let till: TillDatabase;
const sent: string[] = [];
const order = { merchantId: '', id: '' };

beforeAll(async () => {
  index = await createTestIndex();
  await (await openTestTill(index.database.url)).destroy();
  till = openTillDatabase({
    url: index.database.url,
    log: silent,
    size: 1,
    onQuery: ({ query }) => void sent.push(query.sql),
  });
  const { merchantId } = await createTestMerchant(till);
  await insertTestOrder(till, { merchantId, owner: ALICE_HEX, orderId: 'one', reference: 'one' });
  const { id } = await till.selectFrom('orders').select('id').executeTakeFirstOrThrow();
  Object.assign(order, { merchantId, id });
});
afterAll(async () => {
  await till.destroy();
  await index.close();
});

interface Named {
  readonly statement: string;
  readonly custom: number;
  readonly generic: number;
}

/** What the only connection knows. */
async function namedOn(db: TillDatabase): Promise<readonly Named[]> {
  const { rows } = await sql<Named>`
    select statement, custom_plans::integer as custom, generic_plans::integer as generic from pg_prepared_statements`.execute(
    db,
  );
  return rows;
}

it('are planned for a few values, and then once for all', async () => {
  for (let i = 0; i < 12; i++) await findUsableKey(till, `key-${i}`);
  const [named, ...others] = (await namedOn(till)).filter(({ statement }) => statement.includes('api_keys'));
  expect(others).toEqual([]);
  expect(named).toMatchObject({ custom: 5, generic: 7 });
});

it('are the marked ones, and no others', async () => {
  const before = (await namedOn(till)).length;
  await till.selectFrom('orders').select('id').where('orderId', '=', 'one').execute();
  expect((await namedOn(till)).length).toBe(before);
});

it('read by index, also as planned before there was anything to read', async () => {
  const empty = await createTestIndex();
  const fresh = await openTestTill(empty.database.url);
  await empty.setMetadata({ lastProcessedHeight: 9 });
  const chain = openChainDatabase({
    url: empty.database.url,
    log: silent,
    onQuery: ({ query }) => void sent.push(query.sql),
  });
  try {
    sent.length = 0;
    const payment = { reference: 'one', payee: ALICE_HEX, from: { lastBlocks: 9 }, limit: 9 } as const;
    for (const asset of [null, '7']) await readPayment(chain, { ...payment, asset });
    await findUsableKey(till, 'key');
    await findOrder(till, order.merchantId, { orderId: 'one' });
    await findOrder(till, order.merchantId, { id: order.id });
    await findPublicOrder(till, 'token');
    await readPayee(till, { payee: ALICE_HEX, reference: 'one', limit: 9 });
    const keyed = sent.filter((statement) => statement.includes('/* keyed */'));
    expect(keyed.length).toBe(9);
    for (const statement of keyed) {
      const { rows } = await empty.client.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(
        `explain (generic_plan, format json) ${statement}`,
      );
      const nodes = rows.flatMap((row) => flatten(row['QUERY PLAN'][0].Plan));
      const whole = nodes.filter((node) => node['Node Type'] === 'Seq Scan');
      const large = whole.map((node) => node['Relation Name'] ?? '').filter((name) => !SMALL.has(name));
      expect([large, statement]).toEqual([[], statement]);
    }
  } finally {
    await Promise.all([fresh.destroy(), chain.db.destroy()]);
    await empty.close();
  }
});
/** One row, or one for each merchant or asset. */
const SMALL = new Set(['instance', 'merchants', 'assets', '_metadata']);

it('are read anew where a table has other columns meanwhile', async () => {
  const read = (): ReturnType<typeof findOrder> => findOrder(till, order.merchantId, { orderId: 'one' });
  for (let i = 0; i < 7; i++) await read();
  await sql`alter table till.orders add column later integer`.execute(till);
  expect(await read()).toMatchObject({ orderId: 'one', later: null });
});

it('fail as what can be asked again, within a transaction', async () => {
  const read = (): Promise<unknown> =>
    snapshot(till, async (db) => (await findOrder(db, order.merchantId, { orderId: 'one' }))?.orderId);
  for (let i = 0; i < 7; i++) await read();
  await sql`alter table till.orders add column later_still integer`.execute(till);
  await expect(read()).rejects.toMatchObject({
    code: 'DATABASE_UNAVAILABLE',
    message: 'the tables were changed while they were read: ask again',
  });
  expect(await read()).toBe('one');
});

it('are asked by their text where the connection has forgotten their names', async () => {
  const ask = async (): Promise<unknown> =>
    (await sql<{ n: number }>`select ${KEYED} ${1}::integer as n`.execute(till)).rows;
  for (let i = 0; i < 3; i++) await ask();
  await sql`deallocate all`.execute(till);
  expect(await ask()).toEqual([{ n: 1 }]);
  expect(await ask()).toEqual([{ n: 1 }]);
});
