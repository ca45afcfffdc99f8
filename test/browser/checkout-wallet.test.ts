/** Paying with a wallet of the browser: what it signs for, and the words for all that goes wrong. */
import type { Browser, Page } from 'playwright-core';
import { ALICE } from '../support/accounts.js';
import { launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { openCheckoutTill, type CheckoutTill } from './support/till.js';
import {
  answerPayments,
  injectWallet,
  SENT_HASH,
  SIGNATURE,
  WALLET,
  type PaymentAnswers,
  type TestWallet,
} from './support/wallet.js';

let browser: Browser;
let till: CheckoutTill;
let open: OpenPage;
let page: Page;

beforeAll(async () => {
  [browser, till] = await Promise.all([launchBrowser(), openCheckoutTill()]);
}, 60_000);
beforeEach(async () => {
  open = await openPage(browser);
  ({ page } = open);
});
afterEach(() => open.close());
afterAll(async () => {
  await browser.close();
  await till.close();
});

async function connect(
  wallet: TestWallet | null = WALLET,
  answers: PaymentAnswers = {},
): Promise<ReadonlyMap<string, unknown>> {
  if (wallet !== null) await injectWallet(page, wallet);
  const bodies = await answerPayments(page, answers);
  await page.goto(`${till.gateway.url}/pay/${(await till.order()).publicToken}`);
  await page.getByRole('button', { name: 'Pay with a browser wallet' }).click();
  if (wallet !== null) await page.getByRole('button', { name: 'test-wallet' }).click();
  return bodies;
}

async function pay(): Promise<void> {
  await page.getByRole('radio', { name: 'Alice' }).check();
  await page.getByRole('button', { name: 'Pay 12.5 LLD' }).click();
}

const alert = (text: string): Promise<void> => page.getByRole('alert').filter({ hasText: text }).waitFor();

it('shows balance and fee, has the payment signed, sends it, and knows so after a reload', async () => {
  const bodies = await connect();
  await page.getByText('You have 20 LLD').first().waitFor();
  expect(await page.getByRole('radio').count()).toBe(2);
  await page.getByRole('radio', { name: 'Alice' }).check();
  await page.getByText('0.015 LLD').waitFor();
  await page.getByText('12.515 LLD').waitFor();
  await page.getByRole('button', { name: 'Pay 12.5 LLD' }).click();
  await page.getByRole('heading', { name: 'Payment sent' }).waitFor();
  expect(bodies.get('submit')).toEqual({
    account: ALICE,
    payload: { method: '0x00', address: ALICE },
    signature: SIGNATURE,
  });
  await page.getByText(SENT_HASH).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Payment sent' }).waitFor();
  expect(await page.getByRole('button', { name: 'Pay with a browser wallet' }).count()).toBe(0);
}, 30_000);

it('tells the shop how far its buyer came, who pays all the same where that cannot be told', async () => {
  const steps: string[] = [];
  await page.route('**/attempts', async (route) => {
    steps.push((route.request().postDataJSON() as { step: string }).step);
    await route.abort();
  });
  await connect();
  await pay();
  await page.getByRole('heading', { name: 'Payment sent' }).waitFor();
  expect(steps).toEqual(['viewed', 'wallet', 'signed', 'submitted']);
}, 30_000);

it('tells the shop of a buyer who declines in the wallet', async () => {
  await connect({ ...WALLET, refuses: 'Cancelled' });
  const declined = page.waitForRequest((request) => request.postData() === '{"step":"rejected"}');
  await pay();
  await declined;
}, 30_000);

it('says so where a browser has no wallet, and looks again', async () => {
  await connect(null);
  await alert('No wallet found');
  await page.evaluate(
    `window.injectedWeb3 = { late: { enable: async () => ({ accounts: { get: async () => [] }, signer: {} }) } }`,
  );
  await page.getByRole('button', { name: 'Look again' }).click();
  await page.getByRole('button', { name: 'late' }).click();
  await alert('The wallet has given this page no account.');
}, 30_000);

it.each([
  ['BALANCE_TOO_LOW', 'This account has too little for the amount and the fee.'],
  ['BELOW_EXISTENTIAL_DEPOSIT', 'An account would be left with less than the least'],
  ['ORDER_EXPIRED', 'Too little time is left to pay.'],
  ['NODE_UNAVAILABLE', 'The network does not answer'],
  ['SOMETHING_NEW', 'That did not work'],
])(
  'says in plain words why it cannot pay: %s',
  async (refusal, words) => {
    await connect(WALLET, { refusal });
    await page.getByRole('radio', { name: 'Alice' }).check();
    await alert(words);
    expect(await page.getByRole('button', { name: 'Pay 12.5 LLD' }).isDisabled()).toBe(true);
  },
  30_000,
);

it.each([
  ['Cancelled', 'You declined in the wallet. Nothing was paid.'],
  ['something broke', 'The wallet could not sign. Nothing was paid.'],
])(
  'says what became of it when the wallet answers %j',
  async (refuses, words) => {
    const bodies = await connect({ ...WALLET, refuses });
    await pay();
    await alert(words);
    expect(bodies.has('submit')).toBe(false);
    expect(await page.getByRole('button', { name: 'Pay 12.5 LLD' }).isEnabled()).toBe(true);
  },
  30_000,
);

it('says that the chain did not take it, and that it can be tried again', async () => {
  await connect(WALLET, { sending: 'STALE' });
  await pay();
  await alert('This account has sent something else meanwhile');
  expect(await page.getByRole('button', { name: 'Pay 12.5 LLD' }).isEnabled()).toBe(true);
}, 30_000);

it.each(['lost', 'SUBMISSION_UNKNOWN', 'INTERNAL_SERVER_ERROR'])(
  'asks for no second payment while the first may still come: %s',
  async (sending) => {
    await connect(WALLET, { sending });
    await pay();
    await page.getByRole('heading', { name: 'Payment sent' }).waitFor();
    expect(await page.getByRole('button', { name: 'Pay with a browser wallet' }).count()).toBe(0);
  },
  30_000,
);

it('says that a payment was dropped once no block can take it any more', async () => {
  await connect(WALLET, { eraEndsAtBlock: 1_699 });
  await pay();
  await page.getByRole('heading', { name: 'Your payment did not go through' }).waitFor();
  await page.getByRole('button', { name: 'Pay 12.5 LLD', disabled: false }).waitFor();
}, 30_000);
