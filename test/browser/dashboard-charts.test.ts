/** The figures of the overview: what they say, for those who see charts and those who do not. */
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
  open = await openPage(browser, { timezoneId: 'Europe/Prague' });
  page = open.page;
});
afterEach(() => open.close());
afterAll(async () => {
  await browser.close();
  await world.close();
});

async function visit(hash = ''): Promise<void> {
  await page.goto(`${world.gateway.url}/dashboard${hash}`);
  await signIn(page, world.shop.readKey);
}

const figure = (title: string) => page.getByRole('figure').filter({ hasText: title });

/** What stands in a chart's table, line by line. */
async function tableOf(title: string): Promise<string[][]> {
  const chart = figure(title);
  await chart.getByText('As a table').click();
  const lines = await chart.locator('tbody tr').all();
  return Promise.all(lines.map((line) => line.locator('th, td').allTextContents()));
}

it('has a line for every day, and the same sum as the tile', async () => {
  await visit();
  const lines = await tableOf('Volume');
  expect(lines).toHaveLength(30);
  const halves = lines.reduce(
    (sum, [, text = '']) => sum + Math.round(2 * Number(text.replace(/[^0-9.]/g, ''))),
    0,
  );
  const tile = page.locator('.metrics .tile').filter({ hasText: 'Volume' });
  expect(await tile.locator('dd').first().textContent()).toBe(
    `${new Intl.NumberFormat('en-GB').format(halves / 2)}\u00a0LLD`,
  );
});

it('has a gap in the success rate where nothing was tried', async () => {
  await visit();
  const shares = (await tableOf('Success rate')).map(([, text]) => text);
  expect(shares).toContain('–');
  expect(shares).toContain('100%');
});

it('shows another time when it is asked to', async () => {
  await visit();
  await figure('Volume').locator('canvas').waitFor();
  await page.getByRole('button', { name: '7 days' }).click();
  await page.getByRole('button', { name: '7 days', pressed: true }).waitFor();
  await figure('Volume').locator('canvas').waitFor();
  expect(await tableOf('Volume')).toHaveLength(7);
});

it('says what is pointed at', async () => {
  await visit();
  await figure('Volume').locator('.u-over').hover();
  await figure('Volume')
    .locator('.reading')
    .getByText(/\d\sLLD$/)
    .waitFor();
});

it('loads the chart library where there is a chart, and not before', async () => {
  const files: string[] = [];
  page.on('request', (request) => files.push(new URL(request.url()).pathname));
  await visit('#/orders');
  await page.getByRole('link', { name: 'A-1001' }).waitFor();
  expect(files.filter((file) => file.includes('/Plot'))).toEqual([]);
  await page.getByRole('link', { name: 'Overview' }).click();
  await figure('Volume').locator('canvas').waitFor();
  expect(files.filter((file) => file.includes('/Plot'))).toHaveLength(1);
});

it('shows its figures also where the chart library does not come', async () => {
  await page.route('**/web/Plot*', (route) => route.abort());
  await visit();
  await figure('Volume').getByText('The chart did not load.').waitFor();
  expect(await tableOf('Volume')).toHaveLength(30);
});
