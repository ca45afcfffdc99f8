/** Each state of an order on its page; with CHAINTILL_SCREENSHOTS=<folder>, a picture of each is written there. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import axe from 'axe-core';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser, openPage } from './support/browser.js';
import { BEST, openCheckoutTill, SCENES, type CheckoutTill, type Scene } from './support/till.js';
import { answerPayments, injectWallet, type PaymentAnswers } from './support/wallet.js';

const FOLDER = process.env['CHAINTILL_SCREENSHOTS'];
const LOOKS = [
  { name: 'light', colorScheme: 'light', viewport: { width: 1_100, height: 760 } },
  { name: 'dark', colorScheme: 'dark', viewport: { width: 1_100, height: 760 } },
  { name: 'phone', colorScheme: 'light', viewport: { width: 360, height: 740 } },
] as const;

let browser: Browser;
let till: CheckoutTill;

beforeAll(async () => {
  [browser, till] = await Promise.all([launchBrowser(), openCheckoutTill()]);
  if (FOLDER !== undefined) await mkdir(FOLDER, { recursive: true });
}, 60_000);
afterAll(async () => {
  await browser.close();
  await till.close();
});

/** What of the page keeps people out, as axe finds it. */
async function barriers(page: Page): Promise<readonly string[]> {
  // By the debugging protocol, as the page's policy lets no other script in.
  await page.evaluate(axe.source);
  const found = await page.evaluate<axe.Result[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(', ')}`);
}

async function picture(page: Page, name: string): Promise<void> {
  if (FOLDER !== undefined) await page.screenshot({ path: join(FOLDER, `${name}.png`), fullPage: true });
}

interface Visit {
  readonly address: string;
  /** What the page says at the end. */
  readonly title: string;
  readonly prepare?: (page: Page) => Promise<unknown>;
  readonly act?: (page: Page) => Promise<unknown>;
}

async function visit(name: string, { address, title, prepare, act }: Visit): Promise<void> {
  for (const { name: look, ...options } of LOOKS) {
    const { page, faults, origins, close } = await openPage(browser, options);
    await prepare?.(page);
    await page.goto(address);
    await act?.(page);
    await page.getByRole('heading', { name: title }).waitFor();
    await picture(page, `${name}-${look}`);
    expect(await barriers(page)).toEqual([]);
    const sideways = await page.evaluate<boolean>(
      'document.documentElement.scrollWidth > document.documentElement.clientWidth',
    );
    expect(sideways).toBe(false);
    // The browser itself reports answers that are meant to be failures.
    expect(faults.filter((fault) => !/status of 40[04]/.test(fault))).toEqual([]);
    expect([...origins]).toEqual([till.gateway.url]);
    await close();
  }
}

it.each(SCENES.map((scene): [string, Scene] => [scene.name, scene]))(
  'shows %s to everybody',
  async (name, { title, make }) => {
    const { publicToken } = await make(till);
    await visit(name, { address: `${till.gateway.url}/pay/${publicToken}`, title });
  },
  60_000,
);

it('says of a wrong link that it leads nowhere', async () => {
  const address = `${till.gateway.url}/pay/pub_${'0'.repeat(32)}`;
  expect((await fetch(address)).status).toBe(404);
  await visit('no-order', { address, title: 'This link leads to no order' });
}, 60_000);

const openWallet = (page: Page): Promise<void> =>
  page.getByRole('button', { name: 'Pay with a browser wallet' }).click();

async function chooseAlice(page: Page): Promise<void> {
  await openWallet(page);
  await page.getByRole('button', { name: 'test-wallet' }).click();
  await page.getByText('You have').first().waitFor();
  await page.getByRole('radio', { name: 'Alice' }).check();
}

async function payAsAlice(page: Page): Promise<void> {
  await chooseAlice(page);
  await page.getByRole('button', { name: 'Pay 12.5 LLD' }).click();
}

it.each<[name: string, title: string, act: (page: Page) => Promise<unknown>, answers: PaymentAnswers]>([
  [
    'wallet-account',
    'Pay with a browser wallet',
    async (page) => {
      await chooseAlice(page);
      await page.getByText('12.515 LLD').waitFor();
    },
    {},
  ],
  [
    'wallet-refused',
    'Pay with a browser wallet',
    async (page) => {
      await chooseAlice(page);
      await page.getByRole('alert').waitFor();
    },
    { refusal: 'BALANCE_TOO_LOW' },
  ],
  ['sent', 'Payment sent', payAsAlice, {}],
  ['dropped', 'Your payment did not go through', payAsAlice, { eraEndsAtBlock: BEST - 1 }],
])(
  'shows %s to everybody',
  async (name, title, act, answers) => {
    const { publicToken } = await till.order();
    const prepare = async (page: Page): Promise<void> => {
      await injectWallet(page);
      await answerPayments(page, answers);
    };
    await visit(name, { address: `${till.gateway.url}/pay/${publicToken}`, title, prepare, act });
  },
  60_000,
);

it('shows to everybody that there is no wallet', async () => {
  const { publicToken } = await till.order();
  await visit('wallet-none', {
    address: `${till.gateway.url}/pay/${publicToken}`,
    title: 'Pay with a browser wallet',
    async act(page) {
      await openWallet(page);
      await page.getByText('No wallet found').waitFor();
    },
  });
}, 60_000);
