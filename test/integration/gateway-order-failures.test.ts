/** Attempts to pay that failed, and money that does not count, for the merchant and for the buyer. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { insertOrderFailures } from '../support/order-failures.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';
import {
  insertOrders,
  insertPayments,
  insertSightings,
  type GivenOrder,
  type StoredOrder,
} from '../support/till-rows.js';

const FAILED = `0x${'fa'.repeat(32)}`;
const FAILED_PAYMENTS = `query ($id: ID!) { orderById(id: $id) { flags failedPayments(first: 2) {
  pageInfo { hasNextPage } nodes { id payer payee signer asset value formatted reference how outcome
    error { pallet name documentation } fee { value formatted } blockNumber extrinsicHash callPath timestamp } } } }`;
const PUBLIC = `query ($token: String!) { publicOrder(token: $token) {
  failure { pallet name documentation extrinsicHash blockNumber }
  held { reason asset symbol decimals amount { value formatted } inbox } } }`;

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let shop: TestMerchant;
let other: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 400 });
  till = await openTestTill(index.database.url);
  await till.updateTable('instance').set({ settledHeight: 400 }).execute();
  shop = await createTestMerchant(till, { accounts: [ALICE] });
  other = await createTestMerchant(till, { accounts: [CHARLIE] });
  gateway = await openTestGateway(index.database.url, { heads: { best: 410 } });
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});
beforeEach(async () => {
  await index.client.query('truncate till.orders cascade');
});

async function insertOrder(given: Partial<GivenOrder> = {}): Promise<StoredOrder> {
  const [order] = await insertOrders(till, [{ merchantId: shop.merchantId, ...given }]);
  if (!order) throw new Error('no order');
  return order;
}

const get = async (path: string): Promise<unknown> => (await fetch(`${gateway.url}${path}`)).json();

interface Seen {
  readonly failure: object | null;
  readonly held: readonly object[];
}

/** What the buyer reads, by both ways, which say the same. */
async function seen({ publicToken }: StoredOrder): Promise<Seen> {
  const answer = await gateway.query<{ publicOrder: Seen }>(PUBLIC, { token: publicToken });
  const { failure, held } = (await get(`/v1/public/orders/${publicToken}`)) as Seen;
  expect({ failure, held }).toEqual(answer.publicOrder);
  return answer.publicOrder;
}

describe('the merchant', () => {
  it('reads who tried to pay its order and why that failed, in chain order and page by page', async () => {
    const order = await insertOrder();
    await insertOrderFailures(till, order, [
      { blockNumber: 302 },
      { blockNumber: 301, ordinal: 4, asset: '1', value: '2500000000000', outcome: 'skipped' },
      {
        blockNumber: 303,
        fromAccount: null,
        signer: null,
        value: null,
        fee: null,
        errorPallet: null,
        errorName: 'Token.FundsUnavailable',
        errorDocs: null,
      },
    ]);
    const answer = await gateway.ask(FAILED_PAYMENTS, { id: order.id }, '/graphql', shop.readKey);
    expect(answer.data?.['orderById']).toEqual({
      flags: ['FAILED_ATTEMPT'],
      failedPayments: {
        pageInfo: { hasNextPage: true },
        nodes: [
          expect.objectContaining({
            id: '301-4',
            asset: '1',
            value: '2500000000000',
            formatted: '2.5 LLM',
            outcome: 'SKIPPED',
          }),
          {
            id: '302-0',
            payer: BOB,
            payee: ALICE,
            signer: BOB,
            asset: null,
            value: '5000000000000',
            formatted: '5 LLD',
            reference: null,
            how: 'extrinsic',
            outcome: 'REVERTED',
            error: {
              pallet: 'Balances',
              name: 'InsufficientBalance',
              documentation: 'Balance too low to send value.',
            },
            fee: { value: '12500000000', formatted: '0.0125 LLD' },
            blockNumber: 302,
            extrinsicHash: FAILED,
            callPath: 'utility.batchAll[0].balances.transferKeepAlive',
            timestamp: null,
          },
        ],
      },
    });
  });

  it('finds such orders by their flag, and nobody else’s', async () => {
    const order = await insertOrder();
    await insertOrder();
    await insertOrderFailures(till, order, [{}]);
    const query = '{ orders(filter: { flags: { contains: [FAILED_ATTEMPT] } }) { nodes { id } } }';
    const mine = await gateway.ask(query, {}, '/graphql', shop.readKey);
    const theirs = await gateway.ask(query, {}, '/graphql', other.readKey);
    const foreign = await gateway.ask(FAILED_PAYMENTS, { id: order.id }, '/graphql', other.readKey);
    expect(mine.data?.['orders']).toEqual({ nodes: [{ id: order.id }] });
    expect(theirs.data?.['orders']).toEqual({ nodes: [] });
    expect(foreign.data?.['orderById']).toBeNull();
  });
});

describe('the buyer', () => {
  it('reads why the newest attempt failed, and nothing of who made it', async () => {
    const order = await insertOrder();
    expect(await seen(order)).toEqual({ failure: null, held: [] });
    await insertOrderFailures(till, order, [
      { blockNumber: 302, errorName: 'KeepAlive' },
      { blockNumber: 301 },
    ]);
    expect(await seen(order)).toEqual({
      failure: {
        pallet: 'Balances',
        name: 'KeepAlive',
        documentation: 'Balance too low to send value.',
        extrinsicHash: FAILED,
        blockNumber: 302,
      },
      held: [],
    });
    const text = JSON.stringify(await get(`/v1/public/orders/${order.publicToken}`));
    expect(text).not.toContain(BOB);
  });

  it('reads no more of a failure once a payment that counts came after it', async () => {
    const order = await insertOrder();
    const { merchantId } = shop;
    await insertOrderFailures(till, order, [{ blockNumber: 302 }]);
    await insertPayments(till, [{ merchantId, orderId: order.id, use: 'counted', blockNumber: 301 }]);
    expect((await seen(order)).failure).not.toBeNull();
    await insertPayments(till, [{ merchantId, orderId: order.id, use: 'counted', blockNumber: 303 }]);
    expect((await seen(order)).failure).toBeNull();
  });

  it('reads what came without counting, summed by reason, until the shop is done with it', async () => {
    const order = await insertOrder({ status: 'expired' });
    const another = await insertOrder();
    const held = { merchantId: shop.merchantId, orderId: order.id, use: 'held', inbox: 'waiting' } as const;
    await insertPayments(till, [
      { ...held, reason: 'late', blockNumber: 301, value: '1000000000000' },
      { ...held, reason: 'late', blockNumber: 302, value: '1500000000000' },
      { ...held, reason: 'wrong_asset', blockNumber: 303, asset: '1', value: '7000000000000' },
      { ...held, reason: 'late', blockNumber: 304, value: '4000000000000', inbox: 'refunding' },
      { ...held, reason: 'late', blockNumber: 305, inbox: null, resolved: 'refunded' },
      { ...held, reason: 'late', blockNumber: 306, inbox: null },
      { ...held, use: 'counted', blockNumber: 307, inbox: null },
      { ...held, reason: 'late', blockNumber: 308, orderId: another.id },
    ]);
    const sum = (value: string, formatted: string): object => ({ value, formatted });
    const native = { reason: 'late', asset: null, symbol: 'LLD', decimals: 12 };
    expect((await seen(order)).held).toEqual([
      { ...native, amount: sum('2500000000000', '2.5 LLD'), inbox: 'WAITING' },
      {
        reason: 'wrong_asset',
        asset: '1',
        symbol: 'LLM',
        decimals: 12,
        amount: sum('7000000000000', '7 LLM'),
        inbox: 'WAITING',
      },
      { ...native, amount: sum('4000000000000', '4 LLD'), inbox: 'REFUNDING' },
    ]);
  });
});

describe('the status of an order and its payment', () => {
  const status = (order: StoredOrder): Promise<unknown> => get(`/api/orders/${order.publicToken}/status`);

  it('is failed after an attempt that failed, until something else comes', async () => {
    const order = await insertOrder();
    await insertOrderFailures(till, order, [{ blockNumber: 401 }]);
    expect(await status(order)).toEqual({
      status: 'failed',
      transaction: { hash: FAILED, confirmations: 10, status: 'failed' },
    });
    await insertSightings(till, [{ orderId: order.id, blockNumber: 405 }]);
    expect(await status(order)).toMatchObject({
      status: 'payment_detected',
      transaction: { status: 'pending' },
    });
  });

  it('is that of the order where it has ended, whatever failed before', async () => {
    const order = await insertOrder({ status: 'expired' });
    await insertOrderFailures(till, order, [{}]);
    expect(await status(order)).toEqual({ status: 'expired', transaction: null });
  });
});
