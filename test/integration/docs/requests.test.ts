/** Every request that a page sends is sent, and answered as the page says; what it shows of messages is what is told. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCurl, type CurlAnswer } from '../../support/curl.js';
import { docCode, placeOf } from '../../support/doc-blocks.js';
import { openDocInstance, READ_KEY, WRITTEN_URL, type DocInstance } from '../../support/doc-instance.js';
import { openSocket } from '../../support/web-socket.js';
import { examplesToTry } from './examples.js';
import { flawsOf } from './fits.js';

jest.setTimeout(60_000);

let instance: DocInstance;
const folder = mkdtempSync(join(tmpdir(), 'chaintill-requests-'));

beforeAll(async () => {
  instance = await openDocInstance();
  await instance.begin();
  await instance.addCompany();
});
afterAll(async () => {
  await instance.close();
  rmSync(folder, { recursive: true });
});

const SUM = 1_500_000_000_000n;

async function paidOrder(): Promise<void> {
  await instance.register({ orderId: 'A-1001', amount: '1.5' });
  await instance.pay('A-1001', SUM);
}

interface Step {
  readonly page: string;
  /** What the example has in it that comes after the step. */
  readonly before: string;
  readonly act: () => Promise<unknown>;
}

/** What a page tells its reader to do between its requests, or takes for granted. */
const STEPS: readonly Step[] = [
  { page: 'docs/events-live.md', before: '/v1/events', act: paidOrder },
  { page: 'docs/receipts.md', before: '/receipt', act: paidOrder },
  { page: 'docs/quick-start.md', before: '/v1/orders/A-1', act: () => instance.pay('A-1', SUM) },
  { page: 'docs/integrate.md', before: '?client_reference_id', act: paySession },
  { page: 'docs/integrate.md', before: '/v1/orders/A-1001', act: () => instance.pay('A-1001', SUM) },
  {
    page: 'docs/integrate.md',
    before: '/v1/verify-purchase',
    act: () => instance.pay('557', 4_250_000_000_000n),
  },
];

/** The order of the session that the page opens is called by the session's id. */
async function paySession(): Promise<void> {
  const { orderId } = await instance.world.till
    .selectFrom('orders')
    .select('orderId')
    .executeTakeFirstOrThrow();
  await instance.settle();
  await instance.pay(orderId, 8_500_000_000_000n);
}

/** Where a page shows the answer in a line of text. */
const ANSWERS: Readonly<Record<string, unknown>> = {
  'docs/sockets.md': { sent: true, data: 'table 4 has paid', number: '1', token: 'ch_…' },
  'docs/events-live.md': { data: '…', nextCursor: '…', hasMore: false },
  'docs/webhooks.md': { endpoint: { url: 'http://127.0.0.1:3000/hook' }, secret: 'whsec_…' },
  'docs/receipts.md': { order: '…', payments: '…', proofLevel: 'signed', issuer: '…', signature: '…' },
  'README.md': { orderId: 'A-1001', remark: { text: 'order:A-1001' }, publicToken: 'pub_…', payee: '…' },
};

/** Of @subql/node's own pages, of the demo shop and of the server for metrics: not of the gateway that is tested here. */
const ELSEWHERE = /^\/(?:admin|demo|metrics)\b/;

const EXAMPLES = examplesToTry('request');

it('there are such requests', () => {
  expect(EXAMPLES.length).toBeGreaterThan(6);
});

describe.each([...new Set(EXAMPLES.map(({ page }) => page))])('%s', (page) => {
  beforeAll(() => instance.empty());

  it.each(EXAMPLES.filter((example) => example.page === page))(
    '$place',
    async ({ text, command, answer }) => {
      for (const step of STEPS) if (step.page === page && text.includes(step.before)) await step.act();
      const given = await send(command?.words ?? []);
      expect([given.text, [200, 201]]).toEqual([given.text, expect.arrayContaining([given.status])]);
      const shown = answer ?? ANSWERS[page];
      if (shown !== undefined) expect(flawsOf(shown, JSON.parse(given.text))).toEqual([]);
      await instance.settle();
    },
  );
});

it.each(examplesToTry('link'))('the link at $place is taken as it is registered', async ({ text }) => {
  await instance.empty();
  const [registration] = EXAMPLES.filter(({ text: words }) =>
    words.includes('"orderId": "557", "amount": "4.25"'),
  );
  await send(registration?.command?.words ?? []);
  const [, href = ''] = /href="([^"]*)"/.exec(text) ?? [];
  const response = await fetch(href.replace(WRITTEN_URL, instance.gateway.url));
  const html = await response.text();
  expect(response.status).toBe(200);
  expect(html).toContain('&quot;refusal&quot;:null');
  expect(html).toContain('4.25 ROC');
});

describe('messages', () => {
  beforeEach(() => instance.empty());

  it('docs/orders.md: an order with a rate is taken, and has it', async () => {
    const shown = shownIn('docs/orders.md');
    const order: unknown = await instance.register(shown);
    expect(flawsOf({ orderId: shown['orderId'], rate: shown['rate'] }, order)).toEqual([]);
  });

  it('docs/sockets.md: a payment is told in these words', async () => {
    const socket = await openSocket(instance.gateway.url, '/api/v1/ws', {
      headers: { authorization: `Bearer ${READ_KEY}` },
    });
    await instance.register({ orderId: 'A-1001', amount: '1.5', description: 'two coffees' });
    await instance.pay('A-1001', 1_500_000_000_000n);
    const messages = [await socket.next(), await socket.next()].map((text) => JSON.parse(text) as unknown);
    await socket.close();
    const shown = shownIn('docs/sockets.md');
    const { payment, order } = shown as Record<string, Record<string, unknown>>;
    expect(messages.map(namesOf)).toEqual([namesOf(shown), namesOf(shown)]);
    const told = { ...payment, payment_hash: '0x…', wallet_id: '…', timestamp: '…' };
    const event = { id: 'evt_…', type: 'order.settled', cursor: '…:…' };
    expect(
      flawsOf({ payment: told, order: { ...order, id: '…', symbol: '…' }, event }, messages.at(-1)),
    ).toEqual([]);
  });
});

it('whatever route a page names is served', () => {
  const served = instance.gateway.routes.map(({ method, url }) => ({ method, parts: url.split('/') }));
  const named = docCode().flatMap(({ text, page, line }) => {
    const [, methods = '', path = ''] =
      /^((?:(?:GET|POST|PATCH|DELETE)(?:, )?)+) (\/[^\s?[]*)/.exec(text) ?? [];
    return methods === '' ? [] : methods.split(', ').map((method) => ({ page, line, method, path }));
  });
  expect(named.length).toBeGreaterThan(100);
  const unknown = named.filter(({ method, path }) => {
    const parts = path.split('/');
    const fits = (route: readonly string[]): boolean =>
      route.length === parts.length &&
      route.every((part, i) => part === parts[i] || (/[:*]/.test(part) && parts[i] !== ''));
    return !served.some((route) => route.method === method && fits(route.parts)) && !ELSEWHERE.test(path);
  });
  expect(unknown.map((one) => `${placeOf(one)}: ${one.method} ${one.path}`)).toEqual([]);
});

function send(words: readonly string[]): Promise<CurlAnswer> {
  return runCurl(
    words.map((word) => word.replaceAll(WRITTEN_URL, instance.gateway.url)),
    folder,
  );
}

function shownIn(page: string): Readonly<Record<string, unknown>> {
  const [message, ...more] = examplesToTry('message').filter((one) => one.page === page);
  if (!message || more.length > 0) throw new Error(`${page} has ${more.length + 1} messages`);
  return JSON.parse(message.text) as Record<string, unknown>;
}

/** Names of all fields, in the order in which they stand. */
function namesOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value).map(([name, part]) => [name, namesOf(part)]);
}
