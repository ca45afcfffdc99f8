/** The page that shows the API; with CHAINTILL_SCREENSHOTS=<folder>, pictures of it are written there. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { openTestTill } from '../support/till.js';
import { launchBrowser, openPage, type OpenPage } from './support/browser.js';

const FOLDER = process.env['CHAINTILL_SCREENSHOTS'];
const FIRST_LOAD_MOST = 150 * 1024;
const LOOKS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1_300, height: 900 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1_300, height: 900 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 360, height: 740 } },
] as const;

let browser: Browser;
let index: TestIndex;
let gateway: TestGateway;
let open: OpenPage;

beforeAll(async () => {
  [browser, index] = await Promise.all([launchBrowser(), createTestIndex()]);
  await (await openTestTill(index.database.url)).destroy();
  gateway = await openTestGateway(index.database.url);
  if (FOLDER !== undefined) await mkdir(FOLDER, { recursive: true });
});
afterEach(() => open.close());
afterAll(async () => {
  await browser.close();
  await gateway.close();
  await index.close();
});

/** What of the page keeps people out, as axe finds it. */
async function barriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(axe.source);
  const found = await page.evaluate<axe.Result[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
}

it.each(LOOKS)('shows every operation, and one in full, in $name', async ({ name, ...options }) => {
  open = await openPage(browser, options);
  const { page, faults, origins } = open;
  const sizes: Promise<number>[] = [];
  page.on('response', (response) => {
    sizes.push(response.body().then((body) => gzipSync(body).byteLength));
  });
  await page.goto(`${gateway.url}/docs`);
  await page.getByRole('heading', { name: 'Orders', exact: true }).waitFor();
  const shown = await page.locator('details.operation').count();
  const operations = gateway.routes.filter(({ operation }) => operation !== null);
  expect(shown).toBe(operations.length);
  if (FOLDER !== undefined) await page.screenshot({ path: join(FOLDER, `docs-${name}.png`) });
  expect(await barriers(page)).toEqual([]);
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  expect(total).toBeLessThan(FIRST_LOAD_MOST);

  await page.goto(`${gateway.url}/docs#registerOrder`);
  const entry = page.locator('#registerOrder');
  await entry.getByText('AMOUNT_TOO_SMALL').waitFor();
  await entry.getByText('In whole tokens, as 12.5').waitFor();
  expect(await entry.locator('pre').first().textContent()).toContain(
    `curl -X POST '${gateway.url}/v1/orders'`,
  );
  if (FOLDER !== undefined) await page.screenshot({ path: join(FOLDER, `docs-operation-${name}.png`) });
  expect(await barriers(page)).toEqual([]);
  const sideways = await page.evaluate<boolean>(
    'document.documentElement.scrollWidth > document.documentElement.clientWidth',
  );
  expect(sideways).toBe(false);
  expect(faults).toEqual([]);
  expect([...origins]).toEqual([gateway.url]);
});

it('finds operations by what they are about, and says how many', async () => {
  open = await openPage(browser);
  const { page } = open;
  await page.goto(`${gateway.url}/docs`);
  await page.getByRole('searchbox', { name: 'Search' }).fill('post refused_never');
  await page.getByText('Nothing fits').waitFor();
  await page.getByRole('searchbox').fill('order_conflict');
  await page.getByText(/^\d+ operations?$/).waitFor();
  expect(await page.locator('#registerOrder').count()).toBe(1);
  expect(await page.locator('#getHealth').count()).toBe(0);
});

it('opens by the keyboard, and goes into what a field has', async () => {
  open = await openPage(browser);
  const { page } = open;
  await page.goto(`${gateway.url}/docs`);
  await page.locator('#getOrder > summary').focus();
  await page.keyboard.press('Enter');
  const entry = page.locator('#getOrder');
  await entry.getByText('ORDER_NOT_FOUND').waitFor();
  await entry.getByText('Fields of PayerRemark').first().focus();
  await page.keyboard.press('Enter');
  await entry.getByText('liberlandId').first().waitFor();
});

it('speaks German to those who read it, around the English description', async () => {
  open = await openPage(browser, { locale: 'de-DE' });
  const { page } = open;
  await page.goto(`${gateway.url}/docs`);
  await page.getByRole('heading', { name: 'Chaintill REST-API' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Chaintill REST API' }).waitFor();
});
