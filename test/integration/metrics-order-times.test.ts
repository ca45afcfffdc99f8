/** How long it takes from an order to its payment and on to finality, of a window and of each interval in it. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, CHARLIE } from '../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { acceptIndex } from '../support/metrics.js';
import { insertEvents, insertOrders, insertPayments } from '../support/till-rows.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';
import { rollUp } from '../../src/store/till/metrics/roll-up.js';

const START = Date.UTC(2026, 9, 24, 22);
const HOUR = 3_600_000;
const HEIGHT = 1_000;

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let mine: TestMerchant;
let theirs: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  mine = await createTestMerchant(till, { accounts: [ALICE] });
  theirs = await createTestMerchant(till, { accounts: [CHARLIE] });
  await acceptIndex(index.client, HEIGHT);
  await rollUp(till, { schema: 'chain', most: 100 });
  gateway = await openTestGateway(index.database.url, { heads: { best: HEIGHT } });
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

let height = 100;

/** An order that was registered some time after the start, paid after some more, and settled after that. */
async function settled(
  owner: TestMerchant,
  at: number,
  paidAfter: number,
  finalAfter: number,
): Promise<void> {
  height += 1;
  const { merchantId } = owner;
  const createdAt = new Date(START + at);
  const [order] = await insertOrders(till, [
    { merchantId, orderId: `o-${height}`, status: 'settled', settledHeight: height, createdAt },
  ]);
  if (!order) throw new Error('no order');
  const blockTime = new Date(START + at + paidAfter);
  await insertPayments(till, [
    { merchantId, orderId: order.id, use: 'counted', blockNumber: height, blockTime },
  ]);
  const told = new Date(START + at + paidAfter + finalAfter);
  await insertEvents(till, [
    { merchantId, orderId: order.id, type: 'order.settled', sequence: 1, createdAt: told },
  ]);
}

const TIMES = `measured orderToPayment { medianMs p95Ms } paymentToSettled { medianMs p95Ms }`;
const took = (
  measured: number,
  paying: number | null,
  payingP95: number | null,
  final: number | null,
  finalP95: number | null,
) => ({
  measured,
  orderToPayment: { medianMs: paying, p95Ms: payingP95 },
  paymentToSettled: { medianMs: final, p95Ms: finalP95 },
});

it('is measured of each interval by itself, whose gaps are filled, and of all together', async () => {
  // Clocks are put back in Prague: the first of the three days has 25 hours.
  for (const [at, paying, final] of [
    [HOUR, 60_000, 18_000],
    [2 * HOUR, 30_000, 24_000],
    [3 * HOUR, 90_000, 12_000],
    [24.5 * HOUR, 5_000, 6_000],
    [26 * HOUR, 700_000, 40_000],
  ] as const) {
    await settled(mine, at, paying, final);
  }
  await settled(theirs, HOUR, 1, 1);
  const { paymentMetrics } = await gateway.query<{
    paymentMetrics: { orders: { times: { series: readonly object[] } } };
  }>(
    `{ paymentMetrics(from: "2026-10-24T22:00:00Z", to: "2026-10-27T23:00:00Z", timeZone: "Europe/Prague") { orders { times {
       ${TIMES} series { from partial ${TIMES} } } } } }`,
    {},
    mine.readKey,
  );
  expect(paymentMetrics.orders.times).toEqual({
    ...took(5, 60_000, 700_000, 18_000, 40_000),
    series: [
      { from: '2026-10-24T22:00:00.000Z', partial: false, ...took(4, 30_000, 90_000, 12_000, 24_000) },
      { from: '2026-10-25T23:00:00.000Z', partial: false, ...took(1, 700_000, 700_000, 40_000, 40_000) },
      { from: '2026-10-26T23:00:00.000Z', partial: false, ...took(0, null, null, null, null) },
    ],
  });
});

it('is a series without a measure where nothing was settled', async () => {
  const response = await fetch(
    `${gateway.url}/v1/metrics/payments?from=2025-01-01T00:00:00Z&to=2025-01-03T00:00:00Z`,
    { headers: { authorization: `Bearer ${mine.readKey}` } },
  );
  const { orders } = (await response.json()) as { orders: { times: { measured: number; series: object[] } } };
  expect(orders.times).toMatchObject({ measured: 0, series: [{ measured: 0 }, { measured: 0 }] });
});
