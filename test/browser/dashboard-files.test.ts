/** Files that are saved from the dashboard: each has what its button says. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
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
  await page.addInitScript('window.showSaveFilePicker = undefined');
});
afterEach(() => open.close());
afterAll(async () => {
  await browser.close();
  await world.close();
});

async function visit(hash: string): Promise<void> {
  await page.goto(`${world.gateway.url}/dashboard${hash}`);
  await signIn(page, world.shop.readKey);
}

/** @param name of the button */
async function save(name: string): Promise<{ readonly name: string; readonly text: string }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), 'utf8') };
}

it('are those of orders, payments and failed payments', async () => {
  await visit('#/orders');
  const orders = await save('Orders as CSV');
  expect(orders.name).toBe('orders.csv');
  expect(orders.text).toContain('A-1009');
  const payments = await save('Payments as CSV');
  expect(payments.name).toBe('payments.csv');
  expect(payments.text).toMatch(/,A-1001,COUNTED,/);
  const failed = await save('Failed payments as CSV');
  expect(failed.name).toBe('failed-payments.csv');
  expect(failed.text).toMatch(/,A-1007,.*,Balances,InsufficientBalance,/);
});

it('are narrowed as the list is, and payments are offered for all orders only', async () => {
  await visit('#/orders?status=SETTLED');
  expect((await save('Orders as CSV')).text).not.toContain('A-1007');
  expect((await save('Failed payments as CSV')).text.trim().split('\n')).toHaveLength(1);
  expect(await page.getByRole('button', { name: 'Payments as CSV', exact: true }).count()).toBe(0);
});

it('are those of a company, by direction as its list is', async () => {
  await visit('#/companies/0-12/history');
  const all = await save('CSV');
  expect(all.name).toBe('company-0-12.csv');
  await page.getByRole('link', { name: 'Received' }).click();
  await page.locator('a[aria-current=true]', { hasText: 'Received' }).waitFor();
  const received = (await save('CSV')).text.trim().split('\r\n').slice(1);
  expect(received.length).toBeGreaterThan(0);
  expect(received.filter((line) => !line.includes(',IN,'))).toEqual([]);

  await page.getByRole('link', { name: 'Failed payments', exact: true }).click();
  const failed = await save('CSV');
  expect(failed.name).toBe('company-0-12-failed.csv');
  expect(failed.text).toContain('Token.FundsUnavailable');
});
