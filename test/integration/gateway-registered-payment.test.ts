/** What paymentStatus says of payments to a merchant's account. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, BOB } from '../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { insertOrders, insertPayments, insertSightings } from '../support/till-rows.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';

const LLD = 10n ** 12n;
const EVE = `0x${'ee'.repeat(32)}`;
const DEPOSIT = `0x${'ad'.repeat(32)}`;

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let mine: TestMerchant;

beforeEach(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 400 });
  till = await openTestTill(index.database.url);
  await till.updateTable('instance').set({ settledHeight: 400 }).execute();
  mine = await createTestMerchant(till, { accounts: [ALICE] });
  gateway = await openTestGateway(index.database.url, { heads: { best: 410 } });
});
afterEach(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

describe('paymentStatus for the account of a merchant', () => {
  interface Status {
    paymentStatus: object;
  }
  const QUERY = `query ($orderId: String!, $toId: String!, $price: String!, $assetId: String) {
    paymentStatus(orderId: $orderId, toId: $toId, price: $price, assetId: $assetId) {
      status orderStatus unregistered orderId toId expected { value } received { value } missing { value }
      excess { value } transferCount transfers { id } indexedHeight window { from to } } }`;
  const args = { orderId: 'A-1', toId: ALICE, price: String(5n * LLD) };

  async function status(given: object = {}): Promise<object> {
    return (await gateway.query<Status>(QUERY, { ...args, ...given })).paymentStatus;
  }

  beforeEach(async () => {
    await index.insertTransfers([
      { blockNumber: 150, fromId: BOB, toId: ALICE, reference: 'A-1', value: String(5n * LLD) },
      { blockNumber: 151, fromId: BOB, toId: EVE, reference: 'A-1', value: String(5n * LLD) },
    ]);
  });

  it('says nothing from the chain alone', async () => {
    const { errors } = await gateway.ask(QUERY, args);
    expect(errors?.[0]?.extensions.code).toBe('ORDER_NOT_REGISTERED');
    expect(await status({ toId: EVE })).toMatchObject({
      status: 'EXACT',
      unregistered: true,
      orderStatus: null,
    });
  });

  it('answers from the chain where the merchant allows it, and then says so', async () => {
    await till
      .updateTable('merchants')
      .set({ allowsUnregistered: true })
      .where('id', '=', mine.merchantId)
      .execute();
    expect(await status()).toMatchObject({ status: 'EXACT', unregistered: true, orderStatus: null });
  });

  it('says what the registered order is', async () => {
    const { merchantId } = mine;
    const [order] = await insertOrders(till, [
      { merchantId, orderId: 'A-1', status: 'settled', received: String(5n * LLD), paymentCount: 1 },
    ]);
    await insertPayments(till, [
      {
        merchantId,
        blockNumber: 150,
        orderId: order?.id ?? null,
        use: 'counted',
        value: String(5n * LLD),
      },
      { merchantId, blockNumber: 152, orderId: order?.id ?? null, use: 'held' },
    ]);
    expect(await status()).toEqual({
      status: 'EXACT',
      orderStatus: 'SETTLED',
      unregistered: false,
      orderId: 'A-1',
      toId: ALICE,
      expected: { value: String(5n * LLD) },
      received: { value: String(5n * LLD) },
      missing: { value: '0' },
      excess: { value: '0' },
      transferCount: 1,
      transfers: [{ id: '150-0' }],
      indexedHeight: 400,
      window: { from: 100, to: 10_100 },
    });
  });

  it.each([
    [{ status: 'open', received: 5n, minimum: 5n }, {}, 'UNDER', 'OPEN'],
    [{ status: 'invalid', received: 5n }, {}, 'UNDER', 'INVALID'],
    [{ status: 'expired', received: 9n }, {}, 'UNDER', 'EXPIRED'],
    [{ status: 'canceled', received: 0n }, {}, 'NONE', 'CANCELED'],
    [{ status: 'settled', received: 4n, minimum: 4n }, {}, 'EXACT', 'SETTLED'],
    [{ status: 'settled', received: 6n }, {}, 'OVER', 'SETTLED'],
    [{ status: 'settled', received: 0n }, {}, 'NONE', 'SETTLED'],
    [{ status: 'settled', received: 5n }, { price: String(6n * LLD) }, 'UNDER', 'SETTLED'],
    [{ status: 'settled', received: 5n }, { price: '1' }, 'OVER', 'SETTLED'],
    [{ status: 'settled', received: 5n }, { assetId: '1' }, 'NONE', 'SETTLED'],
    [{ status: 'open', received: 5n }, { price: '1' }, 'UNDER', 'OPEN'],
  ] as const)('%j asked with %j is %s and %s', async (given, asked, expected, orderStatus) => {
    await insertOrders(till, [
      {
        merchantId: mine.merchantId,
        orderId: 'A-1',
        ...given,
        received: String(given.received * LLD),
        minimum: String(('minimum' in given ? given.minimum : 5n) * LLD),
      },
    ]);
    expect(await status(asked)).toMatchObject({ status: expected, orderStatus, unregistered: false });
  });

  it('shows that a payment is in sight, and does not count it', async () => {
    const [order] = await insertOrders(till, [{ merchantId: mine.merchantId, orderId: 'A-1' }]);
    await insertSightings(till, [{ orderId: order?.id ?? '', blockNumber: 405, value: String(5n * LLD) }]);
    expect(await status()).toMatchObject({
      status: 'NONE',
      orderStatus: 'PROCESSING',
      received: { value: '0' },
    });
  });

  it('knows an order by its reference, not by an id that only the merchant knows', async () => {
    await insertOrders(till, [
      { merchantId: mine.merchantId, orderId: 'A-1', reference: 'generated' },
      { merchantId: mine.merchantId, orderId: 'dep', mode: 'address', payee: DEPOSIT },
    ]);
    expect((await gateway.ask(QUERY, args)).errors?.[0]?.extensions.code).toBe('ORDER_NOT_REGISTERED');
    expect(await status({ orderId: 'generated' })).toMatchObject({ unregistered: false });
    expect(await status({ orderId: 'dep', toId: DEPOSIT })).toMatchObject({ unregistered: false });
    const wrong = await gateway.ask(QUERY, { ...args, orderId: 'generated', toId: DEPOSIT });
    expect(wrong.errors?.[0]?.extensions.code).toBe('ORDER_NOT_REGISTERED');
  });

  it('goes on for an order of an account that the merchant has released', async () => {
    await insertOrders(till, [{ merchantId: mine.merchantId, orderId: 'A-1' }]);
    await till
      .updateTable('accounts')
      .set({ toHeight: 300 })
      .where('merchantId', '=', mine.merchantId)
      .execute();
    expect(await status()).toMatchObject({ unregistered: false, status: 'NONE' });
    expect(await status({ orderId: 'A-2' })).toMatchObject({ unregistered: true });
  });
});
