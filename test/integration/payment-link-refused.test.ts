/** Payment links that cannot be used, and the words for each: on the page, and for whoever asks the API. */
import { ALICE, CHARLIE } from '../support/accounts.js';
import { HEIGHT, HOOK, openLiberlandTill, PRICE, type LiberlandTill } from '../support/liberland.js';
import {
  askLink,
  CALLBACK,
  FAILURE,
  openLink,
  pagePath,
  STRANGERS,
  type LinkValues,
} from '../support/payment-link.js';
import { askRest } from '../support/webhooks.js';

let at: LiberlandTill;
beforeAll(async () => {
  at = await openLiberlandTill();
}, 60_000);
afterAll(() => at.close());
beforeEach(() => at.empty());

async function register(more: object = {}): Promise<void> {
  const { status } = await askRest(at.gateway, 'POST', '/v1/orders', at.shop.secretKey, {
    orderId: '557',
    amountInSmallestUnits: PRICE,
    successUrl: CALLBACK,
    failureUrl: FAILURE,
    webhookUrl: HOOK,
    webhookDialect: 'LIBERLAND',
    ...more,
  });
  expect(status).toBe(201);
  await at.till.updateTable('orders').set({ appliedHeight: HEIGHT }).execute();
}

interface Refused {
  readonly status: number;
  readonly code: string;
  readonly fields: readonly string[];
  readonly message: string;
}

/** The page's and the API's words must be the same. */
async function refusal(more: LinkValues): Promise<Refused> {
  const { status, page } = await openLink(at, pagePath(more));
  const api = await askLink(at, more);
  const { error } = JSON.parse(api.text) as { error: { code: string; message: string } };
  const { code, message, fields } = page.refusal ?? { code: '', message: '', fields: [] };
  expect(page).toMatchObject({ order: null, problem: 'refused' });
  expect([api.status, error.code, error.message]).toEqual([status, code, message]);
  return { status, code, fields, message };
}

describe('whoever is paid', () => {
  it.each<[string, LinkValues, string, string]>([
    [
      'a price with a comma',
      { price: '4,5' },
      'price',
      'price: not an amount: it has a comma; write digits with at most one point, as 12.5',
    ],
    [
      'a price with an exponent',
      { price: '4e2' },
      'price',
      'price: not an amount: it has an exponent; write digits with at most one point, as 12.5',
    ],
    [
      'a negative price',
      { price: '-4' },
      'price',
      'price: not an amount: it is negative; write digits with at most one point, as 12.5',
    ],
    [
      'a price with too many decimals',
      { price: '0.0000000000001' },
      'price',
      'price: not an amount: it has more decimals than the asset; write at most 12 digits after the point',
    ],
    ['a price of nothing', { price: '0.00' }, 'price', 'price: write an amount above 0'],
    [
      'an endless price',
      { price: '9'.repeat(40) },
      'price',
      'price: not an amount: it is larger than any balance (2^128 - 1 smallest units)',
    ],
    ['a mistyped account', { toId: `${ALICE.slice(0, -1)}x` }, 'toId', 'toId: '],
    ['an account of 20 bytes', { toId: `0x${'11'.repeat(20)}` }, 'toId', 'toId: '],
    [
      'an asset in words',
      { assetId: 'LLM' },
      'assetId',
      "assetId: write an asset's id in digits, or leave it out for the chain's own token",
    ],
    [
      'an asset of which nothing is known',
      { assetId: '77' },
      'assetId',
      'assetId: this network describes no such asset, so no price can be read in it',
    ],
    [
      'a remark that is too long',
      { remark: crypto.randomUUID().repeat(8) },
      'remark',
      'remark: write less: a remark has room for 256 bytes, and this makes 298',
    ],
    [
      'a remark with control characters',
      { remark: 'a\u0007b' },
      'remark',
      'remark: description: remove its control characters',
    ],
    [
      'a script to return to',
      { callback: 'javascript:alert(1)' },
      'callback',
      'callback: write a full address that begins with https:// or http://',
    ],
    [
      'data in place of a way back',
      { failure: 'data:text/html,x' },
      'failure',
      'failure: write a full address that begins with https:// or http://',
    ],
    [
      'a file for a hook',
      { hook: 'file:///etc/passwd' },
      'hook',
      'hook: write a full address that begins with https:// or http://',
    ],
  ])('is refused for %s', async (_what, more, field, words) => {
    const { status, fields, message } = await refusal({ ...STRANGERS, ...more });
    expect([status, fields]).toEqual([400, [field]]);
    expect(message.startsWith(words)).toBe(true);
  });

  it.each(['18446744073709551616', '007', 'A-1001', '12.5', 'Order%20%23557', '0x10'])(
    'is refused for the order number %s',
    async (orderId) => {
      const { status, page } = await openLink(at, pagePath(STRANGERS, orderId));
      expect([status, page.refusal?.fields]).toEqual([400, ['orderId']]);
      expect(page.refusal?.message).toMatch(/^orderId: write a whole number from 0 to 18446744073709551615/);
    },
  );

  it('names every field that is missing', async () => {
    expect(await refusal({ ...STRANGERS, price: null, hook: null })).toEqual({
      status: 400,
      code: 'LINK_INCOMPLETE',
      fields: ['price', 'hook'],
      message: 'the link lacks price, hook: add what is missing',
    });
    const { page } = await openLink(at, '/home/wallet/gateway/557');
    expect(page.refusal?.fields).toEqual(['price', 'toId', 'callback', 'hook']);
  });

  it('is refused where a field stands there twice', async () => {
    const { status, page } = await openLink(at, `${pagePath(STRANGERS)}&price=5`);
    expect([status, page.refusal?.message]).toEqual([400, 'price: the link has it twice: write it once']);
  });

  it('writes nothing of the link into the page but what it escapes', async () => {
    const evil = '"><script>alert(1)</script>';
    const { html } = await openLink(
      at,
      pagePath({ ...STRANGERS, callback: evil, remark: evil, price: evil }),
    );
    expect(html).not.toContain('<script>alert');
  });
});

describe('a registered order', () => {
  it.each<[string, LinkValues, string, string]>([
    [
      'another price',
      { price: '4.000000000001' },
      'price',
      'price: the order is registered with another price',
    ],
    ['another asset', { assetId: '1' }, 'assetId', 'assetId: the order is registered in another asset'],
    [
      'another page to return to',
      { callback: 'https://evil.example/' },
      'callback',
      'callback: the order is not registered with this address as successUrl',
    ],
    [
      'the page to return to with more',
      { callback: `${CALLBACK}&x=1` },
      'callback',
      'callback: the order is not registered with this address as successUrl',
    ],
    [
      'another page for giving up',
      { failure: CALLBACK },
      'failure',
      'failure: the order is not registered with this address as failureUrl',
    ],
    [
      'another hook',
      { hook: `${HOOK}/x` },
      'hook',
      'hook: the merchant has not named this hook: register the order with it as webhookUrl, or set up an endpoint with this very URL, both in the dialect LIBERLAND',
    ],
    [
      'a hook inside the network',
      { hook: 'http://169.254.169.254/' },
      'hook',
      'hook: only https can be reached',
    ],
  ])('refuses a link with %s, and does not say what is right', async (_what, more, field, words) => {
    await register();
    const { status, code, fields, message } = await refusal(more);
    expect([status, code, fields]).toEqual([409, 'LINK_DISAGREES', [field]]);
    expect(message.startsWith(words)).toBe(true);
    expect(message).not.toContain('shop.example');
  });

  it('refuses a link to an order without an address to return to', async () => {
    await register({ successUrl: undefined, failureUrl: undefined });
    expect(await refusal({})).toMatchObject({ code: 'LINK_DISAGREES', fields: ['callback'] });
  });

  it('refuses a link to an order that one account must pay', async () => {
    await register({ payer: CHARLIE });
    expect(await refusal({})).toMatchObject({
      code: 'LINK_DISAGREES',
      fields: ['payer'],
      message: 'the order takes payments from one account only: pay it on its own page',
    });
  });

  it.each<[string, LinkValues]>([
    ['of another merchant', { toId: CHARLIE }],
    ['of its merchant, under another number', {}],
  ])('is needed for an account %s', async (_whose, more) => {
    await register({ orderId: '558' });
    expect(await refusal(more)).toEqual({
      status: 404,
      code: 'ORDER_NOT_REGISTERED',
      fields: ['orderId'],
      message:
        'toId is the account of a merchant, who has registered no order under this orderId: ask the shop for a new link',
    });
  });

  it('goes before the chain where the merchant allows links without orders', async () => {
    await at.till.updateTable('merchants').set({ allowsUnregistered: true }).execute();
    await register();
    expect(await refusal({ price: '3' })).toMatchObject({ code: 'LINK_DISAGREES', fields: ['price'] });
  });
});

it('takes nothing but a link’s fields where the page asks on', async () => {
  const answer = await askLink(at, { ...STRANGERS, utm: '1' });
  expect(answer.status).toBe(400);
  expect(answer.text).toContain('BAD_USER_INPUT');
});
