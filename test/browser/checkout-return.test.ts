/** From the checkout page back to the shop, which checks what it is told. */
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { checkout, type GatewayKeys } from '../../src/client/index.js';
import type { StoredOrder } from '../support/till-rows.js';
import { launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { BEST, openCheckoutTill, type CheckoutTill, type OrderChange } from './support/till.js';

const CART = 'https://shop.example/cart?again=1';

let browser: Browser;
let till: CheckoutTill;
let open: OpenPage;
let page: Page;
/** What the shop was asked for. */
let visits: string[];

beforeAll(async () => {
  [browser, till] = await Promise.all([launchBrowser(), openCheckoutTill()]);
}, 60_000);
beforeEach(async () => {
  open = await openPage(browser);
  ({ page } = open);
  visits = [];
  await page.route('https://shop.example/**', (route) => {
    visits.push(route.request().url());
    return route.fulfill({ body: 'the shop' });
  });
});
afterEach(() => open.close());
afterAll(async () => {
  await browser.close();
  await till.close();
});

const says = (title: string): Promise<void> => page.getByRole('heading', { name: title }).waitFor();
const link = (name: string) => page.getByRole('link', { name, exact: true });

async function visit(order: StoredOrder): Promise<void> {
  await page.goto(`${till.gateway.url}/pay/${order.publicToken}`);
}

/** What the shop may believe of the visit. */
async function believed({ merchantId }: StoredOrder): Promise<object> {
  const response = await fetch(`${till.gateway.url}/.well-known/chaintill-keys.json`);
  const keys = (await response.json()) as GatewayKeys;
  return checkout.verifyReturn(visits.at(-1) ?? '', { keys, merchantId });
}

it('takes a buyer who has paid to the shop by itself, which can check that', async () => {
  await page.clock.install();
  const order = await till.order({ failureUrl: CART });
  await visit(order);
  await says('Waiting for your payment');
  await till.change(order, {
    status: 'settled',
    settledHeight: 1_700,
    received: order.amount,
    paymentCount: 1,
  });
  await says('Paid. Thank you!');
  expect(await link('Back to the shop without paying').count()).toBe(0);
  await page.clock.runFor(11_000);
  await page.waitForURL(/^https:\/\/shop\.example\/thanks/);
  expect(await believed(order)).toEqual({
    orderId: order.orderId,
    sessionId: null,
    status: 'settled',
    settledHeight: 1_700,
  });
  expect(visits).toHaveLength(1);
}, 30_000);

it.each<[string, OrderChange]>([
  ['The time to pay is over', { status: 'expired' }],
  ['The shop has canceled this order', { status: 'canceled' }],
  ['This order is not valid', { status: 'invalid' }],
])(
  'shows the way back where it ended so: %s',
  async (title, change) => {
    await page.clock.install();
    const order = await till.order({ failureUrl: CART, expiryHeight: BEST + 10 });
    await visit(order);
    await says('Waiting for your payment');
    await till.change(order, change);
    await says(title);
    // Nobody is sent away who may want to read it.
    await page.clock.runFor(30_000);
    expect(visits).toEqual([]);
    await link('Back to the shop').click();
    await page.waitForURL(/^https:\/\/shop\.example\/cart\?again=1&chaintill_/);
    expect(await believed(order)).toMatchObject({ orderId: order.orderId, status: change.status });
  },
  30_000,
);

it('lets a buyer go back who does not want to pay, and not one whose payment is on its way', async () => {
  const order = await till.order({ failureUrl: CART });
  await visit(order);
  await says('Waiting for your payment');
  const back = link('Back to the shop without paying');
  expect(await back.count()).toBe(1);
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate<axe.AxeResults>('axe.run(document)');
  expect(violations.map(({ id }) => id)).toEqual([]);
  await till.see(order, order.amount);
  await says('Payment seen');
  expect(await back.count()).toBe(0);
  await till.retract(order);
  await says('The payment is out of sight');
  await page.reload();
  await says('Waiting for your payment');
  await back.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(/^https:\/\/shop\.example\/cart/);
  expect(await believed(order)).toMatchObject({ status: 'open', settledHeight: null });

  await till.change(order, { received: '4000000000000', paymentCount: 1 });
  await visit(order);
  await says('A part is still missing');
  expect(await back.count()).toBe(0);
}, 30_000);

it.each(['javascript:alert(1)', 'data:text/html,x'])(
  'leads nowhere for %s',
  async (failureUrl) => {
    const order = await till.order({ failureUrl });
    await visit(order);
    await says('Waiting for your payment');
    await till.change(order, { status: 'canceled' });
    await says('The shop has canceled this order');
    expect(await page.getByRole('link', { name: /Back to the shop/ }).count()).toBe(0);
  },
  30_000,
);

it('speaks German too', async () => {
  const german = await openPage(browser, { locale: 'de-DE' });
  const order = await till.order({ failureUrl: CART });
  await german.page.goto(`${till.gateway.url}/pay/${order.publicToken}`);
  await german.page.getByRole('link', { name: 'Zurück zum Shop, ohne zu zahlen' }).waitFor();
  expect(german.faults).toEqual([]);
  await german.close();
}, 30_000);
