/** What Liberland's payment page asks before the buyer signs, byte for byte. */
import { ALICE } from '../support/accounts.js';
import {
  openLiberlandTill,
  form,
  json,
  saying,
  send,
  HOOK,
  PRICE,
  STRANGER,
  type LiberlandTill,
  type LiteralAnswer,
} from '../support/liberland.js';
import type { TestMerchant } from '../support/till.js';
import { askRest } from '../support/webhooks.js';

let at: LiberlandTill;
beforeAll(async () => {
  at = await openLiberlandTill();
}, 60_000);
afterAll(() => at.close());
beforeEach(() => at.empty());

describe('create-purchase', () => {
  const purchase = { orderId: '557', price: PRICE, toId: ALICE, callback: HOOK };

  async function register(more: object = {}): Promise<void> {
    const body = { orderId: '557', amountInSmallestUnits: PRICE, ...more };
    expect((await askRest(at.gateway, 'POST', '/v1/orders', at.shop.secretKey, body)).status).toBe(201);
  }
  const registerWithHook = (): Promise<void> => register({ webhookUrl: HOOK, webhookDialect: 'LIBERLAND' });
  async function addEndpoint(more: object = {}, { secretKey }: TestMerchant = at.shop): Promise<string> {
    const body = { url: HOOK, dialect: 'LIBERLAND', ...more };
    const made = await askRest(at.gateway, 'POST', '/v1/endpoints', secretKey, body);
    expect(made.status).toBe(201);
    return (made.body['endpoint'] as { id: string }).id;
  }
  const create = (more: object = {}): Promise<LiteralAnswer> =>
    send(at.gateway, '/v1/create-purchase', json({ ...purchase, ...more }));

  const CREATED: LiteralAnswer = { status: 201, type: null, text: '' };
  const OTHER_HOOK =
    '{"error":"callback: the merchant has not named this hook: register the order with it as webhookUrl, or set up an endpoint with this very URL, both in the dialect LIBERLAND"}';

  it.each<[string, object]>([
    ['as the page sends it', {}],
    ['for the native token by name', { assetId: 'Native' }],
    ['with numbers', { orderId: 557, price: 4000000000000 }],
    ['with an order in words and a price of PHP', { orderId: 'Order #557', price: '4.0E+12' }],
  ])('is 201 with nothing for an order whose hook it is, %s', async (_how, more) => {
    await registerWithHook();
    expect(await create(more)).toEqual(CREATED);
  });

  it('takes a form, and says the same again', async () => {
    await registerWithHook();
    const body = new URLSearchParams(purchase).toString();
    expect(await send(at.gateway, '/v1/create-purchase', form(body))).toEqual(CREATED);
    expect(await send(at.gateway, '/v1/create-purchase', form(body))).toEqual(CREATED);
  });

  it('is 201 for a hook that is an endpoint of the merchant', async () => {
    await register();
    await addEndpoint({ types: ['order.settled'] });
    expect(await create()).toEqual(CREATED);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['nobody', () => register()],
    ['its order in another dialect', () => register({ webhookUrl: HOOK })],
    ['an endpoint in another dialect', () => Promise.all([register(), addEndpoint({ dialect: 'STANDARD' })])],
    [
      'an endpoint that is disabled',
      async () => {
        await register();
        const id = await addEndpoint();
        await askRest(at.gateway, 'PATCH', `/v1/endpoints/${id}`, at.shop.secretKey, { enabled: false });
      },
    ],
    ['an endpoint on another path', () => Promise.all([register(), addEndpoint({ url: `${HOOK}/2` })])],
    ["another merchant's endpoint", () => Promise.all([register(), addEndpoint({}, at.other)])],
  ])('refuses a hook that is named by %s', async (_who, arrange) => {
    await arrange();
    expect(await create()).toEqual(saying(400, OTHER_HOOK));
  });

  it.each([
    ['http://169.254.169.254/latest', 'only https can be reached: write a URL that begins with https://'],
    [
      'https://169.254.169.254/latest',
      'this address is not public: use a host on the internet, or ask the operator to allow the range',
    ],
    [
      'https://localhost/hook',
      'this address is not public: use a host on the internet, or ask the operator to allow the range',
    ],
    ['javascript:alert(1)', 'only https can be reached: write a URL that begins with https://'],
    ['hook', 'this is no URL: write it as https://shop.example/webhooks'],
  ])('refuses the hook %s', async (callback, reason) => {
    await registerWithHook();
    expect(await create({ callback })).toEqual(saying(400, `{"error":"callback: ${reason}"}`));
  });

  it.each<[string, object, string]>([
    ['no hook', { callback: undefined }, 'callback: write the URL of the hook'],
    ['another price', { price: '1' }, 'price: the order is registered with another price'],
    ['another asset', { assetId: '1' }, 'assetId: the order is registered in another asset'],
    [
      'another order',
      { orderId: '558' },
      'toId is the account of a merchant, who has registered no order under this orderId: register it first',
    ],
    [
      'a stranger',
      { toId: STRANGER },
      'toId is the account of no merchant of this gateway, which takes no hooks for others',
    ],
    [
      'no price',
      { price: '' },
      'write orderId (1 to 64 letters, digits, dots, underscores or hyphens), price, toId and callback',
    ],
  ])('refuses %s', async (_what, more, error) => {
    await registerWithHook();
    expect(await create(more)).toEqual(saying(400, JSON.stringify({ error })));
  });

  it.each([
    ['settled', 'this order is paid: nothing is left to pay'],
    ['expired', 'this order has expired: ask the shop for a new one'],
    ['canceled', 'this order was canceled: ask the shop for a new one'],
    ['invalid', 'this order was declared invalid: ask the shop'],
  ] as const)('refuses an order that is %s, so that nobody pays it again', async (status, error) => {
    await at.insertOrder({ status, received: '0', paymentCount: 0, settledHeight: null });
    await addEndpoint();
    expect(await create()).toEqual(saying(400, JSON.stringify({ error })));
  });
});
