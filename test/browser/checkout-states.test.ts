/** Each state of an order on its page; with CHAINTILL_SCREENSHOTS=<folder>, a picture of each is written there. */
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from './support/browser.js';
import { visitInEveryLook, type Visit } from './support/looks.js';
import { SCENES, type Scene } from './support/scenes.js';
import { BEST, openCheckoutTill, type CheckoutTill } from './support/till.js';
import { answerPayments, injectWallet, type PaymentAnswers } from './support/wallet.js';

let browser: Browser;
let till: CheckoutTill;

beforeAll(async () => {
  [browser, till] = await Promise.all([launchBrowser(), openCheckoutTill()]);
}, 60_000);
afterAll(async () => {
  await browser.close();
  await till.close();
});

const visit = (name: string, wanted: Visit): Promise<void> => visitInEveryLook(browser, name, wanted);

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
