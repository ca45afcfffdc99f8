/**
 * A gateway and a notifier that log all they can, through what they usually do and through what fails: none of the secrets
 * that they were given or made is in their logs, in what they print, in answers to others, or in metrics.
 */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { pino } from 'pino';
import { openTelemetry, type Telemetry } from '../../../src/cli/telemetry.js';
import { startGateway, type Gateway } from '../../../src/gateway/server.js';
import { startNotifier, type RunningNotifier } from '../../../src/notify/start.js';
import { openSocketClient } from '../../support/graphql-socket.js';
import { createTestIndex, type TestIndex } from '../../support/gateway.js';
import { network } from '../../support/network.js';
import { until } from '../../support/processes.js';
import { startReceiver, type Receiver } from '../../support/receiver.js';
import { startStubNode, type StubNode } from '../../support/stub-node.js';
import { createTestKey, createTestMerchant, createTestOperator, openTestTill } from '../../support/till.js';
import { openSocket, refusedSocket } from '../../support/web-socket.js';
import { ALICE } from '../../support/accounts.js';

jest.setTimeout(120_000);
const random = (): string => randomBytes(16).toString('hex');
const SECRET_KEY = `the-key-of-${random()}`;
const PASSWORD = random();
const ROLE = `till_${randomBytes(4).toString('hex')}`;

let index: TestIndex;
let node: StubNode;
let shop: Receiver;
let telemetry: Telemetry;
let gateway: Gateway;
let notifier: RunningNotifier;
let databaseUrl: string;
/** Logs, what is printed, and answers that refuse. */
let told = '';
/** By what they are. */
const secrets = new Map<string, string>([
  ['CHAINTILL_SECRET_KEY', SECRET_KEY],
  ['the password of DATABASE_URL', PASSWORD],
]);
const log = pino({ level: 'trace' }, { write: (line) => void (told += line) });
const restore: (() => void)[] = [];

function keep(what: string, text: string): string {
  secrets.set(what, text);
  return text;
}

beforeAll(async () => {
  for (const stream of [process.stdout, process.stderr]) {
    const original = stream.write.bind(stream) as (...given: unknown[]) => boolean;
    stream.write = (chunk: unknown, ...rest: unknown[]): boolean => {
      told += String(chunk);
      return original(chunk, ...rest);
    };
    restore.push(() => Object.assign(stream, { write: original }));
  }
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 100 });
  await index.client.query(`create role ${ROLE} login superuser password '${PASSWORD}'`);
  const url = new URL(index.database.url);
  [url.username, url.password] = [ROLE, PASSWORD];
  databaseUrl = url.href;
  [node, shop] = await Promise.all([startStubNode(), startReceiver()]);
  await (await openTestTill(index.database.url)).destroy();
  telemetry = await openTelemetry({ metrics: { host: '127.0.0.1', port: 0 } }, log);
  const common = { databaseUrl, network, chainIdentity: 'test', secretKey: SECRET_KEY, log };
  gateway = await startGateway({
    ...common,
    ...telemetry.gatewayOptions,
    host: '127.0.0.1',
    port: 0,
    endpoints: [node.endpoint],
    indexerUrl: null,
  });
  notifier = startNotifier({ ...common, ...telemetry.notifierOptions, pace: 0.001 });
  telemetry.watchGateway(gateway);
  telemetry.watchNotifier(notifier);
});
afterAll(async () => {
  await Promise.all([gateway.close(), notifier.close()]);
  await Promise.all([telemetry.close(), node.close(), shop.close()]);
  for (const undo of restore) undo();
  const server = new pg.Client({ connectionString: process.env['CHAINTILL_TEST_POSTGRES'] });
  await index.close();
  await server.connect();
  await server.query(`drop role ${ROLE}`);
  await server.end();
});

/** Answers that refuse are kept with what was told. */
async function send(method: string, path: string, key: string | null, body?: unknown): Promise<unknown> {
  const response = await fetch(gateway.url + path, {
    method,
    headers: {
      ...(key !== null && { authorization: `Bearer ${key}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  const answer: unknown = text.startsWith('{') ? JSON.parse(text) : text;
  if (response.status >= 400 || text.includes('"errors"')) told += text;
  return answer;
}
const ask = (key: string | null, query: string, variables: object = {}): Promise<unknown> =>
  send('POST', '/graphql', key, { query, variables });

it('none of them is told', async () => {
  const till = await openTestTill(index.database.url);
  const { merchantId, secretKey, readKey } = await createTestMerchant(till, { accounts: [ALICE] });
  keep('a secret key', secretKey);
  keep('a read-only key', readKey);
  const operator = keep('the operator’s key', await createTestOperator(till));
  const old = keep(
    'an expired key',
    await createTestKey(till, { merchantId, kind: 'secret', expiresAt: new Date(0) }),
  );

  // What is made, and shown once.
  const made = (await ask(
    operator,
    `mutation { createKey(input: { merchantId: "${merchantId}", kind: SECRET, name: "x" }) { secret } }`,
  )) as {
    data: { createKey: { secret: string } };
  };
  const newKey = keep('a key that was made', made.data.createKey.secret);
  const { endpoint, secret } = (await send('POST', '/v1/endpoints', secretKey, { url: shop.url })) as {
    endpoint: { id: string };
    secret: string;
  };
  keep('a webhook secret', secret);
  const rotated = (await send('POST', `/v1/endpoints/${endpoint.id}/rotate`, secretKey, {})) as {
    secret: string;
  };
  keep('a rotated webhook secret', rotated.secret);
  const orders = (await send('POST', '/v1/order-webhooks/rotate', newKey, {})) as { secret: string };
  keep('the secret of order webhooks', orders.secret);
  const session = (await send('POST', '/v1/checkout/sessions', newKey, {
    amount: '5',
    success_url: 'https://shop.example/thanks',
  })) as { id: string; url: string };
  const token = keep('the token of a checkout session', session.url.split('/').at(-1) ?? '');
  keep('a session', session.id);
  for (const text of secrets.values()) expect(text.length).toBeGreaterThan(20);

  // What is usually done with them.
  for (const key of [secretKey, readKey, newKey]) await send('GET', '/v1/orders', key);
  await send('GET', `/v1/public/orders/${token}`, null);
  await send('POST', `/v1/public/orders/${token}/attempts`, null, { step: 'viewed' });
  await send('GET', `/pay/${token}`, null);
  await send('GET', `/v1/checkout/sessions/${session.id}`, readKey);
  const listening = await openSocket(gateway.url, `/api/v1/ws/${readKey}`);
  await listening.close();
  shop.answer = (response) => response.writeHead(shop.received.length % 2 ? 500 : 200).end(rotated.secret);
  await send('POST', `/v1/endpoints/${endpoint.id}/test`, secretKey);
  await until('the webhook was sent again', () => shop.received.length >= 2);

  // What goes wrong with them.
  const wrong = `${secretKey.slice(0, -2)}zz`;
  for (const key of [old, wrong, `${newKey} `, rotated.secret, SECRET_KEY])
    await send('GET', '/v1/orders', key);
  for (const key of [old, wrong, newKey]) {
    told += (await refusedSocket(gateway.url, `/api/v1/ws/${key}x`)).body;
    told += (
      await refusedSocket(gateway.url, `/v1/ws/orders?key=${key}`).catch((error: unknown) => ({
        body: String(error),
      }))
    ).body;
    const socket = openSocketClient(gateway.url, `${key}x`);
    told += JSON.stringify(
      await socket.first('subscription { events { id } }').catch((error: unknown) => error),
    );
    told += JSON.stringify(await socket.closed);
    await socket.client.dispose();
  }
  for (const text of [secretKey, rotated.secret, token, SECRET_KEY, PASSWORD]) {
    await send('GET', `/v1/orders?key=${text}`, null);
    await send('GET', `/v1/orders/${text}%zz`, null);
    await send('GET', `/v1/orders/${text}`, secretKey);
    await send('POST', '/v1/orders', secretKey, `{"orderId": "${text}`);
    await send('POST', '/v1/orders', secretKey, { amount: text });
    await send('POST', '/v1/endpoints', secretKey, { url: `http://user:${text}@shop.example/` });
    await ask(secretKey, 'query ($v: Int!) { orders(first: $v) { totalCount } }', { v: 'no number' });
    await ask(secretKey, 'query ($v: ID!) { orderById(id: $v) { id } }', { v: text });
  }

  // What fails inside.
  await index.client.query(
    'alter table till.orders rename column public_token to lost; alter table till.endpoints rename column url to lost',
  );
  await send('GET', '/v1/orders', secretKey);
  await send('GET', `/v1/public/orders/${token}`, null);
  await send('POST', '/v1/checkout/sessions', newKey, { amount: '5' });
  await send('POST', `/v1/endpoints/${endpoint.id}/rotate`, secretKey, {});
  await ask(readKey, '{ orders { totalCount } endpoints { nodes { id } } }');
  await index.client.query(
    'alter table till.orders rename column lost to public_token; alter table till.endpoints rename column lost to url',
  );
  await index.client.query(`alter role ${ROLE} nologin`);
  await index.client.query(
    `select pg_terminate_backend(pid) from pg_stat_activity where usename = '${ROLE}'`,
  );
  await until('the database is away', async () =>
    JSON.stringify(await send('GET', '/v1/orders', secretKey)).includes('UNAVAILABLE'),
  );
  await send('GET', '/health', null);
  await index.client.query(`alter role ${ROLE} login`);
  await until('the database is back', async () =>
    JSON.stringify(await send('GET', '/v1/orders', secretKey)).includes('"data"'),
  );
  await till.destroy();

  told += await (await fetch(telemetry.url ?? '')).text();
  // Without these, nothing would have been looked at.
  const heard = ['chaintill_http_request_duration_seconds', '"level":50', '"level":40', '"UNAUTHENTICATED"'];
  expect(heard.filter((part) => !told.includes(part))).toEqual([]);
  for (const [what, text] of secrets) {
    // The random part alone says as much as the whole.
    for (const part of [text, text.split('_').at(-1) ?? text]) {
      const at = told.indexOf(part);
      expect([what, at < 0 ? null : told.slice(Math.max(0, at - 300), at)]).toEqual([what, null]);
    }
  }
});
