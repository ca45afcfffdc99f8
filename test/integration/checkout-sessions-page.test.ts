/** docs/checkout-sessions.md is true: its requests get its answers, and its code checks what the gateway signs. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { openSessionTill, type SessionTill } from '../support/checkout-sessions.js';

const PAGE = readFileSync('docs/checkout-sessions.md', 'utf8');
const blocksOf = (kind: string): string[] =>
  [...PAGE.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, 'gms'))].map(([, text = '']) => text);

let till: SessionTill;
let folder: string;
beforeAll(async () => {
  till = await openSessionTill();
  folder = mkdtempSync(join(tmpdir(), 'chaintill-sessions-'));
}, 60_000);
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await till.close();
});

/** Sends a request as it is written, with the keys of the test's own merchant. */
function sendWritten(text: string, id = '') {
  const [head = '', body] = text.split('\n\n');
  const [line = '', ...headers] = head.trim().split('\n');
  const [method = '', path = ''] = line.replace('{id}', id).split(' ');
  const sent = Object.fromEntries(headers.map((header) => header.split(': ') as [string, string]));
  const { shop } = till;
  const key = sent['Authorization'] === 'Bearer sk_dev_chaintill' ? shop.secretKey : shop.readKey;
  return till.send(
    method as 'GET' | 'POST',
    path.replace('/v1/checkout/sessions', ''),
    body === undefined ? undefined : JSON.parse(body),
    key,
    'Idempotency-Key' in sent ? { 'idempotency-key': sent['Idempotency-Key'] } : {},
  );
}

/** With what is different each time as the page has it. */
function asWritten(answer: object, written: Readonly<Record<string, unknown>>): object {
  const drawn = ['id', 'url', 'expires_at', 'created'].filter((name) => name in answer);
  return { ...answer, ...Object.fromEntries(drawn.map((name) => [name, written[name]])) };
}

it('the requests of the page get its answers', async () => {
  const [create = '', list = '', expire = ''] = blocksOf('http');
  const [session, page] = blocksOf('json').map((text) => JSON.parse(text) as Record<string, unknown>);
  const { status, body } = await sendWritten(create);
  expect([status, asWritten(body, session ?? {})]).toEqual([201, session]);
  const { id, url } = body;
  const form = (text: unknown): string => String(text).replace(/[0-9a-f]{32}/, '32 of hex');
  expect([form(id), form(url)]).toEqual([form(session?.['id']), form(session?.['url'])]);
  expect(await sendWritten(create)).toMatchObject({ status: 201, body });
  expect((await sendWritten(list)).body).toEqual({ ...page, data: [body] });
  const expired = await till.settleWhile(sendWritten(expire, id));
  expect(expired.body).toEqual({ ...body, status: 'expired', order_status: 'CANCELED' });
});

it('its table of statuses, and of parameters, is complete', async () => {
  const { body } = await till.send('POST', '', { amount: '5', success_url: 'https://shop.example/' });
  await till.till
    .updateTable('orders')
    .set({ status: 'settled', received: '5000000000000', settledHeight: 50_007 })
    .where('orderId', '=', body.id)
    .execute();
  const token = body.url.split('/').at(-1) ?? '';
  const order = await fetch(`${till.gateway.url}/v1/public/orders/${token}`);
  const { successUrl } = (await order.json()) as { successUrl: string };
  const names = [...new URL(successUrl).searchParams.keys()];
  expect(names).toEqual([...PAGE.matchAll(/^\| `(chaintill_\w+)`/gm)].map(([, name]) => name));

  const keys: unknown = await (await fetch(`${till.gateway.url}/.well-known/chaintill-keys.json`)).json();
  const { merchantId } = till.shop;
  writeFileSync(join(folder, 'check.mjs'), blocksOf('js')[0] ?? '');
  const says = (url: string, merchant: string): string => {
    const given = [url, keys, merchant].map((value) => JSON.stringify(value)).join(', ');
    writeFileSync(
      join(folder, 'run.mjs'),
      `import { isSigned } from './check.mjs'; console.log(isSigned(${given}))`,
    );
    return execFileSync(process.execPath, [join(folder, 'run.mjs')], { encoding: 'utf8' }).trim();
  };
  expect(says(successUrl, merchantId)).toBe('true');
  expect(says(successUrl, till.other.merchantId)).toBe('false');
  expect(says(successUrl.replace('50007', '50008'), merchantId)).toBe('false');
  expect(says('https://shop.example/', merchantId)).toBe('false');
});
