/** The dashboard while something happens: real settlement decides, the page shows it without being asked to. */
import type { Browser, Page } from 'playwright-core';
import { isConflict } from '../../src/store/failures.js';
import { ALICE, BOB } from '../support/accounts.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { createTestSettlement, payment, type TestSettlement } from '../support/settlement.js';
import { createTestKey } from '../support/till.js';
import { askRest } from '../support/webhooks.js';
import { launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { signIn } from './support/dashboard.js';

const LLD = 10n ** 12n;

let browser: Browser;
let settlement: TestSettlement;
let gateway: TestGateway;
let open: OpenPage;
let page: Page;
let merchantId: string;
let secretKey: string;
let settling = true;
let settled: Promise<void>;

beforeAll(async () => {
  [browser, settlement] = await Promise.all([launchBrowser(), createTestSettlement()]);
  merchantId = await settlement.merchant(ALICE);
  await settlement.block(10);
  await settlement.settle();
  gateway = await openTestGateway(settlement.index.database.url, { heads: { best: 12, finalized: 10 } });
  secretKey = await createTestKey(settlement.till, { merchantId, kind: 'secret' });
  settled = keepSettling();
});
beforeEach(async () => {
  open = await openPage(browser);
  page = open.page;
});
afterEach(() => open.close());
afterAll(async () => {
  settling = false;
  await settled;
  await browser.close();
  await gateway.close();
  await settlement.close();
});

async function keepSettling(): Promise<void> {
  while (settling) {
    try {
      await settlement.settle();
    } catch (error) {
      // As the settler does: a key's use or a command was written meanwhile.
      if (!isConflict(error)) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function visit(hash: string): Promise<void> {
  await page.goto(`${gateway.url}/dashboard${hash}`);
  await signIn(page, secretKey);
  await page.getByText('Live', { exact: true }).waitFor();
}

/** Registers as a shop does. @returns the orderId */
async function order(orderId: string, amount = 5n * LLD): Promise<string> {
  const body = { orderId, amountInSmallestUnits: amount.toString(), expiresInBlocks: 5_000 };
  const { status } = await askRest(gateway, 'POST', '/v1/orders', secretKey, body);
  expect(status).toBe(201);
  return orderId;
}

const rowOf = (orderId: string) => page.getByRole('row').filter({ hasText: orderId });

it('shows a new order, and that it is paid, without a reload', async () => {
  await visit('#/orders');
  await order('L-1');
  await rowOf('L-1').getByText('Open').waitFor();
  await settlement.block(20, [payment(ALICE, 5n * LLD, 'L-1', { fromId: BOB })]);
  await rowOf('L-1').getByText('Settled').waitFor();
  await page.getByRole('link', { name: /^Settled 1$/ }).waitFor();
});

it('follows one order on its page', async () => {
  await visit(`#/orders/${await order('L-2')}`);
  await page.getByText('Order registered').waitFor();
  await settlement.block(21, [payment(ALICE, 2n * LLD, 'L-2', { fromId: BOB })]);
  await page.getByText('Partly paid').waitFor();
  await page.getByText('3 LLD').first().waitFor();
  await settlement.block(22, [payment(ALICE, 3n * LLD, 'L-2', { fromId: BOB })]);
  await page.locator('.heading').getByText('Settled').waitFor();
  await page.getByRole('row').filter({ hasText: '2 LLD' }).waitFor();
});

it('goes on where it was after the stream broke', async () => {
  await visit('#/orders');
  await page.route('**/graphql/stream', (route) => route.abort());
  await page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { get: () => window.sight, configurable: true });
    window.sight = 'hidden'; document.dispatchEvent(new Event('visibilitychange'));
    window.sight = 'visible'; document.dispatchEvent(new Event('visibilitychange'));
  `);
  await page.getByText('Not live').waitFor();
  // While nothing is pushed it asks.
  await order('L-3');
  await rowOf('L-3').waitFor();
  await page.unroute('**/graphql/stream');
  await page.getByText('Live', { exact: true }).waitFor();
  await settlement.block(23, [payment(ALICE, 5n * LLD, 'L-3', { fromId: BOB })]);
  await rowOf('L-3').getByText('Settled').waitFor();
});

describe('deciding', () => {
  it('cancels an order once its reader has confirmed it', async () => {
    await visit(`#/orders/${await order('L-4')}`);
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Back' }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Cancel order' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel order' }).click();
    await page.locator('.heading').getByText('Canceled').waitFor();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('marks an order with a reason', async () => {
    await visit(`#/orders/${await order('L-5')}`);
    await page.getByRole('button', { name: 'Mark as settled' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('button', { name: 'Mark as settled' }).isDisabled()).toBe(true);
    await dialog.getByLabel('Reason').fill('paid in cash');
    await dialog.getByRole('button', { name: 'Mark as settled' }).click();
    await page.locator('.heading').getByText('by hand').waitFor();
    const marks = await settlement.till
      .selectFrom('auditLog')
      .select('after')
      .where('action', '=', 'order.mark')
      .execute();
    expect(JSON.stringify(marks)).toContain('paid in cash');
  });

  it('assigns unmatched money to the order that is suggested', async () => {
    await order('L-6', 7n * LLD);
    await settlement.block(30, [payment(ALICE, 7n * LLD, 'l-6', { fromId: BOB })]);
    await visit('#/inbox');
    const money = page.getByRole('article', { name: '7 LLD' });
    await money.getByText('the reference is nearly the same').waitFor();
    await money.getByRole('button', { name: 'Assign to L-6' }).click();
    await page.getByText('7 LLD is assigned to L-6.').waitFor();
    await money.waitFor({ state: 'detached' });
    await page.goto(`${gateway.url}/dashboard#/orders/L-6`);
    await page.locator('.heading').getByText('Settled').waitFor();
  });

  it('says why it cannot be, and dismisses what nothing is to be done about', async () => {
    await settlement.block(31, [payment(ALICE, LLD, null, { fromId: BOB })]);
    await visit('#/inbox');
    const money = page.getByRole('article', { name: '1 LLD' });
    await money.getByLabel('Another order').fill('no such order');
    await money.getByRole('button', { name: 'Assign', exact: true }).click();
    await money.getByText('You have no order with this id.').waitFor();
    await money.getByRole('button', { name: 'Dismiss' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Dismiss' }).click();
    await page.getByText('1 LLD is dismissed.').waitFor();
    await page.getByText('Nothing waits for you.').waitFor();
  });
});

it('sends a delivery again, and a test', async () => {
  await askRest(gateway, 'POST', '/v1/endpoints', secretKey, { url: 'https://shop.example/hook' });
  await order('L-7');
  await visit('#/webhooks');
  const sent = page.getByRole('row').filter({ hasText: 'L-7' });
  await sent.waitFor();
  await settlement.till
    .updateTable('deliveries')
    .set({ status: 'exhausted', finishedAt: new Date() })
    .where('status', '=', 'pending')
    .execute();
  await sent.getByText('Failed').waitFor();
  await sent.getByRole('link').click();
  await page.getByText('the event itself').waitFor();
  await page.getByRole('button', { name: 'Send again' }).click();
  await page.getByText('sent again by hand').waitFor();
  await page.getByText('Pending').waitFor();
  await page.getByRole('link', { name: 'Webhooks', exact: true }).last().click();
  await page.getByRole('button', { name: 'Send a test' }).click();
  await page.getByText('endpoint.test').or(page.getByTitle('endpoint.test')).first().waitFor();
});
