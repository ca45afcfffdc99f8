/** What a payment link in Liberland's form shows: what it says itself, and what became of its payment. */
import { ALICE, ALICE_HEX, ALICE_PREFIX_0, BOB } from '../support/accounts.js';
import {
  HASH,
  HEIGHT,
  HOOK,
  openLiberlandTill,
  PRICE,
  transfer,
  type LiberlandTill,
} from '../support/liberland.js';
import {
  askLink,
  CALLBACK,
  FAILURE,
  linkFields,
  openLink,
  pagePath,
  STRANGERS,
} from '../support/payment-link.js';
import { insertSightings, type StoredOrder } from '../support/till-rows.js';
import { askRest } from '../support/webhooks.js';

let at: LiberlandTill;
beforeAll(async () => {
  at = await openLiberlandTill();
}, 60_000);
afterAll(() => at.close());
beforeEach(() => at.empty());

const SECRETS = {
  description: 'what the merchant calls it',
  metadata: { customer: 'a secret of the shop' },
};

type Change = Partial<Pick<StoredOrder, 'status' | 'received' | 'settledHeight'>>;

/** Order 557 as its merchant registers it for a link, with more than a link knows; changed as the settler does it. */
async function register(change: Change = {}): Promise<string> {
  const { status, body } = await askRest(at.gateway, 'POST', '/v1/orders', at.shop.secretKey, {
    orderId: '557',
    amountInSmallestUnits: PRICE,
    successUrl: CALLBACK,
    failureUrl: FAILURE,
    webhookUrl: HOOK,
    webhookDialect: 'LIBERLAND',
    ...SECRETS,
  });
  expect([status, body]).toEqual([201, expect.anything()]);
  const { id } = await at.till
    .updateTable('orders')
    .set({ appliedHeight: HEIGHT, ...change })
    .where('orderId', '=', '557')
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

describe('a link to an account of no merchant', () => {
  it('shows what it says, marked as unregistered', async () => {
    const { status, page } = await openLink(
      at,
      pagePath({ ...STRANGERS, remark: 'Two coffees', failure: FAILURE }),
    );
    expect(status).toBe(200);
    expect(page).toMatchObject({
      problem: null,
      refusal: null,
      order: {
        unregistered: true,
        status: 'OPEN',
        amountState: 'NONE',
        amount: { value: PRICE, formatted: '4 LLD' },
        missing: { value: PRICE },
        received: { value: '0' },
        asset: null,
        symbol: 'LLD',
        remark: { text: 'order:557' },
        description: 'Two coffees',
        blocksLeft: null,
        successUrl: null,
        failureUrl: null,
        link: { orderId: '557', callback: CALLBACK, failure: FAILURE },
      },
    });
  });

  it.each([
    ['encoded once', encodeURIComponent],
    ['encoded twice', (text: string) => encodeURIComponent(encodeURIComponent(text))],
    ['with a plus for a blank', (text: string) => encodeURIComponent(text).replaceAll('%20', '+')],
  ])('means the same %s', async (_how, encode) => {
    const callback = 'https://shop.example/thanks?next=%2Fhome&a=b';
    const fields = { price: '4.25', ...STRANGERS, callback, hook: HOOK, remark: '100% “Größe” + <b>' };
    const query = Object.entries(fields).map(([name, value]) => `${name}=${encode(value)}`);
    const { page, html } = await openLink(at, `/home/wallet/gateway/557?${query.join('&')}`);
    expect(page.order).toMatchObject({
      amount: { value: '4250000000000' },
      description: fields.remark,
      link: { callback },
    });
    expect(html).not.toContain('<b>');
    // The page asks on with what it was given, and is answered the same.
    const again = await fetch(`${at.gateway.url}/v1/public/links?${page.link}`);
    expect(await again.json()).toEqual(page.order);
  });

  it('has words of its own where the link has none, and reads prices in units of the asset', async () => {
    const { page } = await openLink(at, pagePath({ ...STRANGERS, assetId: '1', price: '0.000000000001' }));
    expect(page.order).toMatchObject({
      description: 'Order ID: 557',
      asset: '1',
      symbol: 'LLM',
      amount: { value: '1', formatted: '0.000000000001 LLM' },
    });
  });

  it.each([
    ['nothing', [], 'NONE', PRICE, '0'],
    ['a part', [transfer({ value: '1000000000000' })], 'UNDER', '3000000000000', '0'],
    ['all', [transfer()], 'EXACT', '0', '0'],
    [
      'all, in parts',
      [transfer({ value: '1500000000000' }), transfer({ eventIndex: 1, value: '2500000000000' })],
      'EXACT',
      '0',
      '0',
    ],
    ['more', [transfer({ value: '4500000000000' })], 'OVER', '0', '500000000000'],
    ['another number', [transfer({ reference: '558' })], 'NONE', PRICE, '0'],
    ['what is too old', [transfer({ blockNumber: HEIGHT - 10_000 })], 'NONE', PRICE, '0'],
  ])('says what the final chain has of it: %s', async (_what, transfers, amountState, missing, excess) => {
    if (transfers.length > 0) await at.index.insertTransfers(transfers);
    const { page } = await openLink(at, pagePath(STRANGERS));
    expect(page.order).toMatchObject({
      unregistered: true,
      // Never settled: nobody vouches that the payment is not somebody else's as well.
      status: 'OPEN',
      amountState,
      missing: { value: missing },
      excess: { value: excess },
      transaction: amountState === 'NONE' ? null : HASH,
      indexedHeight: HEIGHT,
      successUrl: null,
    });
  });

  it('makes nothing', async () => {
    await openLink(at, pagePath(STRANGERS));
    await askLink(at, STRANGERS);
    for (const table of ['orders', 'commands', 'orderHooks', 'endpoints'] as const) {
      expect([table, await at.till.selectFrom(table).selectAll().execute()]).toEqual([table, []]);
    }
  });
});

describe('a link to a registered order', () => {
  it.each([
    ['as it is', {}],
    ['with the way back', { failure: FAILURE }],
    ['with the account in another prefix', { toId: ALICE_PREFIX_0 }],
    ['with the account in hex', { toId: ALICE_HEX }],
    ['with the price in other words', { price: '4.0000' }],
    ['with the native token by name', { assetId: 'Native' }],
    ['with a remark of its own', { remark: 'Order #557' }],
  ])('agrees %s', async (_how, more) => {
    await register();
    const { status, page } = await openLink(at, pagePath(more));
    expect(status).toBe(200);
    expect(page.order).toMatchObject({ unregistered: false, status: 'OPEN', payee: ALICE, successUrl: null });
  });

  it('is on time until its order expires, and goes back where the order says', async () => {
    await register();
    const { expiryHeight } = await at.till.selectFrom('orders').selectAll().executeTakeFirstOrThrow();
    const { page } = await openLink(at, pagePath({ failure: FAILURE }));
    expect(page.order).toMatchObject({
      expiryBlock: expiryHeight,
      blocksLeft: expiryHeight - HEIGHT - 2,
      failureUrl: FAILURE,
    });
  });

  it('is paid once the order is settled, and no sooner', async () => {
    const orderId = await register();
    await insertSightings(at.till, [{ orderId, blockNumber: HEIGHT + 1, value: PRICE, extrinsicHash: HASH }]);
    const seen = await openLink(at, pagePath());
    expect(seen.page.order).toMatchObject({ status: 'PROCESSING', transaction: HASH, successUrl: null });
    // The chain alone would say paid.
    await at.index.insertTransfers([transfer({ toId: ALICE })]);
    expect((await openLink(at, pagePath())).page.order).toMatchObject({ status: 'PROCESSING' });
    await at.till
      .updateTable('orders')
      .set({ status: 'settled', received: PRICE, settledHeight: HEIGHT })
      .execute();
    const { page } = await openLink(at, pagePath({ failure: FAILURE }));
    expect(page.order).toMatchObject({
      status: 'SETTLED',
      amountState: 'EXACT',
      unregistered: false,
      successUrl: CALLBACK,
      failureUrl: null,
    });
  });

  it.each(['expired', 'canceled', 'invalid'] as const)('says that the order is %s', async (status) => {
    await register({ status });
    expect((await openLink(at, pagePath())).page.order).toMatchObject({ status: status.toUpperCase() });
  });

  it.each<[string, Change]>([
    ['open', {}],
    ['paid', { status: 'settled', received: PRICE, settledHeight: HEIGHT }],
  ])('shows nothing of an order that is %s but what the link said', async (_what, change) => {
    const id = await register(change);
    const { publicToken } = await at.till.selectFrom('orders').selectAll().executeTakeFirstOrThrow();
    const { html, page } = await openLink(at, pagePath());
    const { text } = await askLink(at);
    for (const secret of [
      id,
      publicToken,
      FAILURE,
      at.shop.merchantId,
      'merchant calls it',
      'a secret of',
      BOB,
    ]) {
      expect([secret, html.includes(secret), text.includes(secret)]).toEqual([secret, false, false]);
    }
    expect(Object.keys(page.order ?? {}).sort()).toEqual(FIELDS);
    // Nor what is signed for a buyer: whoever guesses a link has not paid.
    expect([null, CALLBACK]).toContain(page.order?.['successUrl']);
  });

  const FIELDS = [
    'amount',
    'amountState',
    'asset',
    'blocksLeft',
    'company',
    'confirmations',
    'decimals',
    'description',
    'detected',
    'excess',
    'expiryBlock',
    'failureUrl',
    'indexedHeight',
    'link',
    'missing',
    'mode',
    'payee',
    'payer',
    'payments',
    'publicKey',
    'received',
    'remark',
    'status',
    'successUrl',
    'symbol',
    'transaction',
    'unregistered',
  ];

  it('keeps showing a paid order whose hook is gone meanwhile', async () => {
    await register({ status: 'settled', received: PRICE, settledHeight: HEIGHT });
    await at.till.updateTable('orderHooks').set({ goneAt: new Date() }).execute();
    expect((await openLink(at, pagePath())).page.order).toMatchObject({ status: 'SETTLED' });
  });
});

it('is unregistered where the merchant allows that', async () => {
  await at.till.updateTable('merchants').set({ allowsUnregistered: true }).execute();
  expect((await openLink(at, pagePath())).page.order).toMatchObject({ unregistered: true, payee: ALICE });
});

it('says that it cannot be told right now, and tries again by itself', async () => {
  await at.index.client.query('truncate chain._metadata');
  const { status, page } = await openLink(at, pagePath(STRANGERS));
  expect([status, page.problem, page.refusal]).toEqual([503, 'unavailable', null]);
  expect(page.link).toBe(new URLSearchParams([['orderId', '557'], ...linkFields(STRANGERS)]).toString());
});
