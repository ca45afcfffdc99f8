/**
 * The clocks of gateway, settler and notifier jump hours ahead and back, each by itself, while orders settle and webhooks
 * are delivered. Orders go by blocks, leases and retries by the database, patience by the time that passes: so nothing may
 * change but the times that are written down.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { openChaosReport } from '../../support/chaos-report.js';
import { createTestIndex } from '../../support/gateway.js';
import { until } from '../../support/processes.js';
import { openSuiteFolder } from '../../support/suite-closers.js';
import { startStubNode } from '../../support/stub-node.js';
import { subscribe } from '../delivery-kills/parts.js';
import type { Receipt } from '../delivery-kills/receiver.js';
import {
  startClockedGateway,
  startClockedNotifier,
  startClockedSettler,
  type ClockedPart,
} from './clocked-parts.js';
import { openShop, type Instance } from './instance.js';
import { expectInvariants } from './invariants.js';
import { startTrade } from './trade.js';

const FULL = process.env['CHAINTILL_CHAOS'] === 'full';
const HOUR = 60 * 60_000;
/** Hours that the clocks are ahead by, one part after the other. */
const JUMPS = [5, -5, 26, -3, 0];
const ROUNDS = FULL ? 8 : 1;
const JUMP_MS = FULL ? 700 : 350;
/** How far a time may be off that was taken just before or after a jump. */
const MINUTE = 60_000;
const PER_ADDRESS = 30;
jest.setTimeout(FULL ? 300_000 : 180_000);

const report = openChaosReport('clock-jumps');
const { folder, closers } = openSuiteFolder('clocks');
afterAll(() => report.write());

interface Timed extends Receipt {
  /** True time. */
  readonly at: number;
}

/** A shop that asks, of each second event, to be sent it again, at a time of its own clock. */
async function startShop(): Promise<{ url: string; receipts: readonly Timed[]; close(): Promise<void> }> {
  const receipts: Timed[] = [];
  const asked = new Set<string>();
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([k, v]) => [k, String(v)]));
      const id = headers['webhook-id'] ?? '';
      const taken = asked.has(id) || receipts.length % 2 === 0;
      asked.add(id);
      receipts.push({ id, body, headers, taken, at: Date.now() });
      if (taken) response.end('{}');
      else response.writeHead(503, { 'retry-after': new Date(Date.now() + 1_000).toUTCString() }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    receipts,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let instance: Instance;
let shop: Awaited<ReturnType<typeof startShop>>;
let secret: string;
let gateway: Awaited<ReturnType<typeof startClockedGateway>>;
let settler: ClockedPart;
let notifier: ClockedPart;
let parts: readonly ClockedPart[];

beforeAll(async () => {
  const index = await createTestIndex();
  closers.push(() => index.close());
  const databaseUrl = index.database.url;
  const node = await startStubNode();
  closers.push(() => node.close());
  const { till, merchantId, key } = await openShop(databaseUrl, closers);
  shop = await startShop();
  closers.push(() => shop.close());
  secret = await subscribe(till, merchantId, shop.url);
  settler = startClockedSettler(folder, databaseUrl);
  notifier = startClockedNotifier(folder, databaseUrl);
  for (const part of [settler, notifier]) closers.push(() => part.stop());
  gateway = await startClockedGateway(folder, databaseUrl, node.endpoint, PER_ADDRESS);
  closers.push(() => gateway.stop());
  parts = [gateway, settler, notifier];
  const output = (): string =>
    parts.map(({ name, running }) => `${name}:\n${running.lines.join('\n').slice(-1_500)}`).join('\n');
  const asPart = {
    url: () => gateway.url,
    output,
    kill: () => Promise.reject(new Error('nothing is killed here')),
    stop: () => gateway.stop(),
  };
  instance = {
    ...{ databaseUrl, till, node, key, output },
    gateways: [asPart],
    receiver: shop,
    close: () => Promise.resolve(),
  };
});

test('orders settle and webhooks arrive as if the clocks were right', async () => {
  const trade = startTrade(instance);
  closers.push(() => trade.close());
  await until('the first orders are registered', () => trade.told.size > 3);
  for (let round = 0; round < ROUNDS; round++) {
    for (const hours of JUMPS) {
      for (const part of parts) {
        part.shift(hours * HOUR);
        report.did('clock jumps', part.name);
        await sleep(JUMP_MS);
      }
    }
  }
  await trade.end();
  // The clocks are right again, and stay so: nothing waits for as long as they were wrong.
  await expectInvariants(instance, trade, report);
  const all = new Set(shop.receipts.map(({ id }) => id));
  const taken = (): Set<string> => new Set(shop.receipts.filter((one) => one.taken).map(({ id }) => id));
  await until('each webhook is taken', () => taken().size === all.size);
  expect([...taken()].sort()).toEqual([...all].sort());
  expect(shop.receipts.length).toBeGreaterThan(all.size);
  report.held('webhooks are taken soon after the clock is right', all.size);

  const { rows } = await overdue();
  expect(rows).toEqual([]);
});

async function overdue(): Promise<{ rows: readonly unknown[] }> {
  const rows = await instance.till
    .selectFrom('deliveries')
    .select(['id', 'status', 'attempts', 'dueAt'])
    .where('status', '!=', 'delivered')
    .execute();
  return { rows };
}

test('a webhook is signed with the time of the process that sent it', () => {
  const ahead = (one: Timed): number => Number(one.headers['webhook-timestamp']) * 1_000 - one.at;
  for (const receipt of shop.receipts) {
    const off = ahead(receipt);
    expect({ off, known: notifier.shifts.some((shift) => Math.abs(shift - off) < MINUTE) }).toEqual({
      off,
      known: true,
    });
  }
  const right = shop.receipts.filter((receipt) => Math.abs(ahead(receipt)) < MINUTE);
  expect(right.length).toBeGreaterThan(0);
  for (const { body, headers } of right)
    expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
  // Receivers refuse the others, as signed at another time; they are sent again, and signed anew.
  for (const { body, headers } of shop.receipts.filter((receipt) => Math.abs(ahead(receipt)) > MINUTE))
    expect(() => new Webhook(secret).verify(body, headers)).toThrow(/timestamp/i);
  expect(right.length).toBeLessThan(shop.receipts.length);
  report.held('signed with the clock of the sender', shop.receipts.length);
});

test('who asked too much waits for a minute at most, although the clock went back', async () => {
  gateway.shift(2 * HOUR);
  await sleep(100);
  const ask = (): Promise<Response> => fetch(`${gateway.url}/v1/nothing`);
  let refused = await ask();
  for (let i = 0; i < 2 * PER_ADDRESS && refused.status !== 429; i++) refused = await ask();
  expect(refused.status).toBe(429);
  gateway.shift(0);
  report.did('clock jumps', 'gateway', 2);
  await sleep(100);
  const again = await ask();
  expect(again.status).toBe(429);
  expect(Number(again.headers.get('retry-after'))).toBeLessThanOrEqual(60);
  report.held('rate limits end in a minute', 1);
});

test('a request that waits for settlement is answered, although the clock went back', async () => {
  await settler.stop();
  const order = { orderId: 'last', amountInSmallestUnits: '5', expiresInBlocks: 100 };
  const post = (path: string, body: object): Promise<Response> =>
    fetch(gateway.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${instance.key}` },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(60_000),
    });
  expect((await post('/v1/orders', order)).status).toBe(201);
  const canceling = post(`/v1/orders/last/cancel`, {});
  await sleep(300);
  gateway.shift(-2 * HOUR);
  report.did('clock jumps', 'gateway');
  const answer = await canceling;
  expect(await answer.json()).toMatchObject({ error: { code: 'SETTLEMENT_PENDING' } });
  report.held('a waiting request is answered', 1);
});
