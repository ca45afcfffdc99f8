/** The page while things happen. */
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { HASH, openCheckoutTill, SUCCESS_URL, type CheckoutTill } from './support/till.js';
import type { StoredOrder } from '../support/till-rows.js';

let browser: Browser;
let till: CheckoutTill;
let open: OpenPage;
let page: Page;

beforeAll(async () => {
  [browser, till] = await Promise.all([launchBrowser(), openCheckoutTill()]);
}, 60_000);
beforeEach(async () => {
  open = await openPage(browser);
  ({ page } = open);
  await page.route('https://shop.example/**', (route) => route.fulfill({ body: 'the shop' }));
});
afterEach(() => open.close());
afterAll(async () => {
  await browser.close();
  await till.close();
});

const says = (title: string): Promise<void> => page.getByRole('heading', { name: title }).waitFor();

async function visit(order: StoredOrder): Promise<void> {
  await page.goto(`${till.gateway.url}/pay/${order.publicToken}`);
}

async function settle(order: StoredOrder): Promise<void> {
  await till.change(order, {
    status: 'settled',
    settledHeight: 1_700,
    received: order.amount,
    paymentCount: 1,
  });
}

it('follows a payment from the block to the shop, telling those who listen', async () => {
  await page.clock.install();
  const order = await till.order();
  await visit(order);
  await says('Waiting for your payment');
  await till.see(order, order.amount, 1_699);
  await says('Payment seen');
  expect(await page.locator('[role=status]', { hasText: 'Payment seen' }).count()).toBe(1);
  await page.getByText('Confirmations').waitFor();
  expect(await page.getByRole('link', { name: 'Open in the block explorer' }).getAttribute('href')).toBe(
    `https://explorer.example/extrinsic/${HASH}`,
  );
  await settle(order);
  await says('Paid. Thank you!');
  const back = await page.getByRole('link', { name: 'Back to the shop' }).getAttribute('href');
  expect(back?.startsWith(`${SUCCESS_URL}&chaintill_order_id=`)).toBe(true);
  expect(page.url()).toContain('/pay/');
  await page.clock.runFor(11_000);
  await page.waitForURL(back ?? '');
}, 30_000);

it('stays where its reader says so, also after it is loaded again', async () => {
  const order = await till.order();
  await visit(order);
  await says('Waiting for your payment');
  await settle(order);
  await page.getByRole('button', { name: 'Stay here' }).click();
  await page.reload();
  await says('Paid. Thank you!');
  expect(await page.getByText('You go back to the shop').count()).toBe(0);
  expect(await page.getByRole('link', { name: 'Back to the shop' }).count()).toBe(1);
}, 30_000);

it('sends nobody away who comes to see what was paid before, and finds its transaction', async () => {
  const order = await till.order();
  await settle(order);
  await visit(order);
  await says('Paid. Thank you!');
  expect(await page.getByText('You go back to the shop').count()).toBe(0);
  await page.getByText(HASH).waitFor();
}, 30_000);

it.each(['javascript:alert(1)', 'data:text/html,x'])(
  'leads nowhere for %s',
  async (successUrl) => {
    const order = await till.order({ successUrl });
    await visit(order);
    await settle(order);
    await says('Paid. Thank you!');
    expect(await page.getByRole('link', { name: 'Back to the shop' }).count()).toBe(0);
  },
  30_000,
);

it('says what is missing, and asks for that', async () => {
  const order = await till.order();
  await visit(order);
  await till.change(order, { received: '10250000000000', paymentCount: 1 });
  await says('A part is still missing');
  await page.getByText('2.25 LLD is missing').waitFor();
  expect(await page.locator('code', { hasText: /^2\.25$/ }).count()).toBe(1);
}, 30_000);

it('says that a fork took a payment back, and asks for no second one', async () => {
  const order = await till.order();
  await visit(order);
  await till.see(order, order.amount);
  await says('Payment seen');
  await till.retract(order);
  await says('The payment is out of sight');
  expect(await page.getByRole('button', { name: 'Pay with a browser wallet' }).count()).toBe(0);
  await till.see(order, order.amount, 1_701);
  await says('Payment seen');
}, 30_000);

it('asks by itself where nothing can be pushed', async () => {
  await page.route('**/events', (route) => route.abort());
  const order = await till.order();
  await visit(order);
  await says('Waiting for your payment');
  await settle(order);
  await says('Paid. Thank you!');
}, 30_000);

it('says that the connection is lost, and catches up when it is back', async () => {
  const order = await till.order();
  await visit(order);
  await says('Waiting for your payment');
  await page.context().setOffline(true);
  // What is open stays open to the browser's own offline mode.
  await page.evaluate('window.dispatchEvent(new Event("online"))');
  await page.getByText('No connection.').waitFor();
  await settle(order);
  await page.context().setOffline(false);
  await says('Paid. Thank you!');
  expect(await page.getByText('No connection.').count()).toBe(0);
}, 30_000);

it('keeps the focus where the reader was, or takes it to what changed', async () => {
  const order = await till.order();
  await visit(order);
  await page.getByRole('button', { name: 'Copy: Amount' }).focus();
  await settle(order);
  await says('Paid. Thank you!');
  expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Paid. Thank you!');
}, 30_000);
