/** By REST, nothing of one merchant is seen or touched by another; gateway-access.test.ts has the rest. */
import { restAskables, type Naming } from '../../support/access.js';
import { MARK, openTwoMerchants, type TwoMerchants } from '../../support/two-merchants.js';

/** Bodies that would do something, if what they are about were there. */
const BODIES: Readonly<Record<string, object>> = {
  markOrder: { as: 'INVALID', reason: 'not mine' },
  updateProduct: { name: 'taken' },
  updateEndpoint: { description: 'taken', url: 'https://elsewhere.example/' },
  recoverEndpoint: { after: '0', includeDelivered: true },
  pushToChannel: { data: 'x' },
};
/** Nobody's: they take the order's token, or ask the process how it is. */
const WITHOUT_KEY = [
  'getPublicOrder followPublicOrder reportCheckoutStep listOrderPayerAccounts buildOrderPayment submitOrderPayment',
  'getHealth getLiveness healthcheck',
].flatMap((names) => names.split(' '));

let two: TwoMerchants;
beforeAll(async () => {
  two = await openTwoMerchants();
}, 120_000);
afterAll(() => two.close());

const named = (name: string): Naming => ({ name, isMerchant: name === two.first.merchantId, bodies: BODIES });

it('whichever of its names is given, by REST', async () => {
  const before = await two.stateOfFirst();
  for (const name of two.names) {
    for (const { name: operation, ask } of await restAskables(two.gateway, named(name))) {
      if (WITHOUT_KEY.includes(operation)) continue;
      const { outcome, text } = await ask(two.second.secretKey);
      expect([operation, name, outcome]).not.toEqual([operation, name, 'failed']);
      expect([operation, name, text]).toEqual([operation, name, expect.not.stringContaining(MARK)]);
    }
  }
  expect(await two.stateOfFirst()).toBe(before);
}, 120_000);

it('while its own key finds it by the same', async () => {
  const found: string[] = [];
  for (const name of two.names) {
    for (const { name: operation, method, ask } of await restAskables(two.gateway, named(name))) {
      if (method !== 'GET' || WITHOUT_KEY.includes(operation)) continue;
      if ((await ask(two.first.readKey)).text.includes(MARK)) found.push(operation);
    }
  }
  expect(found).toEqual(
    expect.arrayContaining([
      ...['getOrder', 'listOrders', 'exportOrdersCsv', 'getProduct', 'listProducts', 'listEvents'],
      ...['listEndpoints', 'getEndpoint', 'listDeliveries', 'getDelivery'],
    ]),
  );
});
