/** The page of a payment link; with CHAINTILL_SCREENSHOTS=<folder>, a picture of each state is written there. */
import type { Browser, Page } from 'playwright-core';
import { formatAccount } from '../../src/domain/account.js';
import { CALLBACK, STRANGERS } from '../support/payment-link.js';
import { launchBrowser, openPage, type OpenPage } from './support/browser.js';
import { openLinkTill, type LinkTill } from './support/links.js';
import { visitInEveryLook } from './support/looks.js';
import { answerPayments, injectWallet } from './support/wallet.js';

let browser: Browser;
let at: LinkTill;

beforeAll(async () => {
  [browser, at] = await Promise.all([launchBrowser(), openLinkTill()]);
}, 60_000);
beforeEach(() => at.empty());
afterAll(async () => {
  await browser.close();
  await at.close();
});

interface State {
  readonly title: string;
  readonly address: () => string;
  readonly make?: () => Promise<void>;
}

const PRICE = '12500000000000';
const paid = { status: 'settled', received: PRICE, settledHeight: 49_990 } as const;

it.each<[string, State]>([
  ['link-waiting', { title: 'Waiting for your payment', address: () => at.toStranger() }],
  [
    'link-underpaid',
    {
      title: 'A part is still missing',
      address: () => at.toStranger(),
      make: () => at.pay('10000000000000'),
    },
  ],
  [
    'link-arrived',
    { title: 'The payment has arrived', address: () => at.toStranger(), make: () => at.pay(PRICE) },
  ],
  [
    'link-arrived-over',
    {
      title: 'The payment has arrived',
      address: () => at.toStranger(),
      make: () => at.pay('13000000000000'),
    },
  ],
  [
    'link-company',
    {
      title: 'Waiting for your payment',
      address: () => at.toStranger(),
      make: () => at.company('Café Liberland'),
    },
  ],
  [
    'link-registered',
    { title: 'Waiting for your payment', address: () => at.toShop(), make: () => at.register() },
  ],
  [
    'link-registered-paid',
    { title: 'Paid. Thank you!', address: () => at.toShop(), make: () => at.register(paid) },
  ],
  [
    'link-registered-expired',
    {
      title: 'The time to pay is over',
      address: () => at.toShop(),
      make: () => at.register({ status: 'expired' }),
    },
  ],
  [
    'link-disagrees',
    {
      title: 'This payment link cannot be used',
      address: () => at.toShop({ price: '1' }),
      make: () => at.register(),
    },
  ],
  [
    'link-incomplete',
    {
      title: 'This payment link cannot be used',
      address: () => at.toStranger({ price: null, callback: null }),
    },
  ],
])(
  'shows %s to everybody',
  async (name, { title, address, make }) => {
    await make?.();
    await visitInEveryLook(browser, name, { address: address(), title });
  },
  60_000,
);

describe('the page', () => {
  let open: OpenPage;
  let page: Page;
  beforeEach(async () => {
    open = await openPage(browser);
    ({ page } = open);
  });
  afterEach(() => open.close());

  it('marks a payment that nobody registered, and says where money and buyer go', async () => {
    await page.goto(at.toStranger());
    const notice = page.locator('.unregistered');
    await notice.getByText('No shop has registered this payment here.').waitFor();
    await notice.getByText(formatAccount(STRANGERS.toId as `0x${string}`, 42)).waitFor();
    await notice.getByText('shop.example', { exact: true }).waitFor();
    expect(await notice.getByRole('link').getAttribute('href')).toBe('https://shop.example/cart');
    expect(await page.locator('.progress').count()).toBe(0);
  }, 30_000);

  it('shows the true host of a link that looks like another', async () => {
    await page.goto(at.toStranger({ callback: 'https://ѕhop.example/' }));
    await page.getByText('xn--hop-ehd.example').waitFor();
  }, 30_000);

  it('turns by itself once the payment is final, and goes on only when told to', async () => {
    await page.route('https://shop.example/**', (route) => route.fulfill({ body: 'the shop' }));
    await page.goto(at.toStranger());
    await page.getByRole('heading', { name: 'Waiting for your payment' }).waitFor();
    await at.pay(PRICE);
    await page.getByRole('heading', { name: 'The payment has arrived' }).waitFor();
    await page.getByText('not whether the shop knows of it').waitFor();
    expect(await page.getByText('You go back to the shop in').count()).toBe(0);
    await page.getByRole('link', { name: 'Go on to shop.example' }).click();
    await page.waitForURL(CALLBACK);
  }, 30_000);

  it('takes a buyer who waited for a registered order back to its shop', async () => {
    await at.register();
    await page.goto(at.toShop());
    await page.getByRole('heading', { name: 'Waiting for your payment' }).waitFor();
    expect(await page.locator('.unregistered').count()).toBe(0);
    await at.till.updateTable('orders').set(paid).execute();
    await page.getByRole('heading', { name: 'Paid. Thank you!' }).waitFor();
    await page.getByText('You go back to the shop in').waitFor();
    expect(await page.getByRole('link', { name: 'Back to the shop' }).getAttribute('href')).toBe(CALLBACK);
  }, 30_000);

  it('pays from a wallet, and asks for no second payment while the first can still be final', async () => {
    await injectWallet(page);
    const bodies = await answerPayments(page, { eraEndsAtBlock: 50_064 });
    await page.goto(at.toStranger());
    await page.getByRole('button', { name: 'Pay with a browser wallet' }).click();
    await page.getByRole('button', { name: 'test-wallet' }).click();
    await page.getByRole('radio', { name: 'Alice' }).check();
    await page.getByRole('button', { name: 'Pay 12.5 LLD' }).click();
    await page.getByRole('heading', { name: 'Payment sent' }).waitFor();
    expect([...bodies.keys()].sort()).toEqual(['accounts', 'extrinsic', 'submit']);
    await at.index(50_063);
    await page.reload();
    await page.getByRole('heading', { name: 'Payment sent' }).waitFor();
    await at.index(50_064);
    await page.getByRole('heading', { name: 'Your payment did not go through' }).waitFor();
  }, 30_000);

  it('says why a link that was good is not any more', async () => {
    await at.register();
    await page.goto(at.toShop());
    await page.getByRole('heading', { name: 'Waiting for your payment' }).waitFor();
    await at.empty();
    await page.getByRole('heading', { name: 'This payment link cannot be used' }).waitFor();
    await page.getByText('has registered no order with this number').waitFor();
  }, 30_000);

  it('speaks German, and lets the shop read what is wrong', async () => {
    await open.close();
    open = await openPage(browser, { locale: 'de-DE' });
    ({ page } = open);
    await page.goto(at.toStranger({ price: null, hook: null }));
    await page.getByText('Der Link ist nicht vollständig. Es fehlt: price und hook.').waitFor();
    await page.getByText('Für den Shop').click();
    await page.getByText('the link lacks price, hook: add what is missing').waitFor();
  }, 30_000);
});
