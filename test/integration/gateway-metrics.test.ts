/** `paymentMetrics` and `GET /v1/metrics/payments`, as whoever asks sees them. */
import { parseAccount } from '../../src/domain/account.js';
import type { Hex } from '../../src/domain/hex.js';
import { rollUp } from '../../src/store/till/metrics/roll-up.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, ALICE_HEX, BOB, CHARLIE } from '../support/accounts.js';
import { insertCompany } from '../support/companies.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { acceptIndex, indexBlocks, type MadeChain } from '../support/metrics.js';
import { createTestMerchant, createTestOperator, insertTestOrder, openTestTill } from '../support/till.js';
import type { TestMerchant } from '../support/till.js';

const DAY = 86_400_000;
const START = Date.UTC(2026, 2, 1);
const BOB_HEX = parseAccount(BOB);
const CHARLIE_HEX = parseAccount(CHARLIE);
const BUYER = `0x${'0b'.repeat(32)}` as const;
const FROM = '2026-03-01T00:00:00Z';
const TO = '2026-03-04T00:00:00Z';

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let shop: TestMerchant;
let other: TestMerchant;

const paid = (block: number, to: Hex, value: bigint, from: Hex = BUYER, asset: string | null = null) => ({
  block,
  from,
  to,
  asset,
  value,
  byCall: true,
});
const failed = (block: number, to: Hex, value: bigint, name: string) => ({
  block,
  from: BUYER,
  to,
  asset: null,
  value,
  error: ['Balances', name] as const,
});

/** Ten blocks a day. Alice is the shop's, with Bob from block 11 on; Charlie is nobody's. */
const chain: MadeChain = {
  times: new Map(Array.from({ length: 41 }, (_, block) => [block, START + (block * DAY) / 10])),
  transfers: [
    paid(1, ALICE_HEX, 100n),
    paid(2, ALICE_HEX, 50n, CHARLIE_HEX),
    paid(3, ALICE_HEX, 7n, BUYER, '8'),
    // Before and after Bob is the shop's.
    paid(5, BOB_HEX, 1_000n),
    paid(21, BOB_HEX, 2_000n),
    // Between accounts of the shop.
    paid(22, BOB_HEX, 9n, ALICE_HEX),
    paid(23, CHARLIE_HEX, 5n),
    paid(35, ALICE_HEX, 33n),
  ],
  failures: [failed(1, ALICE_HEX, 70n, 'InsufficientBalance'), failed(2, ALICE_HEX, 30n, 'KeepAlive')],
};

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url);
  shop = await createTestMerchant(till, { accounts: [ALICE] });
  other = await createTestMerchant(till);
  await till
    .insertInto('accounts')
    .values({ account: BOB_HEX, merchantId: shop.merchantId, fromHeight: 11, provedBy: 'operator' })
    .execute();
  await indexBlocks(index.client, chain, 0, 40);
  await insertCompany(index.client, [
    { block: 2, entityId: 7, owner: ALICE_HEX, registration: { data: '0x', editableByRegistrar: false } },
    { block: 30, entityId: 7, owner: ALICE_HEX },
  ]);
  await acceptIndex(index.client, 40);
  while ((await rollUp(till, { schema: 'chain', most: 3 })).more);
  await insertOrders();
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

async function insertOrders(): Promise<void> {
  const of = (day: number, more: object) => ({
    merchantId: shop.merchantId,
    owner: ALICE,
    createdAt: new Date(START + day * DAY),
    ...more,
  });
  const orders = [
    of(0, { status: 'settled', received: 10n, settledHeight: 1, id: '7a3a9b39-7d2a-4d0a-9a43-0d1f5a3b9c11' }),
    of(0.5, { status: 'settled', received: 12n, settledHeight: 9, flags: ['late'] }),
    of(2, { status: 'expired', received: 4n }),
    of(2, { status: 'open', asset: '8' }),
    of(3, { status: 'open' }),
  ];
  for (const order of orders) await insertTestOrder(till, order);
  await index.client.query(
    `insert into till.payments (transfer_id, block_number, event_index, block_hash, block_time, from_account, to_account, value,
       pairing, merchant_id, order_id, use, applied_height)
     values ('1-0', 1, 0, '0x', $1, $2, $3, 10, 'paired', $4, '7a3a9b39-7d2a-4d0a-9a43-0d1f5a3b9c11', 'counted', 1)`,
    [new Date(START + DAY / 10), BUYER, ALICE_HEX, shop.merchantId],
  );
  await index.client.query(
    `insert into till.events (cursor, id, type, merchant_id, order_id, sequence, created_at, body)
     values (1, 'evt_1', 'order.settled', $1, '7a3a9b39-7d2a-4d0a-9a43-0d1f5a3b9c11', 1, $2, '{}')`,
    [shop.merchantId, new Date(START + DAY / 10 + 4_500)],
  );
}

const COUNTS =
  'attempts paid failed recovered lost volume { value formatted } lostAmount { value } uniquePayers';
const QUERY = `query ($account: String, $company: String, $merchantId: ID, $from: Datetime!, $to: Datetime!,
    $interval: MetricInterval! = DAY, $timeZone: String! = "UTC") {
  paymentMetrics(account: $account, company: $company, merchantId: $merchantId, from: $from, to: $to, interval: $interval,
      timeZone: $timeZone) {
    interval timeZone upToBlock uniquePayers
    assets { asset symbol total { ${COUNTS} } series { from to partial paid volume { value } uniquePayers }
      errors { error failed lost } }
    orders { assets { asset total { created settled under over late conversion } series { created settled } }
      times { measured orderToPayment { medianMs p95Ms } paymentToSettled { medianMs } } }
  }
}`;

interface Metrics {
  readonly upToBlock: number;
  readonly uniquePayers: number;
  readonly assets: readonly {
    readonly asset: string | null;
    readonly total: Readonly<Record<string, unknown>>;
    readonly series: readonly Readonly<Record<string, unknown>>[];
    readonly errors: readonly object[];
  }[];
  readonly orders: object | null;
}

async function ask(variables: object, key?: string): Promise<Metrics> {
  const answer = await gateway.query<{ paymentMetrics: Metrics }>(
    QUERY,
    { from: FROM, to: TO, ...variables },
    key,
  );
  return answer.paymentMetrics;
}

async function codeOf(variables: object, key?: string): Promise<string | undefined> {
  const { errors } = await gateway.ask(QUERY, { from: FROM, to: TO, ...variables }, '/graphql', key);
  return errors?.[0]?.extensions.code;
}

describe('an account', () => {
  it('is answered to everybody, by asset, without gaps', async () => {
    const { assets, uniquePayers, upToBlock, orders } = await ask({ account: ALICE });
    expect({ uniquePayers, upToBlock, orders }).toEqual({ uniquePayers: 2, upToBlock: 40, orders: null });
    expect(assets.map(({ asset }) => asset)).toEqual([null, '8']);
    expect(assets[0]?.total).toMatchObject({
      attempts: 4,
      paid: 2,
      failed: 2,
      volume: { value: '150' },
      uniquePayers: 2,
    });
    expect(assets[0]?.series.map(({ paid: count, volume }) => [count, volume])).toEqual([
      [2, { value: '150' }],
      [0, { value: '0' }],
      [0, { value: '0' }],
    ]);
    expect(assets[1]).toMatchObject({
      total: { paid: 1, volume: { value: '7' }, uniquePayers: 1 },
      errors: [],
    });
  });

  it('ends with what the window has, to the millisecond', async () => {
    const at = START + DAY / 10;
    const window = (from: number, to: number): object => ({
      account: ALICE,
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
    });
    const first = async (given: object): Promise<unknown> => (await ask(given)).assets[0]?.total['paid'] ?? 0;
    expect(await first(window(at, at + 1))).toBe(1);
    expect(await first(window(at - DAY, at))).toBe(0);
    expect(await first(window(at + 1, at + DAY / 10))).toBe(0);
    expect(await first(window(at + 1, at + DAY / 10 + 1))).toBe(1);
  });

  it('has days of the time zone that is asked for', async () => {
    const { assets } = await ask({ account: ALICE, timeZone: 'Asia/Kathmandu', from: FROM, to: TO });
    expect(assets[0]?.series.map(({ from, partial }) => [from, partial])).toEqual([
      ['2026-03-01T00:00:00.000Z', true],
      ['2026-03-01T18:15:00.000Z', false],
      ['2026-03-02T18:15:00.000Z', false],
      ['2026-03-03T18:15:00.000Z', true],
    ]);
  });
});

it('a company has the payments to its accounts while they were its own', async () => {
  const { assets } = await ask({ company: '7', to: '2026-03-05T00:00:00Z' });
  expect(assets.map(({ asset, total }) => [asset, total['paid'], total['failed']])).toEqual([
    [null, 1, 1],
    ['8', 1, 0],
  ]);
  expect(await ask({ company: '0-99' })).toMatchObject({ assets: [], uniquePayers: 0 });
});

describe('a merchant', () => {
  it('has its accounts without what it moves between them, and what became of its orders', async () => {
    const { assets, orders, uniquePayers } = await ask({}, shop.readKey);
    expect(uniquePayers).toBe(2);
    expect(assets[0]).toMatchObject({
      total: { paid: 3, volume: { value: '2150' }, failed: 2, lost: 2, lostAmount: { value: '100' } },
      errors: [
        { error: 'Balances.InsufficientBalance', failed: 1, lost: 1 },
        { error: 'Balances.KeepAlive', failed: 1, lost: 1 },
      ],
    });
    expect(orders).toEqual({
      assets: [
        {
          asset: null,
          total: { created: 3, settled: 2, under: 1, over: 1, late: 1, conversion: 2 / 3 },
          series: [{ created: 2, settled: 2 }, ...[0, 1].map((created) => ({ created, settled: 0 }))],
        },
        {
          asset: '8',
          total: { created: 1, settled: 0, under: 0, over: 0, late: 0, conversion: 0 },
          series: [0, 0, 1].map((created) => ({ created, settled: 0 })),
        },
      ],
      times: {
        measured: 1,
        orderToPayment: { medianMs: DAY / 10, p95Ms: DAY / 10 },
        paymentToSettled: { medianMs: 4_500 },
      },
    });
  });

  it('is nobody else’s: not without a key, nor to another merchant; the operator names it', async () => {
    expect(await codeOf({})).toBe('UNAUTHENTICATED');
    expect(await codeOf({ merchantId: shop.merchantId })).toBe('UNAUTHENTICATED');
    expect(await codeOf({ merchantId: shop.merchantId }, other.secretKey)).toBe('MERCHANT_NOT_FOUND');
    expect(await ask({}, other.secretKey)).toMatchObject({ assets: [], orders: { assets: [] } });
    const operator = await createTestOperator(till);
    expect((await ask({ merchantId: shop.merchantId }, operator)).assets[0]?.total['paid']).toBe(3);
  });
});

it('says what is wrong with a question', async () => {
  expect(await codeOf({ account: ALICE, company: '7' })).toBe('BAD_USER_INPUT');
  expect(await codeOf({ company: "7'" })).toBe('BAD_USER_INPUT');
  expect(await codeOf({ account: 'nobody' })).toBe('INVALID_ADDRESS');
  expect(await codeOf({ account: ALICE, to: FROM })).toBe('INVALID_WINDOW');
  expect(await codeOf({ account: ALICE, timeZone: 'Mars/Olympus' })).toBe('UNKNOWN_TIME_ZONE');
  expect(await codeOf({ account: ALICE, from: '2020-01-01T00:00:00Z', interval: 'HOUR' })).toBe(
    'INVALID_WINDOW',
  );
});

describe('GET /v1/metrics/payments', () => {
  async function get(
    query: string,
    key?: string,
  ): Promise<{ status: number; body: Metrics & { error?: object } }> {
    const response = await fetch(`${gateway.url}/v1/metrics/payments?${query}`, {
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    });
    return { status: response.status, body: (await response.json()) as Metrics & { error?: object } };
  }

  it('answers the same', async () => {
    const { status, body } = await get(`account=${ALICE}&from=${FROM}&to=${TO}&interval=day`);
    expect(status).toBe(200);
    expect(body.assets).toMatchObject((await ask({ account: ALICE })).assets);
    const own = await get(`from=${FROM}&to=${TO}&interval=week&timeZone=Europe/Prague`, shop.readKey);
    expect(own.body).toMatchObject({ interval: 'week', orders: { times: { measured: 1 } } });
  });

  it('refuses what it cannot read', async () => {
    expect(await get(`from=${FROM}&to=${TO}`)).toMatchObject({ status: 401 });
    expect(await get(`account=${ALICE}&from=${FROM}`)).toMatchObject({
      status: 400,
      body: { error: { field: 'to' } },
    });
    expect(await get(`account=${ALICE}&from=${FROM}&to=${TO}&interval=fortnight`)).toMatchObject({
      status: 400,
    });
    expect(await get(`merchantId=${shop.merchantId}&from=${FROM}&to=${TO}`, shop.readKey)).toMatchObject({
      status: 400,
    });
  });
});
