/** docs/webhooks.md is true: what a merchant sets up arrives, and is verified by what stands there. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { startNotifier, type RunningNotifier } from '../../src/notify/start.js';
import { silent, TEST_SECRET_KEY } from '../support/gateway.js';
import { network } from '../support/network.js';
import { openOrderTill, type OrderTill } from '../support/order-till.js';
import { appendTestEvent, askRest } from '../support/webhooks.js';

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** The commands of the page, without the one that sets up. */
const COMMANDS = [...readFileSync('docs/webhooks.md', 'utf8').matchAll(/^```sh\n(.*?)^```$/gms)]
  .map(([, text = '']) => text)
  .filter((text) => text.includes('openssl'));

let orders: OrderTill;
let notifier: RunningNotifier;
let receiver: Server;
let base = '';
let folder = '';
const received: Received[] = [];
let arrived: () => void = () => undefined;

beforeAll(async () => {
  orders = await openOrderTill();
  folder = mkdtempSync(join(tmpdir(), 'chaintill-webhooks-'));
  receiver = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
      response.end();
      arrived();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  notifier = startNotifier({
    databaseUrl: orders.index.database.url,
    network: { ...network, genesisHash: null },
    chainIdentity: 'test',
    secretKey: TEST_SECRET_KEY,
    log: silent,
  });
}, 60_000);
afterAll(async () => {
  await notifier.close();
  await new Promise((resolve) => receiver.close(resolve));
  await orders.close();
  rmSync(folder, { recursive: true });
});

/** The request to a path, as soon as it is there. */
async function requestTo(path: string): Promise<Received> {
  for (;;) {
    const found = received.find((request) => request.path === path);
    if (found) return found;
    await new Promise<void>((resolve) => {
      arrived = resolve;
    });
  }
}

async function wellKnown(name: string): Promise<string> {
  return (await fetch(`${orders.gateway.url}/.well-known/${name}`)).text();
}

/** The id of the one delivery of an order, as soon as it is noted that it was taken. */
async function deliveredOf(orderId: string, key: string): Promise<string> {
  for (;;) {
    const path = `/v1/deliveries?orderId=${orderId}&status=delivered`;
    const { body } = await askRest(orders.gateway, 'GET', path, key);
    const [delivery] = body['data'] as { id: string }[];
    if (delivery) return delivery.id;
    await delay(20);
  }
}

/** Runs a command of the page with the body of a request. @returns what it prints */
function run(command: string, { headers, body }: Received, variables: Record<string, string>): string {
  writeFileSync(join(folder, 'body'), body);
  return execFileSync('sh', ['-ec', command], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      ID: String(headers['webhook-id']),
      TIMESTAMP: String(headers['webhook-timestamp']),
      ...variables,
    },
  }).trim();
}

function signaturesOf({ headers }: Received, version: string): string[] {
  const parts = String(headers['webhook-signature']).split(' ');
  return parts.filter((part) => part.startsWith(`${version},`)).map((part) => part.slice(version.length + 1));
}

it('signatures verify with the library and with the commands, by both secrets during a rotation', async () => {
  const key = orders.shop.secretKey;
  const made = await askRest(orders.gateway, 'POST', '/v1/endpoints', key, { url: `${base}/own` });
  const { endpoint, secret } = made.body as unknown as { endpoint: { id: string }; secret: string };
  const rotated = await askRest(orders.gateway, 'POST', `/v1/endpoints/${endpoint.id}/rotate`, key);
  await askRest(orders.gateway, 'POST', `/v1/endpoints/${endpoint.id}/test`, key);
  const request = await requestTo('/own');

  const secrets = [String(rotated.body['secret']), secret];
  for (const known of secrets) {
    const event = new Webhook(known).verify(
      request.body.toString(),
      request.headers as Record<string, string>,
    );
    expect(event).toMatchObject({ type: 'endpoint.test', id: request.headers['webhook-id'] });
  }
  const [hmac = '', ed25519 = ''] = COMMANDS;
  expect(secrets.map((known) => run(hmac, request, { SECRET: known }))).toEqual(signaturesOf(request, 'v1'));

  const keys = JSON.parse(await wellKnown('chaintill-keys.json')) as { ed25519: { pem: string } };
  writeFileSync(join(folder, 'ed25519.pem'), keys.ed25519.pem);
  const [own = ''] = signaturesOf(request, 'v1a');
  expect(run(ed25519, request, { SIGNATURE: own })).toContain('Verified Successfully');
  const changed = { ...request, body: Buffer.concat([request.body, Buffer.from(' ')]) };
  expect(() => run(ed25519, changed, { SIGNATURE: own })).toThrow();
}, 30_000);

it("an order's own URL gets its events, in the dialect that was asked for", async () => {
  const { merchantId, secretKey } = orders.shop;
  const registered = await orders.post({
    orderId: orders.newId(),
    amount: '1',
    webhookUrl: `${base}/order`,
    webhookDialect: 'LIBERLAND',
  });
  const { orderId } = registered.order as { orderId: string };
  await appendTestEvent(orders.till, {
    merchantId,
    type: 'order.settled',
    orderId: String(registered.order['id']),
    sequence: 1,
    data: { order: { orderId, expected: '1', asset: null, payee: 'P', description: null }, payment: null },
  });
  const request = await requestTo('/order');
  expect(JSON.parse(request.body.toString())).toMatchObject({ orderId, price: '1', assetId: 'Native' });
  writeFileSync(join(folder, 'rsa.pem'), await wellKnown('chaintill-rsa.pem'));
  const signature = { SIGNATURE: String(request.headers['secret']) };
  expect(run(COMMANDS[2] ?? '', request, signature)).toBe('Verified OK');

  const rotated = await askRest(orders.gateway, 'POST', '/v1/order-webhooks/rotate', secretKey);
  received.length = 0;
  const id = await deliveredOf(orderId, secretKey);
  await askRest(orders.gateway, 'POST', `/v1/deliveries/${id}/redeliver`, secretKey);
  const again = await requestTo('/order');
  expect(again.body.equals(request.body)).toBe(true);
  expect(again.headers['webhook-id']).toBe(request.headers['webhook-id']);
  new Webhook(String(rotated.body['secret'])).verify(
    again.body.toString(),
    again.headers as Record<string, string>,
  );
}, 30_000);
