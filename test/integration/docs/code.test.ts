/** The code of the pages: what is TypeScript compiles, and what can run does, against a gateway. */
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Webhook } from 'standardwebhooks';
import ts from 'typescript';
import { ALICE, BOB } from '../../support/accounts.js';
import { MERCHANT_ID, openDocInstance, WRITTEN_URL, type DocInstance } from '../../support/doc-instance.js';
import { watch, type Watched } from '../../support/processes.js';
import { createTestOperator } from '../../support/till.js';
import { examplesToTry } from './examples.js';

jest.setTimeout(120_000);

const CLIENT = `file://${resolve('dist/client/index.js')}`;
const SECRET = `whsec_${Buffer.alloc(24, 7).toString('base64')}`;
const SUM = 1_500_000_000_000n;

// Inside node_modules, so that packages resolve.
const folder = mkdtempSync(join('node_modules', '.chaintill-test-'));
const running: Watched[] = [];
/** The examples that a test took. */
const taken = new Set<string>();

let instance: DocInstance;

beforeAll(async () => {
  instance = await openDocInstance();
  await instance.begin();
});
beforeEach(() => instance.empty());
afterEach(async () => {
  for (const { child, exited } of running.splice(0)) {
    child.kill('SIGKILL');
    await exited;
  }
});
afterAll(async () => {
  await instance.close();
  rmSync(folder, { recursive: true });
});

const EXAMPLES = examplesToTry('code');

/** The examples of a page that have one of these words in them, as the text of a module of JavaScript. */
function take(page: string, ...words: readonly string[]): string {
  const found = EXAMPLES.filter((one) => one.page === page && words.some((word) => one.text.includes(word)));
  if (found.length !== words.length)
    throw new Error(`${page}: ${found.length} examples have ${words.join(', ')}`);
  for (const { place } of found) taken.add(place);
  return javascriptOf(found.map(({ text }) => text).join('\n'));
}

function javascriptOf(text: string): string {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.ESNext,
      verbatimModuleSyntax: true,
    },
  });
  const ws = WRITTEN_URL.replace('http', 'ws');
  return outputText
    .replaceAll("'chaintill/client'", `'${CLIENT}'`)
    .replaceAll(WRITTEN_URL, instance.gateway.url)
    .replaceAll(ws, instance.gateway.url.replace('http', 'ws'));
}

/** Runs a module until it ends, or the test does. @param given what it finds under names of its own */
function runModule(name: string, text: string, given: Readonly<Record<string, unknown>> = {}): Watched {
  const constants = Object.entries(given).map(([key, value]) => `const ${key} = ${JSON.stringify(value)};`);
  const file = join(folder, `${name}.mjs`);
  writeFileSync(file, `${constants.join('\n')}\n${text}`);
  const watched = watch([file], { env: { WEBHOOK_SECRET: SECRET } });
  running.push(watched);
  return watched;
}

/** A webhook with the headers that it comes with. */
function signed(body: string): { readonly body: string; readonly headers: Readonly<Record<string, string>> } {
  const now = new Date();
  const headers = {
    'webhook-id': 'evt_1',
    'webhook-timestamp': String(Math.floor(now.getTime() / 1_000)),
    'webhook-signature': new Webhook(SECRET).sign('evt_1', now, body),
  };
  return { body, headers };
}

const SETTLED = JSON.stringify({
  id: 'evt_1',
  type: 'order.settled',
  data: { order: { orderId: 'A-1001' } },
});

it('what is TypeScript compiles, page by page', () => {
  const typed = EXAMPLES.filter(({ language }) => language === 'ts');
  const files = [...new Set(typed.map(({ page }) => page))].map((page) => {
    const file = join(folder, `${page.replace(/\W/g, '-')}.mts`);
    const text = typed.filter((example) => example.page === page).map((example) => example.text);
    writeFileSync(file, text.join('\n'));
    return file;
  });
  expect(files.length).toBeGreaterThan(2);
  const { config } = ts.readConfigFile('examples/tsconfig.json', (name) => ts.sys.readFile(name)) as {
    config: unknown;
  };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, resolve('examples'));
  const flaws = ts
    .getPreEmitDiagnostics(ts.createProgram(files, options))
    .map(
      ({ file, messageText }) =>
        `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
    );
  expect(flaws).toEqual([]);
});

describe('docs/sdk.md', () => {
  const PAGE = 'docs/sdk.md';

  it('registers, asks, is refused, opens a session and hears what is settled', async () => {
    const operator = await createTestOperator(instance.world.till);
    await instance.gateway.query(
      `mutation { enableDeposits(account: "${BOB}", scheme: DERIVATIVE, merchantId: "${MERCHANT_ID}") { account } }`,
      {},
      operator,
    );
    const program = take(
      PAGE,
      'new Gateway',
      'till.addresses',
      'ORDER_CONFLICT',
      'sessions.create',
      'events.subscribe',
    );
    const shop = runModule('sdk', program);
    await shop.line(/^5FHneW\S+ order:A-1001 12\.5 ROC$/);
    await shop.line(/^pay to 5\w+, from any wallet$/);
    await shop.line(/^ORDER_CONFLICT /);
    await shop.line(/^send the buyer to https:\/\/pay\.example\/pay\/pub_/);
    await instance.settle();
    await instance.pay('A-1001', 12_500_000_000_000n);
    await shop.line(/^deliver A-1001$/);
  });

  it('believes what the gateway signed, of buyers that come back and of webhooks', async () => {
    const order = { orderId: 'A-1001', amount: '1.5', successUrl: 'https://shop.example/thanks' };
    const { publicToken } = await instance.register(order);
    await instance.pay('A-1001', SUM);
    const seen = await fetch(`${instance.gateway.url}/v1/public/orders/${publicToken}`);
    const { successUrl } = (await seen.json()) as { successUrl: string };
    const program = take(PAGE, 'new Gateway', 'verifyReturn', 'export async function POST');
    const calls = `
      console.log(await thanks(new Request(successUrl)));
      console.log(await thanks(new Request('https://shop.example/thanks')));
      const post = (body) => POST(new Request('https://shop.example/', { method: 'POST', ...message, body }));
      console.log((await post(message.body)).status, (await post(message.body + ' ')).status);`;
    const shop = runModule('signed', program + calls, { successUrl, message: signed(SETTLED) });
    await shop.line(/^Thank you, order A-1001 is paid\.$/);
    await shop.line(/^MISSING_PARAMETERS /);
    await shop.line(/^deliver A-1001 once for evt_1$/);
    await shop.line(/^204 400$/);
  });

  it('takes a webhook of the other dialect, by the new secret or the one before', async () => {
    const program = take(PAGE, 'new Gateway', 'export async function receive').replace(
      'whsec_…the new one',
      SECRET,
    );
    const id = 'evt_1';
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const body = JSON.stringify({
      assetId: 'Native',
      fromId: ALICE,
      toId: BOB,
      orderId: '557',
      price: '4',
      remark: '',
    });
    const key = Buffer.from(SECRET.slice('whsec_'.length), 'base64');
    const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
    const headers = {
      'webhook-id': id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature}`,
    };
    const calls = 'await receive(new TextEncoder().encode(body), new Headers(headers));';
    const other = program.replace('whsec_…the one before', `whsec_${Buffer.alloc(24, 8).toString('base64')}`);
    await runModule('liberland', other + calls, { body, headers }).line(/^deliver 557 4$/);
  });

  it('takes the bytes behind express', async () => {
    const setting = `import express from 'express'; import { webhooks } from '${CLIENT}'; const app = express();`;
    const end = `const server = app.listen(0, '127.0.0.1', () => console.log('port', server.address().port));`;
    const shop = runModule('express', `${setting}${take(PAGE, 'express.raw')}${end}`);
    const [, port = ''] = await shop.line(/^port (\d+)$/);
    const { body, headers } = signed(SETTLED);
    const send = (text: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}/hook`, {
        method: 'POST',
        headers: { ...headers, 'content-type': 'application/json' },
        body: text,
      });
    expect((await send(body)).status).toBe(204);
    expect((await send(`${body} `)).status).toBe(500);
  });
});

it('docs/webhooks.md: the library takes a webhook', async () => {
  const { body, headers } = signed(SETTLED);
  const program = `${take('docs/webhooks.md', 'standardwebhooks')} console.log('event', event.type);`;
  await runModule('library', program, { rawBody: body, request: { headers } }).line(/^event order\.settled$/);
});

it("docs/events-live.md: a buyer's page sees its order being paid", async () => {
  const { publicToken: token } = await instance.register({ orderId: 'A-1001', amount: '1.5' });
  const setting = `import { EventSource } from 'undici'; const show = ({ status }) => console.log('shows', status);`;
  const program = `${setting}${take('docs/events-live.md', 'EventSource')}`;
  const page = runModule('buyer', program, { gateway: instance.gateway.url, token });
  await page.line(/^shows OPEN$/);
  await instance.pay('A-1001', SUM);
  await page.line(/^shows SETTLED$/);
});

it('docs/companies.md: company data are bytes that the registry takes', async () => {
  const program = `${take('docs/companies.md', 'encodeCompanyData')} console.log(data);`;
  await runModule('company', program).line(/^0x[0-9a-f]{100,}$/);
});

it('docs/integrate.md: the socket hears of the payment', async () => {
  const display = runModule('socket', take('docs/integrate.md', "from 'ws'"));
  await display.line(/^listening$/);
  await instance.register({ orderId: 'A-1001', amount: '1.5' });
  await instance.pay('A-1001', SUM);
  await display.line(/^paid A-1001 1500000000000$/);
});

it('docs/integrate.md: the SDK opens a session, waits for it, and ends', async () => {
  const shop = runModule('session', take('docs/integrate.md', 'chaintill/client'));
  await shop.line(/^send the buyer to https:/);
  await instance.settle();
  await instance.pay('A-1001', SUM);
  await shop.line(/^deliver A-1001$/);
  expect(await shop.exited).toMatchObject({ code: 0 });
});

it('no code of a page is left out', () => {
  expect(EXAMPLES.map(({ place }) => place).filter((place) => !taken.has(place))).toEqual([]);
});
