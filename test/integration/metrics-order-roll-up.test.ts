/** Figures of orders, which are read from roll-ups where those hold, against a plain count of the orders as they are. */
import fc from 'fast-check';
import { sql } from 'kysely';
import { CHECKOUT_STEPS, type CheckoutStep } from '../../src/domain/metrics/checkout-step.js';
import { divideWindow, type Window } from '../../src/domain/metrics/intervals.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { openOrderScope } from '../../src/store/till/metrics/order-buckets.js';
import { readOrderFigures, readOrderTimes } from '../../src/store/till/metrics/order-figures.js';
import { rollUpOrders } from '../../src/store/till/metrics/order-roll-up.js';
import { verifyOrders } from '../../src/store/till/metrics/verify-orders.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';
import { insertEvents, insertOrders, insertPayments } from '../support/till-rows.js';
import { createTestMerchant, openTestTill } from '../support/till.js';

const [MINUTE, HOUR] = [60_000, 3_600_000];
const DAYS = 3;
const ZONES = ['UTC', 'Asia/Kathmandu', 'America/St_Johns'];

let database: TestDatabase;
let till: TillDatabase;
let other: TillDatabase;
let merchants: readonly string[];
/** On a whole minute: what is registered now must not move while it is compared. */
const now = Math.floor(Date.now() / MINUTE) * MINUTE;

interface MadeOrder {
  readonly id: string;
  readonly merchantId: string;
  readonly at: number;
  readonly asset: string | null;
  readonly amount: number;
  status: 'open' | 'settled' | 'expired';
  received: number;
  late: boolean;
  paying: number | null;
  settling: number | null;
  readonly steps: Set<CheckoutStep>;
}
const orders: MadeOrder[] = [];
let height = 100;

beforeAll(async () => {
  database = await createTestDatabase('order_figures');
  till = await openTestTill(database.url);
  other = await openTestTill(database.url);
  merchants = [(await createTestMerchant(till)).merchantId, (await createTestMerchant(till)).merchantId];
});
afterAll(async () => {
  await Promise.all([till.destroy(), other.destroy()]);
  await database.drop();
});

async function register(
  merchant: number,
  minutesAgo: number,
  asset: string | null,
  amount: number,
): Promise<void> {
  const merchantId = merchants[merchant] ?? '';
  const at = now - minutesAgo * MINUTE;
  const [row] = await insertOrders(till, [
    { merchantId, createdAt: new Date(at), asset, amount: String(amount), minimum: String(amount) },
  ]);
  if (!row) throw new Error('no order');
  orders.push({
    ...{ id: row.id, merchantId, at, asset, amount, received: 0, late: false, paying: null, settling: null },
    ...{ status: 'open', steps: new Set<CheckoutStep>() },
  });
}

/** As a settler does: the payment, the order and its event in one transaction. */
async function settle(db: TillDatabase, order: MadeOrder, received: number, paying: number): Promise<void> {
  height += 1;
  const blockTime = new Date(order.at + paying);
  const settled = received >= order.amount;
  await insertPayments(db, [
    { merchantId: order.merchantId, orderId: order.id, use: 'counted', blockNumber: height, blockTime },
  ]);
  await db
    .updateTable('orders')
    .set({
      received: String(received),
      ...(settled && { status: 'settled' as const, settledHeight: height }),
    })
    .where('id', '=', order.id)
    .execute();
  order.received = received;
  if (!settled) return;
  const createdAt = new Date(order.at + paying + 18_000);
  await insertEvents(db, [
    { merchantId: order.merchantId, orderId: order.id, type: 'order.settled', sequence: height, createdAt },
  ]);
  Object.assign(order, {
    status: 'settled',
    paying: paying < 0 ? null : paying,
    settling: paying < 0 ? null : 18_000,
  });
}

async function expire(order: MadeOrder): Promise<void> {
  await till
    .updateTable('orders')
    .set({ status: 'expired', flags: ['late'] })
    .where('id', '=', order.id)
    .execute();
  Object.assign(order, { status: 'expired', late: true });
}

async function step(order: MadeOrder, told: CheckoutStep): Promise<void> {
  if (order.steps.has(told)) return;
  await till.insertInto('checkoutSteps').values({ orderId: order.id, step: told }).execute();
  order.steps.add(told);
}

function counted(merchantId: string, window: Window): object {
  const mine = orders.filter(
    (order) => order.merchantId === merchantId && order.at >= window.from && order.at < window.to,
  );
  const placeOf = (order: MadeOrder): number => window.spans.findIndex(({ to }) => order.at < to);
  const keys = [...new Set(mine.map((order) => `${placeOf(order)} ${order.asset}`))];
  const figures = keys.map((key) => {
    const these = mine.filter((order) => `${placeOf(order)} ${order.asset}` === key);
    const number = (is: (order: MadeOrder) => boolean): number => these.filter(is).length;
    const settled = these.filter(({ status }) => status === 'settled');
    return {
      ...{ place: Number(key.split(' ')[0]), asset: these[0]?.asset ?? null, created: these.length },
      ...{ settled: settled.length, open: number(({ status }) => status === 'open') },
      ...{ expired: number(({ status }) => status === 'expired'), canceled: 0, invalid: 0 },
      under: number(({ received, amount }) => received > 0 && received < amount),
      over: number(({ received, amount }) => received > amount),
      late: number(({ late }) => late),
      expected: these.reduce((sum, { amount }) => sum + BigInt(amount), 0n),
      settledAmount: settled.reduce((sum, { received }) => sum + BigInt(received), 0n),
    };
  });
  const times = (some: readonly MadeOrder[]): object => {
    const measured = some.filter(({ paying }) => paying !== null);
    const quantile = (of: 'paying' | 'settling', part: number): number | null =>
      measured.map((order) => order[of] ?? 0).sort((a, b) => a - b)[Math.ceil(measured.length * part) - 1] ??
      null;
    const both = (of: 'paying' | 'settling'): object => ({
      median: quantile(of, 0.5),
      p95: quantile(of, 0.95),
    });
    return { measured: measured.length, orderToPayment: both('paying'), paymentToSettled: both('settling') };
  };
  const places = [...new Set(mine.filter(({ paying }) => paying !== null).map(placeOf))].sort(
    (a, b) => a - b,
  );
  const number = (is: (order: MadeOrder) => boolean): number => mine.filter(is).length;
  const steps = Object.fromEntries(
    CHECKOUT_STEPS.map((told): [string, number] => [told, number((order) => order.steps.has(told))]),
  );
  return {
    figures: byPlace(figures),
    times: {
      ...times(mine),
      series: places.map((place) => ({ place, ...times(mine.filter((one) => placeOf(one) === place)) })),
    },
    funnel: {
      ...steps,
      paid: number(({ status, steps }) => status === 'settled' && steps.has('viewed')),
    },
  };
}

async function read(merchantId: string, window: Window): Promise<object> {
  const scope = await openOrderScope(till, merchantId, window);
  const times = await readOrderTimes(till, scope);
  const { figures, funnel } = await readOrderFigures(till, scope);
  const series = times.series.toSorted((a, b) => a.place - b.place);
  return { figures: byPlace(figures), times: { ...times, series }, funnel };
}

function byPlace<Row extends { readonly place: number; readonly asset: string | null }>(
  rows: readonly Row[],
): readonly Row[] {
  return rows.toSorted((a, b) => a.place - b.place || (a.asset ?? '').localeCompare(b.asset ?? ''));
}

/** All days that orders are in. */
const whole = (): Window => divideWindow({ from: now - DAYS * 24 * HOUR, to: now + HOUR }, 'day', 'UTC');

const anOrder = fc.integer({ min: 0, max: 1_000_000 });
const action = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('register' as const),
      merchant: fc.integer({ min: 0, max: 1 }),
      minutes: fc.integer({ min: 0, max: DAYS * 24 * 60 }),
      asset: fc.constantFrom(null, '1'),
      amount: fc.integer({ min: 2, max: 90 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      order: anOrder,
      received: fc.integer({ min: 1, max: 120 }),
      paying: fc.integer({ min: -5_000, max: 900_000 }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('expire' as const), order: anOrder }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('step' as const),
      order: anOrder,
      told: fc.constantFrom(...CHECKOUT_STEPS),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('roll' as const), most: fc.integer({ min: 1, max: 20 }) }),
  },
);

it('are the same at every moment, whatever changed after it was rolled up', async () => {
  const window = fc.record({
    from: fc.integer({ min: 0, max: DAYS * 24 * 60 + 90 }),
    minutes: fc.integer({ min: 1, max: DAYS * 24 * 60 }),
    interval: fc.constantFrom('hour' as const, 'day' as const),
    zone: fc.constantFrom(...ZONES),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(action, { minLength: 5, maxLength: 25 }),
      fc.array(window, { minLength: 3, maxLength: 3 }),
      async (actions, windows) => {
        for (const one of actions) {
          if (one.do === 'register') await register(one.merchant, one.minutes, one.asset, one.amount);
          else if (one.do === 'roll') await rollUpOrders(till, { most: one.most });
          else {
            const order = orders[one.order % orders.length];
            if (!order) continue;
            if (one.do === 'step') await step(order, one.told);
            else if (order.status !== 'open') continue;
            else if (one.do === 'expire') await expire(order);
            else await till.transaction().execute((db) => settle(db, order, one.received, one.paying));
          }
        }
        for (const { from, minutes, interval, zone } of windows) {
          const start = now - from * MINUTE + 1_234;
          const asked = divideWindow({ from: start, to: start + minutes * MINUTE }, interval, zone);
          for (const merchantId of merchants)
            expect(await read(merchantId, asked)).toEqual(counted(merchantId, asked));
        }
      },
    ),
    { numRuns: 25 },
  );
  // All that is old is in the roll-ups by now: else the above would have compared a count with itself.
  while (await rollUpOrders(till, { most: 50 }));
  const { rows } = await sql<{
    orders: string;
  }>`select sum(created) as orders from till.metric_orders`.execute(till);
  expect(Number(rows[0]?.orders)).toBeGreaterThanOrEqual(
    orders.filter(({ at }) => at < now - 3 * HOUR).length,
  );
}, 120_000);

it('are the same where all is counted from the beginning, in steps of any size', async () => {
  for (const most of [1, 7]) {
    await sql`truncate till.metric_orders, till.metric_order_marks`.execute(till);
    await sql`update till.metric_order_progress set until_quarter = 0`.execute(till);
    while (await rollUpOrders(till, { most }));
    for (const merchantId of merchants)
      expect(await read(merchantId, whole())).toEqual(counted(merchantId, whole()));
    expect(await till.transaction().execute((db) => verifyOrders(db, 2))).toMatchObject({ different: 0 });
  }
});

it('that are stored wrong are found by verify-metrics', async () => {
  const verify = () => till.transaction().execute((db) => verifyOrders(db, 2));
  const before = await verify();
  expect(before).toMatchObject({ different: 0, differences: [] });
  expect(before.rows).toBeGreaterThan(10);
  await sql`update till.metric_orders set settled = settled + 1 where ctid = (select min(ctid) from till.metric_orders)`.execute(
    till,
  );
  const [found] = (await verify()).differences;
  expect(Number(found?.stored?.['settled'])).toBe(Number(found?.counted?.['settled']) + 1);
  await sql`update till.metric_orders set settled = settled - 1 where (merchant_id, quarter, asset) = (
    ${found?.merchantId}, extract(epoch from ${found?.quarter}::timestamptz)::integer / 900, ${found?.asset ?? ''})`.execute(
    till,
  );
  expect(await verify()).toMatchObject({ different: 0 });
});

/** Settles an old order in a transaction that is open while the roll-ups are brought up to date. */
async function settledMeanwhile(order: MadeOrder, received: number): Promise<void> {
  let begin = (): void => undefined;
  let finish = (): void => undefined;
  const begun = new Promise<void>((resolve) => (begin = resolve));
  const ended = new Promise<void>((resolve) => (finish = resolve));
  const writing = other.transaction().execute(async (db) => {
    await settle(db, order, received, 60_000);
    begin();
    await ended;
  });
  await begun;
  while (await rollUpOrders(till, { most: 50 }));
  finish();
  await writing;
}

it('are the same where an order changes while its quarter is counted anew', async () => {
  const [merchantId = ''] = merchants;
  await register(0, 30 * 60, null, 50);
  const order = orders.at(-1);
  if (!order) throw new Error('no order');
  while (await rollUpOrders(till, { most: 50 }));
  // Nobody has marked it yet, and then the mark is there already.
  await settledMeanwhile(order, 20);
  expect(await read(merchantId, whole())).toEqual(counted(merchantId, whole()));
  await settledMeanwhile(order, 70);
  expect(await read(merchantId, whole())).toEqual(counted(merchantId, whole()));
  while (await rollUpOrders(till, { most: 50 }));
  expect(await read(merchantId, whole())).toEqual(counted(merchantId, whole()));
});

it('of times are those of the newest orders, however long ago these were', async () => {
  const [merchantId = ''] = merchants;
  const [latest = 0, long = 0] = [5, 100].map((days) => days * 24 * 60);
  for (const [minutes, paying] of [
    [latest, 1_000],
    [latest, 2_000],
    [long, 3_000],
    [long, 4_000],
    [long + 15, 5_000],
  ] as const) {
    await register(0, minutes, null, 50);
    const order = orders.at(-1);
    if (order) await till.transaction().execute((db) => settle(db, order, 50, paying));
  }
  while (await rollUpOrders(till, { most: 50 }));
  const asked = divideWindow({ from: now - 200 * 24 * HOUR, to: now - (DAYS + 1) * 24 * HOUR }, 'day', 'UTC');
  const scope = await openOrderScope(till, merchantId, asked);
  const measured = async (most: number): Promise<readonly (number | null)[]> => {
    const times = await readOrderTimes(till, scope, most);
    return [times.measured, times.orderToPayment.p95];
  };
  expect(await measured(2)).toEqual([2, 2_000]);
  // A quarter of an hour is not divided.
  expect(await measured(3)).toEqual([4, 4_000]);
  expect(await measured(5)).toEqual([5, 5_000]);
  expect(await measured(6)).toEqual([5, 5_000]);
});
