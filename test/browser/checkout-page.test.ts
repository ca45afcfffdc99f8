/** How the page comes to its reader: what is loaded, what is allowed, in which words. */
import { gzipSync } from 'node:zlib';
import type { Browser } from 'playwright-core';
import { launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { openCheckoutTill, type CheckoutTill } from './support/till.js';
import { WALLET, injectWallet } from './support/wallet.js';

const FIRST_LOAD_MOST = 150 * 1024;

let browser: Browser;
let till: CheckoutTill;
let open: OpenPage;

beforeAll(async () => {
  [browser, till] = await Promise.all([launchBrowser(), openCheckoutTill()]);
}, 60_000);
afterEach(() => open.close());
afterAll(async () => {
  await browser.close();
  await till.close();
});

it('loads little at first, and the wallet part only when asked', async () => {
  open = await openPage(browser);
  const { page, faults } = open;
  const loaded: { readonly name: string; readonly size: Promise<number> }[] = [];
  page.on('response', (response) => {
    if (!/\/(pay|web)\//.test(response.url())) return;
    const size = response.body().then((body) => gzipSync(body).byteLength);
    loaded.push({ name: new URL(response.url()).pathname, size });
  });
  await injectWallet(page, WALLET);
  await page.goto(`${till.gateway.url}/pay/${(await till.order()).publicToken}`);
  await page.getByRole('button', { name: 'Pay with a browser wallet' }).waitFor();
  const sizes = await Promise.all(loaded.map(({ size }) => size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  process.stdout.write(`first load of the checkout page: ${total} bytes in ${sizes.length} files, gzipped\n`);
  expect(total).toBeLessThan(FIRST_LOAD_MOST);
  expect(loaded.map(({ name }) => name).join()).not.toContain('Wallet');

  await page.getByRole('button', { name: 'Pay with a browser wallet' }).click();
  await page.getByRole('button', { name: 'test-wallet' }).waitFor();
  expect(loaded.map(({ name }) => name).join()).toContain('Wallet');
  expect(faults).toEqual([]);
});

it('lets nothing in from elsewhere and goes into no frame', async () => {
  open = await openPage(browser);
  const address = `${till.gateway.url}/pay/${(await till.order()).publicToken}`;
  const { headers } = await fetch(address);
  expect(headers.get('content-security-policy')).toBe(
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
  );
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toBe('no-store');
  const html = await (await fetch(address)).text();
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|\sstyle=/i);
  const [, script = ''] = /src="(\/web\/[^"]+)"/.exec(html) ?? [];
  const file = await fetch(till.gateway.url + script);
  expect(file.headers.get('cache-control')).toContain('immutable');
  expect(file.headers.get('content-encoding')).toBe('gzip');
  expect((await fetch(`${till.gateway.url}/web/manifest.json`)).status).toBe(404);
  expect((await fetch(`${till.gateway.url}/web/..%2f..%2fpackage.json`)).status).toBe(404);
});

it('shows what a shop wrote as text, whatever it is', async () => {
  open = await openPage(browser);
  const { page, faults } = open;
  const description = `"'></div><img src=x onerror="document.title='broken'"><script>alert(1)</script>`;
  await page.goto(`${till.gateway.url}/pay/${(await till.order({ description })).publicToken}`);
  await page.getByRole('heading', { name: description }).waitFor();
  expect(await page.locator('img').count()).toBe(0);
  expect(faults).toEqual([]);
});

it('speaks German to those who read it, and English when they ask', async () => {
  open = await openPage(browser, { locale: 'de-DE' });
  const { page } = open;
  await page.goto(`${till.gateway.url}/pay/${(await till.order()).publicToken}`);
  await page.getByRole('heading', { name: 'Warten auf Ihre Zahlung' }).waitFor();
  expect(await page.locator('.sum').innerText()).toBe('12,5 LLD');
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Waiting for your payment' }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('en');
});

it('copies what a wallet can read: no grouping, and a point in any language', async () => {
  open = await openPage(browser, { locale: 'de-DE', permissions: ['clipboard-read', 'clipboard-write'] });
  const { page } = open;
  const order = await till.order({ amount: '1234500000000000' });
  await page.goto(`${till.gateway.url}/pay/${order.publicToken}`);
  const copied = async (what: string): Promise<string> => {
    await page.getByRole('button', { name: `Kopieren: ${what}`, exact: true }).click();
    await page.getByText(`${what}: kopiert`).waitFor({ state: 'attached' });
    return page.evaluate<string>('navigator.clipboard.readText()');
  };
  expect(await copied('Betrag')).toBe('1234.5');
  expect(await copied('Adresse')).toBe('5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQY');
  expect(await copied('Vermerk')).toBe(`order:${order.reference ?? ''}`);
});

it('is used from the keyboard, and says where it is', async () => {
  open = await openPage(browser);
  const { page } = open;
  await page.goto(`${till.gateway.url}/pay/${(await till.order()).publicToken}`);
  await page.getByRole('button', { name: 'Pay with a browser wallet' }).waitFor();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByText('No wallet found').waitFor();
  expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Pay with a browser wallet');
  await page.keyboard.press('Tab');
  expect(await page.evaluate<string>('document.activeElement.textContent')).toBe('Look again');
});
