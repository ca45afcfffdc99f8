/** Ways through the dashboard: filters, pages, links, going back, files. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { BOB } from '../support/accounts.js';
import { until } from '../support/processes.js';
import { createTestMerchant } from '../support/till.js';
import { insertOrders } from '../support/till-rows.js';
import { launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { openDashboardTill, signIn, type DashboardTill } from './support/dashboard.js';

let browser: Browser;
let world: DashboardTill;
let open: OpenPage;
let page: Page;

beforeAll(async () => {
  [browser, world] = await Promise.all([launchBrowser(), openDashboardTill()]);
});
beforeEach(async () => {
  open = await openPage(browser);
  page = open.page;
});
afterEach(() => open.close());
afterAll(async () => {
  await browser.close();
  await world.close();
});

async function visit(hash: string, key = world.shop.readKey): Promise<void> {
  await page.goto(`${world.gateway.url}/dashboard${hash}`);
  await signIn(page, key);
}
const rows = (): Promise<string[]> => page.locator('tbody a.whole-row').allTextContents();
const shows = (name: string): Promise<void> => page.getByRole('heading', { name, exact: true }).waitFor();

it('goes from list to order and back to what was filtered, by the browser', async () => {
  await visit('#/orders');
  await page.getByRole('link', { name: /^Settled/ }).click();
  await page.getByRole('link', { name: 'A-1005' }).waitFor({ state: 'detached' });
  expect(await rows()).toEqual(['A-1004', 'A-1002', 'A-1001']);
  await page.getByRole('link', { name: 'A-1002' }).click();
  await shows('A-1002');
  expect(await page.evaluate('document.activeElement.textContent')).toBe('A-1002');
  expect(await page.title()).toBe('A-1002 · Chaintill');
  await page.goBack();
  await shows('Orders');
  await page.getByRole('link', { name: 'A-1004' }).waitFor();
  expect(await rows()).toEqual(['A-1004', 'A-1002', 'A-1001']);
});

it('finds orders by how their id begins', async () => {
  await visit('#/orders');
  await page.getByRole('searchbox').fill(' A-1003 ');
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'A-1004' }).waitFor({ state: 'detached' });
  expect(await rows()).toEqual(['A-1003']);
  expect(page.url()).toContain('#/orders?search=A-1003');
});

it('leads straight to an order whatever its id is made of', async () => {
  const { merchantId } = world.shop;
  const orderId = '../#7 / März?x=1&%41 🛒';
  await insertOrders(world.till, [{ merchantId, orderId, reference: 'odd', createdAt: new Date(0) }]);
  await visit(`#/orders?search=${encodeURIComponent('../#7')}`);
  await page.getByRole('link', { name: orderId }).click();
  await shows(orderId);
  await page.reload();
  await shows(orderId);
  await page.getByRole('heading', { name: 'Terms' }).waitFor();
});

it('pages through many orders, and back', async () => {
  const many = await createTestMerchant(world.till, { name: 'Busy' });
  await insertOrders(
    world.till,
    Array.from({ length: 60 }, (_, i) => ({
      merchantId: many.merchantId,
      orderId: `M-${String(i + 1).padStart(2, '0')}`,
      reference: `busy-${i}`,
      owner: BOB,
    })),
  );
  await visit('#/orders', many.readKey);
  const seen: string[][] = [];
  const step = async (name: string, first: string): Promise<void> => {
    await page.getByRole('link', { name }).click();
    await page.getByRole('link', { name: first, exact: true }).waitFor();
    seen.push(await rows());
  };
  await page.getByRole('link', { name: 'M-60' }).waitFor();
  seen.push(await rows());
  await step('Older', 'M-35');
  await step('Older', 'M-10');
  expect(seen.flat()).toEqual(Array.from({ length: 60 }, (_, i) => `M-${String(60 - i).padStart(2, '0')}`));
  expect(await page.getByRole('link', { name: 'Older' }).count()).toBe(0);
  await step('Newer', 'M-35');
  expect(seen[3]).toEqual(seen[1]);
  await step('Newest', 'M-60');
  expect(seen[4]).toEqual(seen[0]);
});

it.each([
  ['a name', 'kralj', ['Café Kralj d.o.o.']],
  ['an id', '0-13', ['Honey & Sons']],
  ['a number', '13', ['Honey & Sons']],
  ['an address', BOB, ['Café Kralj d.o.o.']],
  ['nothing known', 'Nobody', []],
])('finds companies by %s', async (_what, words, names) => {
  await visit(`#/companies?search=${encodeURIComponent(words)}`);
  await page
    .getByText(names[0] ?? 'No company fits.')
    .first()
    .waitFor();
  expect(await rows()).toEqual(names);
});

it('saves the orders as a file, without a picker of files', async () => {
  await page.addInitScript('window.showSaveFilePicker = undefined');
  await visit('#/orders');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Orders as CSV' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('orders.csv');
  const text = await readFile(await download.path(), 'utf8');
  expect(text.split('\n')[0]).toContain('orderId,id,createdAt');
  expect(text).toContain('A-1001');
});

it('writes the orders into the file that was picked, as they come', async () => {
  await page.addInitScript(`
    window.written = [];
    window.showSaveFilePicker = ({ suggestedName }) => Promise.resolve({
      createWritable: () => Promise.resolve(new WritableStream({
        write: (chunk) => { window.written.push(new TextDecoder().decode(chunk)); },
        close: () => { window.saved = suggestedName; },
      })),
    });
  `);
  await visit('#/orders?status=SETTLED');
  await page.getByRole('button', { name: 'Orders as CSV' }).click();
  await until('the file is saved', () => page.evaluate<boolean>('window.saved === "orders.csv"'));
  const text = await page.evaluate<string>('window.written.join("")');
  expect(text).toContain('A-1004');
  expect(text).not.toContain('A-1003');
});

it('says that there is no connection, keeps what it shows, and goes on by itself', async () => {
  await visit('#/orders');
  await page.getByRole('link', { name: 'A-1001' }).waitFor();
  await page.route('**/graphql**', (route) => route.abort());
  await page.getByRole('link', { name: 'Unmatched', exact: true }).click();
  await page.getByText('The gateway does not answer.').waitFor();
  await page.unroute('**/graphql**');
  await page.getByRole('button', { name: 'Try again' }).first().click();
  await page.getByText('names no order').waitFor();
  await page.getByText('The gateway does not answer.').waitFor({ state: 'detached' });
});

it('is used with the keyboard alone', async () => {
  await visit('#/orders');
  await page.getByRole('link', { name: 'A-1001' }).waitFor();
  await page.keyboard.press('Tab');
  await page.getByRole('link', { name: 'Skip to the content' }).focus();
  await page.keyboard.press('Enter');
  expect(await page.evaluate('document.activeElement.id')).toBe('main');
  await page.getByRole('link', { name: 'A-1001' }).focus();
  await page.keyboard.press('Enter');
  await shows('A-1001');
});
