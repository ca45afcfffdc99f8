/** The demo shop's pages in each state; `support/looks.ts` says where pictures of them go. */
import type { Browser, Page } from 'playwright-core';
import { openDemoTill, type DemoTill } from '../support/demo-shop.js';
import { until } from '../support/processes.js';
import { launchBrowser, openPage } from './support/browser.js';
import { visitInEveryLook } from './support/looks.js';

let browser: Browser;
let shop: DemoTill;

beforeAll(async () => {
  [browser, shop] = await Promise.all([launchBrowser(), openDemoTill()]);
});
afterAll(async () => {
  await browser.close();
  await shop.close();
});

const says = (page: Page, name: string): Promise<void> => page.getByRole('heading', { name }).waitFor();
const thanksOf = (orderId: string): string => `${shop.url}/thanks?order=${orderId}`;
const logged = (page: Page, text: string): Promise<void> =>
  page.getByRole('complementary').locator('summary').filter({ hasText: text }).first().waitFor();

it('shows an empty log before anything was sold', async () => {
  await visitInEveryLook(browser, 'demo-shop', {
    address: shop.url,
    title: 'Three good things',
    act: (page) => page.getByText('Nothing yet. Buy something, and watch.').waitFor(),
  });
});

it.each([
  ['awaiting', 'Waiting for your payment', () => Promise.resolve()],
  ['seen', 'Waiting for your payment to be final', (orderId: string) => shop.see(orderId)],
  ['paid', 'Thank you', (orderId: string) => shop.pay(orderId)],
  [
    'closed',
    'This was not paid',
    (orderId: string) =>
      shop.gateway.query(
        'mutation ($orderId: String!) { cancelOrder(orderId: $orderId) { id } }',
        { orderId },
        'sk_dev_chaintill',
      ),
  ],
])('shows %s to everybody', async (name, title, make) => {
  const { orderId } = await shop.buy('mug');
  await make(orderId);
  await visitInEveryLook(browser, `demo-${name}`, {
    address: thanksOf(orderId),
    title,
    async act(page) {
      await says(page, title);
      await logged(page, orderId);
    },
  });
});

it('says so of a purchase that it does not know', async () => {
  await visitInEveryLook(browser, 'demo-none', {
    address: thanksOf('shop-none'),
    title: 'There is no such purchase',
  });
});

it('shows what a message says, and which one it does not believe', async () => {
  await fetch(`${shop.url}/webhooks`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"type":"order.settled","data":"</pre><script>alert(1)</script>"}',
  });
  const { orderId } = await shop.buy('honey');
  await visitInEveryLook(browser, 'demo-message', {
    address: shop.url,
    title: 'Three good things',
    async act(page) {
      await logged(page, orderId);
      await logged(page, 'MISSING_HEADERS');
      const log = page.getByRole('complementary');
      await log.locator('summary').filter({ hasText: orderId }).click();
      await log.locator('details[open]').getByText('"type": "order.created"').waitFor();
    },
  });
});

it('says that it cannot sell, and lets its reader try again', async () => {
  await visitInEveryLook(browser, 'demo-trouble', {
    address: shop.url,
    title: 'Three good things',
    prepare: (page) =>
      page.route('**/demo/purchases', (route) =>
        route.fulfill({ status: 502, json: { error: { code: 'GATEWAY', message: 'no' } } }),
      ),
    async act(page) {
      const purchase = page.getByRole('button', { name: 'Purchase: Linden honey' });
      await purchase.click();
      await page.getByRole('alert').filter({ hasText: 'The shop cannot sell right now.' }).waitFor();
      expect(await purchase.isEnabled()).toBe(true);
    },
  });
});

it('sends a buyer to the gateway’s page, in German to those who read it', async () => {
  const { page, faults, close } = await openPage(browser, { locale: 'de-DE' });
  await page.route('https://pay.example/**', (route) => route.fulfill({ body: 'the gateway' }));
  await page.goto(shop.url);
  await says(page, 'Drei gute Dinge');
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  expect((await page.locator('.price').allInnerTexts()).map((text) => text.replace('\u00a0', ' '))).toEqual([
    '1,5 LLD',
    '4,25 LLD',
    '12 LLD',
  ]);
  await page.getByRole('button', { name: 'Kaufen: Lindenhonig' }).click();
  await page.waitForURL('https://pay.example/pay/**');
  const token = new URL(page.url()).pathname.split('/').pop() ?? '';
  const order = await (await fetch(`${shop.gateway.url}/v1/public/orders/${token}`)).json();
  expect(order).toMatchObject({ description: expect.stringContaining('Lindenhonig') as string });
  expect(faults).toEqual([]);
  await close();
});

it('turns by itself, tells those who listen, and shows each message as it comes', async () => {
  const { orderId } = await shop.buy();
  const { page, faults, close } = await openPage(browser);
  await page.goto(thanksOf(orderId));
  await says(page, 'Waiting for your payment');
  await shop.see(orderId);
  await says(page, 'Waiting for your payment to be final');
  await shop.pay(orderId);
  await says(page, 'Thank you');
  expect(await page.locator('main [role=status]').innerText()).toContain('Thank you');
  expect(await page.title()).toBe('Thank you');
  const own = page.locator('.message.own');
  await until('its messages are there', async () => (await own.count()) === 2);
  expect(await own.locator('.type').allInnerTexts()).toEqual(['order.settled', 'order.created']);
  expect(await own.locator('.proof').allInnerTexts()).toEqual(['signature verified', 'signature verified']);
  expect(faults).toEqual([]);
  await close();
});
