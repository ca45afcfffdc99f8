/** Every view of the dashboard, as everybody sees it; `support/looks.ts` says where pictures of them go. */
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './support/browser.js';
import { openDashboardTill, signIn, type DashboardTill } from './support/dashboard.js';
import { visitInEveryLook } from './support/looks.js';

let browser: Browser;
let world: DashboardTill;

beforeAll(async () => {
  [browser, world] = await Promise.all([launchBrowser(), openDashboardTill()]);
});
afterAll(async () => {
  await browser.close();
  await world.close();
});

interface View {
  readonly hash: string;
  readonly title: string;
  /** What is there once all has come. */
  readonly texts: readonly string[];
  readonly act?: (page: Page) => Promise<unknown>;
}

const drawn = (page: Page): Promise<void> => page.locator('.plot canvas').nth(1).waitFor();

const VIEWS: Readonly<Record<string, View>> = {
  overview: {
    hash: '',
    title: 'Overview',
    texts: [
      'A-1009',
      'Unmatched payments',
      'Balances.InsufficientBalance',
      'Success rate',
      'Payment to final',
      'Wallet opened',
    ],
    act: drawn,
  },
  orders: {
    hash: '#/orders',
    title: 'Orders',
    texts: ['A-1001', 'Payment seen', '1,234,567.890123456789 LLD'],
  },
  'orders-none': { hash: '#/orders?search=nothing', title: 'Orders', texts: ['No order fits.'] },
  'order-settled': {
    hash: '#/orders/A-1001',
    title: 'A-1001',
    texts: ['Two bags of coffee, whole beans', 'Payment in sight', 'https://shop.example/webhooks/chaintill'],
  },
  'order-part': {
    hash: '#/orders/A-1007',
    title: 'A-1007',
    texts: ['Balances.InsufficientBalance', '12.5 LLD', 'Nothing was sent about this order.'],
  },
  'order-mark': {
    hash: '#/orders/A-1009',
    title: 'Mark A-1009 as settled?',
    texts: ['A line for the audit log.'],
    act: (page) => page.getByRole('button', { name: 'Mark as settled' }).click(),
  },
  inbox: { hash: '#/inbox', title: 'Unmatched money', texts: ['names no order', 'the amount fits'] },
  webhooks: {
    hash: '#/webhooks',
    title: 'Webhooks',
    texts: ['https://books.example/in', 'Order registered', 'Failed'],
  },
  companies: {
    hash: '#/companies',
    title: 'Companies',
    texts: ['Café Kralj d.o.o.', 'Asks to be registered'],
  },
  company: {
    hash: '#/companies/0-12',
    title: 'Café Kralj d.o.o.',
    texts: ['https://kralj.example/payments/hook', 'payment-success'],
  },
  'company-history': {
    hash: '#/companies/0-12/history',
    title: 'Café Kralj d.o.o.',
    texts: ['Received', 'Balance'],
  },
  'company-failed': {
    hash: '#/companies/0-12/failed',
    title: 'Café Kralj d.o.o.',
    texts: ['Token.FundsUnavailable', 'CSV'],
  },
  'company-statements': {
    hash: '#/companies/0-12/statements',
    title: 'Café Kralj d.o.o.',
    texts: ['Opening', 'no account balance'],
  },
  'company-figures': {
    hash: '#/companies/0-12/figures',
    title: 'Café Kralj d.o.o.',
    texts: ['Why payments failed'],
    act: drawn,
  },
  nowhere: { hash: '#/somewhere', title: 'Nothing here', texts: [] },
};

it.each(Object.entries(VIEWS))('shows %s to everybody', async (name, { hash, title, texts, act }) => {
  await visitInEveryLook(browser, `dashboard-${name}`, {
    address: `${world.gateway.url}/dashboard${hash}`,
    title,
    async act(page) {
      await signIn(page, world.shop.secretKey);
      await act?.(page);
      for (const text of texts) await page.getByText(text).first().waitFor();
      await page.getByText('Loading…').waitFor({ state: 'detached' });
    },
  });
});

it('shows a delivery that failed to everybody, with what was answered', async () => {
  await visitInEveryLook(browser, 'dashboard-delivery', {
    address: `${world.gateway.url}/dashboard#/webhooks/deliveries/${world.failedDelivery}`,
    title: 'Delivery',
    async act(page) {
      await signIn(page, world.shop.secretKey);
      await page.getByText('Response', { exact: true }).click();
      await page.getByText('Service Unavailable: the database is being moved').waitFor();
    },
  });
});

it('shows everybody where to sign in', async () => {
  await visitInEveryLook(browser, 'dashboard-sign-in', {
    address: `${world.gateway.url}/dashboard`,
    title: 'Dashboard',
  });
});
