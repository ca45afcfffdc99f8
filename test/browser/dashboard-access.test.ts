/** Who gets into the dashboard, what a key sees there, and where the key goes. */
import { gzipSync } from 'node:zlib';
import type { Browser, Page } from 'playwright-core';
import { parseAccount } from '../../src/domain/account.js';
import { openDevMerchant } from '../../src/gateway/auth/dev-merchant.js';
import { BOB } from '../support/accounts.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { createTestKey, createTestMerchant, createTestOperator } from '../support/till.js';
import { insertOrders } from '../support/till-rows.js';
import { launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { openDashboardTill, signIn, type DashboardTill } from './support/dashboard.js';

const FIRST_LOAD_MOST = 130 * 1024;

let browser: Browser;
let world: DashboardTill;
let open: OpenPage;

beforeAll(async () => {
  [browser, world] = await Promise.all([launchBrowser(), openDashboardTill()]);
});
beforeEach(async () => {
  open = await openPage(browser);
});
afterEach(() => open.close());
afterAll(async () => {
  await browser.close();
  await world.close();
});

async function visit(hash = ''): Promise<Page> {
  await open.page.goto(`${world.gateway.url}/dashboard${hash}`);
  return open.page;
}

const tryKey = async (page: Page, key: string): Promise<void> => {
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
};

describe('signing in', () => {
  it('is refused with a key that does not work', async () => {
    const page = await visit();
    await tryKey(page, `sk_${'0'.repeat(16)}_${'0'.repeat(64)}`);
    await page.getByText('This key does not work').waitFor();
    await tryKey(page, 'ключ');
    await page.getByText('This is no API key').waitFor();
    expect(await page.getByRole('button', { name: 'Sign out' }).count()).toBe(0);
  });

  it.each([
    ["the operator's", () => createTestOperator(world.till)],
    [
      'a publishable',
      () => createTestKey(world.till, { merchantId: world.shop.merchantId, kind: 'publishable' }),
    ],
  ])('says of %s key that it is no merchant’s', async (_name, make) => {
    const page = await visit();
    await tryKey(page, await make());
    await page.getByText('This is no merchant’s key').waitFor();
  });

  it('lasts over a reload in this tab, until signing out', async () => {
    const page = await visit('#/orders');
    await signIn(page, world.shop.readKey);
    await page.reload();
    await page.getByRole('link', { name: 'A-1001' }).waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByLabel('API key').waitFor();
    await page.reload();
    await page.getByLabel('API key').waitFor();
    expect(await page.evaluate('[localStorage.length, sessionStorage.length, document.cookie]')).toEqual([
      0,
      0,
      '',
    ]);
  });

  it('is kept in memory alone where the reader wants that', async () => {
    const page = await visit();
    await page.getByLabel('Remember it').uncheck();
    await signIn(page, world.shop.readKey);
    expect(await page.evaluate('[localStorage.length, sessionStorage.length]')).toEqual([0, 0]);
    await page.reload();
    await page.getByLabel('API key').waitFor();
  });

  it('puts the key into a header, and into no address', async () => {
    const { page } = open;
    const addresses: string[] = [];
    page.on('request', (request) => addresses.push(request.url()));
    await visit('#/orders');
    await signIn(page, world.shop.readKey);
    await page.getByRole('link', { name: 'A-1001' }).click();
    await page.getByRole('heading', { name: 'Terms' }).waitFor();
    expect(addresses.concat(page.url()).filter((address) => address.includes(world.shop.readKey))).toEqual(
      [],
    );
  });

  it('ends when the key is revoked', async () => {
    const key = await createTestKey(world.till, { merchantId: world.shop.merchantId, kind: 'read' });
    const page = await visit('#/orders');
    await signIn(page, key);
    await page.getByRole('link', { name: 'A-1001' }).waitFor();
    await world.till
      .updateTable('apiKeys')
      .set({ revokedAt: new Date() })
      .where('id', '=', key.split('_').slice(0, 2).join('_'))
      .execute();
    await page.getByRole('link', { name: 'A-1001' }).click();
    await page.getByLabel('API key').waitFor();
    await page.getByText('This key does not work').waitFor();
  });
});

it('offers the keys of a dev chain, and nowhere else', async () => {
  await openDevMerchant(world.till, parseAccount(BOB));
  const dev: TestGateway = await openTestGateway(world.index.database.url, { dev: true });
  try {
    await open.page.goto(`${dev.url}/dashboard`);
    await open.page.getByRole('button', { name: 'Sign in with the dev key' }).click();
    await open.page.getByText('Dev merchant').waitFor();
    await open.page.getByText('No orders yet.').waitFor();
  } finally {
    await dev.close();
  }
  const page = await visit();
  expect(await page.getByRole('button', { name: 'Sign in with the dev key' }).count()).toBe(0);
  expect(await page.content()).not.toContain('chaintill"');
});

describe('a key', () => {
  it('that is read-only sees all and is offered nothing to do', async () => {
    const page = await visit('#/orders/A-1009');
    await signIn(page, world.shop.readKey);
    await page.getByRole('heading', { name: 'Terms' }).waitFor();
    expect(await page.getByRole('button', { name: 'Cancel order' }).count()).toBe(0);
    await page.goto(`${world.gateway.url}/dashboard#/inbox`);
    await page.getByText('names no order').waitFor();
    expect(await page.getByRole('button', { name: /Assign|Dismiss|Refund/ }).count()).toBe(0);
  });

  it('without a scope is told which it needs, and sees the rest', async () => {
    const { merchantId } = world.shop;
    const key = await createTestKey(world.till, { merchantId, kind: 'read', scopes: ['orders:read'] });
    const page = await visit('#/orders/A-1001');
    await signIn(page, key);
    await page.getByText('This key may not do that.').waitFor();
    await page.getByText('webhooks:read').waitFor();
    await page.getByRole('heading', { name: 'Terms' }).waitFor();
  });

  it('sees nothing of another merchant', async () => {
    const other = await createTestMerchant(world.till, { name: 'Another shop' });
    await insertOrders(world.till, [{ merchantId: other.merchantId, orderId: 'B-1', owner: BOB }]);
    const page = await visit('#/orders');
    await signIn(page, other.readKey);
    await page.getByRole('link', { name: 'B-1' }).waitFor();
    expect(await page.getByText('A-1001').count()).toBe(0);
    await page.goto(`${world.gateway.url}/dashboard#/orders/A-1001`);
    await page.getByText('You have no order with this id.').waitFor();
  });
});

it('loads little before it shows where to sign in', async () => {
  const sizes: Promise<number>[] = [];
  open.page.on('response', (response) => {
    sizes.push(response.body().then((body) => gzipSync(body).byteLength));
  });
  await visit();
  await open.page.getByLabel('API key').waitFor();
  expect((await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)).toBeLessThan(FIRST_LOAD_MOST);
});

it('speaks German to those who read it, with their numbers', async () => {
  await open.close();
  open = await openPage(browser, { locale: 'de-DE' });
  const page = await visit('#/orders');
  await page.getByLabel('API-Schlüssel').fill(world.shop.readKey);
  await page.getByRole('button', { name: 'Anmelden', exact: true }).click();
  await page.getByRole('heading', { name: 'Bestellungen' }).waitFor();
  await page.getByText('1.234.567,890123456789').first().waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('de');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { name: 'Orders' }).waitFor();
});
