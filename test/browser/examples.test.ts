/** The page of examples/thanks, in a browser that a real gateway sends back to it. */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';
import type { Browser } from 'playwright-core';
import { launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { openCheckoutTill, type CheckoutTill } from './support/till.js';

let browser: Browser;
let till: CheckoutTill;
let open: OpenPage;
let shop: Server;
let merchantId: string;

beforeAll(async () => {
  [browser, till] = await Promise.all([launchBrowser(), openCheckoutTill()]);
  const { outputFiles } = await build({
    entryPoints: ['examples/thanks/thanks.ts'],
    bundle: true,
    format: 'esm',
    write: false,
    alias: { 'chaintill/client': './src/client/index.ts' },
  });
  const script = outputFiles[0]?.text;
  const html = readFileSync('examples/thanks/index.html', 'utf8');
  shop = createServer((request, response) => {
    if (request.url?.endsWith('/thanks.js')) {
      response.setHeader('content-type', 'text/javascript').end(script);
      return;
    }
    response.setHeader('content-type', 'text/html');
    response.end(
      html
        .replace('http://127.0.0.1:4000', till.gateway.url)
        .replace('00000000-0000-0000-0000-000000000000', merchantId),
    );
  });
  await new Promise<void>((resolve) => shop.listen(0, '127.0.0.1', resolve));
}, 60_000);
beforeEach(async () => {
  open = await openPage(browser);
});
afterEach(() => open.close());
afterAll(async () => {
  await browser.close();
  await new Promise((resolve) => shop.close(resolve));
  await till.close();
});

const shopUrl = (): string => `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
const says = (text: string): Promise<void> => open.page.getByRole('heading', { name: text }).waitFor();

it('thanks whoever the gateway says has paid, and nobody who changed its address', async () => {
  const { page } = open;
  const order = await till.order({ successUrl: `${shopUrl()}/thanks/`, failureUrl: `${shopUrl()}/cart/` });
  ({ merchantId } = order);
  await page.goto(`${till.gateway.url}/pay/${order.publicToken}`);
  await page.getByRole('link', { name: 'Back to the shop without paying' }).click();
  await says(`Order ${order.orderId} is not paid yet.`);
  await page.goto(page.url().replace('_status=open', '_status=settled'));
  await says('We are checking your order, and write to you.');

  await till.change(order, {
    status: 'settled',
    settledHeight: 1_700,
    received: order.amount,
    paymentCount: 1,
  });
  await page.goto(`${till.gateway.url}/pay/${order.publicToken}`);
  await page.getByRole('link', { name: /Back to the shop|Continue/ }).click();
  await says(`Order ${order.orderId} is paid. Thank you!`);
  merchantId = '11111111-1111-1111-1111-111111111111';
  await page.reload();
  await says('We are checking your order, and write to you.');
}, 60_000);
