/** Buying in the demo shop on the real runtime, as after `npm start`: with an injected wallet, and with the dev wallet. */
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { CHARLIE } from '../../src/chain/dev/accounts.js';
import { freePort } from '../../src/cli/process/port.js';
import { watch, type Watched } from '../support/processes.js';
import { launchBrowser, openPage } from './support/browser.js';
import { injectSigningWallet } from './support/signing-wallet.js';

jest.setTimeout(600_000);

const STEP_MS = 180_000;
/** What a buyer is told on the way, in this order; a block can come before the page has said that it waits for one. */
const TOLD = ['Waiting for your payment', 'Payment sent', 'Payment seen', 'Paid. Thank you!', 'Thank you'];

const data = mkdtempSync(join(tmpdir(), 'chaintill-demo-'));
let instance: Watched;
let browser: Browser;
/** Of the shop, as printed. */
let shop: string;
const seen = new Set<string>();

beforeAll(async () => {
  // Postgres's own user must be able to enter.
  chmodSync(data, 0o755);
  const port = await freePort();
  instance = watch(['dist/cli/main.js', 'start', '--data', data, '--port', String(port)]);
  shop = (await instance.line(/Demo shop +(http:\S+)/, STEP_MS))[1] ?? '';
  await instance.line(/^Ready/);
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
  instance.child.kill('SIGINT');
  await instance.exited;
  rmSync(data, { recursive: true, force: true });
});

/** Notes what the pages say of the order, however short. */
async function noteWhatIsTold(page: Page): Promise<readonly string[]> {
  const told: string[] = [];
  await page.exposeFunction('noteForTest', (text: string) => {
    if (told.at(-1) !== text) told.push(text);
  });
  await page.addInitScript(`
    new MutationObserver(() => {
      const title = document.querySelector('[role=status] :is(h1, h2)')?.textContent;
      if (title && title !== window.lastTold) noteForTest((window.lastTold = title));
    }).observe(document, { subtree: true, childList: true, characterData: true });
  `);
  return told;
}

async function buy(page: Page, product: string, wallet: string | RegExp, account: string): Promise<void> {
  page.setDefaultTimeout(STEP_MS);
  page.setDefaultNavigationTimeout(STEP_MS);
  const told = await noteWhatIsTold(page);
  await page.goto(shop);
  await page.getByRole('button', { name: `Purchase: ${product}` }).click();
  await page.waitForURL('**/pay/**');
  await page.getByRole('button', { name: 'Pay with a browser wallet' }).click();
  await page.getByRole('button', { name: wallet }).click();
  await page.getByRole('radio', { name: account }).check();
  await page.getByRole('button', { name: /^Pay [\d.]+/ }).click();
  await page
    .getByRole('heading', { name: 'Paid. Thank you!' })
    .waitFor()
    .catch(async (cause: unknown) => {
      throw new Error(`not paid; the page says: ${await page.locator('main').innerText()}`, { cause });
    });
  await page.waitForURL('**/demo/thanks?**');
  await page.getByRole('heading', { name: 'Thank you', exact: true }).waitFor();
  await page.getByText('signed by the gateway').waitFor();
  const settled = page.locator('.message.own').filter({ hasText: 'order.settled' });
  await settled.getByText('signature verified').waitFor();

  expect(told).toEqual(TOLD.filter((title) => told.includes(title)));
  expect(told).toEqual(expect.arrayContaining(['Waiting for your payment', 'Paid. Thank you!', 'Thank you']));
  for (const title of told) seen.add(title);
  const orderId = new URL(page.url()).searchParams.get('order') ?? '';
  const order = await fetch(`${new URL(shop).origin}/v1/orders/${orderId}`, {
    headers: { authorization: 'Bearer sk_dev_chaintill' },
  });
  expect(await order.json()).toMatchObject({ status: 'SETTLED', amountState: 'EXACT' });
}

it('sells to Charlie, whose own wallet is in the browser', async () => {
  const { endpoint } = JSON.parse(readFileSync(join(data, 'run.json'), 'utf8')) as { endpoint: string };
  const { page, faults, close } = await openPage(browser);
  const wallet = await injectSigningWallet(page.context(), CHARLIE, endpoint);
  try {
    await buy(page, 'Linden honey', 'test-wallet', 'Charlie');
    expect(faults).toEqual([]);
  } finally {
    await Promise.all([close(), wallet.close()]);
  }
});

it('sells to Alice, with the dev wallet', async () => {
  const { page, faults, close } = await openPage(browser);
  await buy(page, 'Coffee beans', /^Dev wallet/, 'Alice');
  expect(faults).toEqual([]);
  await close();
});

it('has told its buyers each step between', () => {
  expect(TOLD.filter((title) => !seen.has(title) && title !== 'Payment sent')).toEqual([]);
});
