/** Whether a purchase is paid, as shops ask that were written for Liberland's middleware, byte for byte. */
import { ALICE, ALICE_HEX, ALICE_PREFIX_0, CHARLIE } from '../support/accounts.js';
import {
  openLiberlandTill,
  asked,
  form,
  json,
  saying,
  send,
  transfer,
  HASH,
  HEIGHT,
  PAID,
  PRICE,
  REMARK,
  STRANGER,
  UNPAID,
  UNREGISTERED,
  type LiberlandTill,
  type LiteralAnswer,
} from '../support/liberland.js';
import { insertPayments, insertSightings, type GivenOrder } from '../support/till-rows.js';

let at: LiberlandTill;
beforeAll(async () => {
  at = await openLiberlandTill();
}, 60_000);
afterAll(() => at.close());
beforeEach(() => at.empty());

/** A question with its query as it is written. */
const verify = (query: string): Promise<LiteralAnswer> => send(at.gateway, `/v1/verify-purchase?${query}`);

describe('verify-purchase of a registered order', () => {
  it.each<[string, RequestInit, string]>([
    ['by GET', {}, `?orderId=557&price=${PRICE}&toId=${ALICE}`],
    ['with the asset', {}, `?orderId=557&price=${PRICE}&toId=${ALICE}&assetId=Native`],
    ['with an empty asset and something unknown', {}, `?${asked()}&assetId=&_=1`],
    ['with the account in another prefix', {}, `?${asked({ toId: ALICE_PREFIX_0 })}`],
    ['with the account in hex', {}, `?${asked({ toId: ALICE_HEX })}`],
    ['as JSON', json({ orderId: '557', price: PRICE, toId: ALICE }), ''],
    ['as JSON with numbers', json({ orderId: 557, price: 4000000000000, toId: ALICE, assetId: null }), ''],
    ['as a form', form(`orderId=557&price=${PRICE}&toId=${ALICE}`), ''],
    ['as a POST of the address alone', { method: 'POST' }, `?${asked()}`],
    ['with what a shop writes for it', {}, `?orderId=Order%20%23557&price=${PRICE}&toId=${ALICE}`],
    ['in small letters', {}, `?orderId=order%20%23557&price=${PRICE}&toId=${ALICE}`],
    ['in capitals', {}, `?orderId=ORDER%20%23557&price=${PRICE}&toId=${ALICE}`],
    ['without the sign', {}, `?orderId=Order+557&price=${PRICE}&toId=${ALICE}`],
    ['without the blank', {}, `?orderId=Order%23557&price=${PRICE}&toId=${ALICE}`],
  ])('%s', async (_how, init, query) => {
    await at.insertOrder();
    expect(await send(at.gateway, `/v1/verify-purchase${query}`, init)).toEqual(saying(200, PAID));
  });

  it.each([
    ['1.0005714285714E+14', 'the plus of which arrives as a blank'],
    ['1.0005714285714E%2B14', 'encoded'],
    ['1.0005714285714E%252B14', 'encoded twice'],
    ['1.0005714285714E14', 'without a sign'],
    ['1.0005714285714e%2014', 'in small letters'],
    ['100057142857143', 'in full'],
  ])('takes the price %s, %s', async (price) => {
    const amount = '100057142857143';
    await at.insertOrder({ amount, minimum: amount, received: amount });
    expect(await verify(`orderId=557&price=${price}&toId=${ALICE}`)).toEqual(saying(200, PAID));
  });

  it.each([
    ['1.0005714285715E+14'],
    ['1.0005714285713E+14'],
    ['100057142857140'],
    ['100057142857144'],
    // PHP's text of 100,000,000,000,000: what it leaves out are zeros, and no other digits.
    ['1.0E+14'],
    ['1E+14'],
    ['1'],
    ['200000000000000'],
  ])('is not paid for the price %s', async (price) => {
    const amount = '100057142857143';
    await at.insertOrder({ amount, minimum: amount, received: amount });
    expect(await verify(`orderId=557&price=${price}&toId=${ALICE}`)).toEqual(saying(200, UNPAID));
  });

  it.each<[string, Partial<GivenOrder>, object]>([
    ['open, however much is there', { status: 'open', settledHeight: null }, {}],
    ['expired', { status: 'expired', settledHeight: null }, {}],
    ['canceled', { status: 'canceled', settledHeight: null, paymentCount: 0, received: '0' }, {}],
    ['invalid', { status: 'invalid' }, {}],
    ['in another asset than asked', {}, { assetId: '1' }],
    ['asked in the native token and registered in another', { asset: '1' }, {}],
    ['of another number', {}, { orderId: '558' }],
    ['of another spelling of the number', {}, { orderId: '0557' }],
    ['to another account', {}, { toId: CHARLIE }],
  ])('is not paid where it is %s', async (_what, given, more) => {
    await at.insertOrder(given);
    // Nothing of the chain is asked where a merchant has the account.
    await at.index.insertTransfers([transfer({ toId: ALICE }), transfer({ toId: CHARLIE, eventIndex: 1 })]);
    expect(await verify(asked({ ...more }))).toEqual(saying(200, UNPAID));
  });

  it('is not paid by what is only in sight', async () => {
    const orderId = await at.insertOrder({
      status: 'open',
      received: '0',
      paymentCount: 0,
      settledHeight: null,
    });
    await insertSightings(at.till, [{ orderId, blockNumber: HEIGHT + 1, value: PRICE }]);
    expect(await verify(asked())).toEqual(saying(200, UNPAID));
  });

  it('names who settled it, and not who added to it later', async () => {
    const orderId = await at.insertOrder({ received: '5000000000000', paymentCount: 0 });
    const { merchantId } = at.shop;
    const counted = { merchantId, orderId, use: 'counted', reference: '557' } as const;
    await insertPayments(at.till, [
      { ...counted, blockNumber: 198, fromAccount: CHARLIE, value: '1000000000000' },
      { ...counted, blockNumber: 200, value: '3000000000000', remark: REMARK, extrinsicHash: HASH },
      { ...counted, blockNumber: 200, eventIndex: 9, fromAccount: CHARLIE, value: '400000000000' },
      { ...counted, blockNumber: 300, fromAccount: CHARLIE, value: '600000000000' },
    ]);
    expect(await verify(asked())).toEqual(saying(200, PAID));
  });

  it('says paid, and no more, of one that somebody marked settled', async () => {
    await at.insertOrder({ received: '0', paymentCount: 0, description: "the merchant's own note" });
    expect(await verify(asked())).toEqual(saying(200, '{"paid":true}'));
  });
});

describe('verify-purchase without an order', () => {
  it('answers from the final chain for accounts of no merchant, and says so', async () => {
    await at.index.insertTransfers([transfer()]);
    expect(await verify(asked({ toId: STRANGER }))).toEqual(saying(200, UNREGISTERED));
    for (const more of [
      { price: '4000000000001' },
      { price: '5.0E+14' },
      { orderId: '558' },
      { assetId: '1' },
    ]) {
      expect(await verify(asked({ toId: STRANGER, ...more }))).toEqual(saying(200, UNPAID));
    }
  });

  it('takes a round price of PHP for no less than it is', async () => {
    const priced = asked({ toId: STRANGER, price: '1.0E+14' });
    await at.index.insertTransfers([transfer({ value: '96000000000000' })]);
    expect(await verify(priced)).toEqual(saying(200, UNPAID));
    await at.index.insertTransfers([transfer({ value: '4000000000000', blockNumber: 49_001 })]);
    expect(await verify(priced)).toEqual(saying(200, UNREGISTERED));
  });

  it('reads other assets', async () => {
    await at.index.insertAssetTransfers([transfer()]);
    expect(await verify(asked({ toId: STRANGER, assetId: '1' }))).toEqual(saying(200, UNREGISTERED));
    expect(await verify(asked({ toId: STRANGER }))).toEqual(saying(200, UNPAID));
  });

  it.each([
    ['above what is indexed', { blockNumber: HEIGHT + 1 }],
    ['older than the window', { blockNumber: 40_000 }],
    ['to oneself', { fromId: STRANGER }],
  ])('does not count what is %s', async (_what, more) => {
    await at.index.insertTransfers([transfer(more)]);
    expect(await verify(asked({ toId: STRANGER }))).toEqual(saying(200, UNPAID));
  });

  it("answers so for a merchant's account only where the merchant allows it", async () => {
    await at.index.insertTransfers([transfer({ toId: ALICE })]);
    expect(await verify(asked())).toEqual(saying(200, UNPAID));
    const allow = at.till.updateTable('merchants').set({ allowsUnregistered: true });
    await allow.where('id', '=', at.shop.merchantId).execute();
    expect(await verify(asked())).toEqual(saying(200, UNREGISTERED));
    await at.insertOrder({ status: 'open', received: '0', paymentCount: 0, settledHeight: null });
    expect(await verify(asked())).toEqual(saying(200, UNPAID));
  });

  it('says that nothing is indexed rather than that nothing came', async () => {
    await at.index.client.query('truncate chain._metadata');
    const error = '{"error":"no block is indexed yet: wait for the indexer"}';
    expect(await verify(asked({ toId: STRANGER }))).toEqual(saying(400, error));
  });
});
