/** The SDK against gateways over a real Postgres, and the receivers in examples/ behind a real notifier. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from 'esbuild';
import { Gateway, GatewayError } from '../../src/client/index.js';
import { startNotifier, type RunningNotifier } from '../../src/notify/start.js';
import { ALICE } from '../support/accounts.js';
import { orderDataOf, paymentDataOf } from '../support/event-data.js';
import { appendTestEvents } from '../support/event-log.js';
import { openTestGateway, silent, TEST_SECRET_KEY, type TestGateway } from '../support/gateway.js';
import { network } from '../support/network.js';
import { HEIGHT, openOrderTill, type OrderTill } from '../support/order-till.js';
import { listen, type Listening } from '../support/tcp-server.js';
import { appendTestEvent } from '../support/webhooks.js';

let orders: OrderTill;
let second: TestGateway;
let till: Gateway;
let stranger: Gateway;

beforeAll(async () => {
  orders = await openOrderTill();
  second = await openTestGateway(orders.index.database.url);
  const baseUrl = orders.gateway.url;
  till = new Gateway({ apiKey: orders.shop.secretKey, baseUrl });
  stranger = new Gateway({ apiKey: orders.other.secretKey, baseUrl });
}, 60_000);
afterAll(async () => {
  await second.close();
  await orders.close();
});

const codeOf = (of: Promise<unknown>): Promise<unknown> =>
  of.then(
    () => null,
    (error: unknown) => (error instanceof GatewayError ? [error.code, error.status, error.field] : error),
  );

describe('orders', () => {
  it('are registered, read and listed, each by its own merchant alone', async () => {
    const orderId = `Order #7 / März ${orders.newId()}`;
    const made = await till.orders.create({ orderId, amount: '12.5', metadata: { cart: 7 } });
    expect(made).toMatchObject({
      orderId,
      status: 'OPEN',
      payee: ALICE,
      expected: { value: '12500000000000' },
    });
    expect(await till.orders.get(orderId)).toEqual({ ...made });
    const page = await till.orders.list({ orderId, status: ['OPEN', 'EXPIRED'], limit: 1 });
    expect(page).toEqual({ data: [made], nextCursor: null });
    expect(await codeOf(stranger.orders.get(orderId))).toEqual(['ORDER_NOT_FOUND', 404, 'orderId']);
    expect((await stranger.orders.list({ orderId })).data).toEqual([]);
    expect(await codeOf(till.orders.create({ orderId, amount: '13' }))).toEqual([
      'ORDER_CONFLICT',
      409,
      'orderId',
    ]);
    expect(await codeOf(till.orders.create({ orderId: orders.newId(), amount: '-1' }))).toEqual([
      'INVALID_AMOUNT',
      400,
      'amount',
    ]);
  });

  it('are registered once where the answer is lost', async () => {
    const keys: (string | null)[] = [];
    const forgetful = new Gateway({
      apiKey: orders.shop.secretKey,
      baseUrl: orders.gateway.url,
      async fetch(url, init) {
        const response = await fetch(url, init);
        keys.push(new Headers(init.headers).get('idempotency-key'));
        if (keys.length < 3) throw new TypeError('the answer was lost');
        return response;
      },
    });
    const before = await orders.rowCounts();
    const made = await forgetful.orders.create({ orderId: orders.newId(), amount: '1' });
    expect(await till.orders.get(made.orderId)).toEqual(made);
    const after = await orders.rowCounts();
    expect(after['orders']).toBe((before['orders'] ?? 0) + 1);
    expect(after['keys']).toBe((before['keys'] ?? 0) + 1);
    expect([keys.length, new Set(keys).size]).toEqual([3, 1]);
  });

  it('with an address of their own are paid there', async () => {
    const { address, order } = await till.addresses.create({ orderId: orders.newId(), amount: '2' });
    expect(order).toMatchObject({ mode: 'ADDRESS', payee: address, account: ALICE, reference: null });
    const other = await till.addresses.create({ orderId: orders.newId(), amount: '2' });
    expect(other.address).not.toBe(address);
  });

  it.each([
    ['cancel', (orderId: string) => till.orders.cancel(orderId)],
    ['mark', (orderId: string) => till.orders.mark(orderId, { as: 'SETTLED', reason: 'paid in cash' })],
  ] as const)('%s is done once the settler has', async (kind, decide) => {
    const { orderId } = await till.orders.create({ orderId: orders.newId(), amount: '1' });
    const deciding = decide(orderId);
    for (let applied = 0n; applied === 0n;) {
      await delay(20);
      const done = await orders.till
        .updateTable('commands')
        .set({ appliedHeight: HEIGHT, outcome: 'applied' })
        .where('kind', '=', kind)
        .where('outcome', 'is', null)
        .executeTakeFirst();
      applied = done.numUpdatedRows;
    }
    expect((await deciding).orderId).toBe(orderId);
    expect(await codeOf(decide('none'))).toEqual(['ORDER_NOT_FOUND', 404, 'orderId']);
  });

  it('need a key that works', async () => {
    const wrong = new Gateway({ apiKey: 'sk_wrong', baseUrl: orders.gateway.url });
    expect(await codeOf(wrong.orders.list())).toEqual(['UNAUTHENTICATED', 401, null]);
    const reader = new Gateway({ apiKey: orders.shop.readKey, baseUrl: orders.gateway.url });
    expect(await codeOf(reader.orders.create({ orderId: 'x', amount: '1' }))).toEqual([
      'FORBIDDEN',
      403,
      null,
    ]);
  });
});

it('payments.verify says paid once the order is settled, for its own price', async () => {
  const { id, orderId } = await till.orders.create({
    orderId: orders.newId(),
    amountInSmallestUnits: '5000',
  });
  const verify = (price: string) => till.payments.verify({ orderId, toId: ALICE, price });
  expect(await verify('5000')).toMatchObject({ paid: false, orderStatus: 'OPEN', unregistered: false });
  await orders.till
    .updateTable('orders')
    .set({
      status: 'settled',
      received: '5000',
      settledHeight: HEIGHT,
    })
    .where('id', '=', id)
    .execute();
  expect(await verify('5000')).toMatchObject({ paid: true, status: 'EXACT', received: { value: '5000' } });
  expect(await verify('6000')).toMatchObject({ paid: false, status: 'UNDER', missing: { value: '1000' } });
  const none = till.payments.verify({ orderId: 'none', toId: ALICE, price: '1' });
  expect(await codeOf(none)).toEqual(['ORDER_NOT_REGISTERED', 200, null]);
});

/** A way to the gateways that breaks: each connection leads to the next of them, and is cut after some bytes. */
async function brokenWay(gateways: readonly TestGateway[], cutAfter: () => number): Promise<Listening> {
  let made = 0;
  const server = createServer((client: Socket) => {
    const { port } = new URL(gateways[made++ % gateways.length]?.url ?? '');
    const upstream = connect(Number(port), '127.0.0.1');
    let left = cutAfter();
    const cut = (): void => {
      client.destroy();
      upstream.destroy();
    };
    client.on('close', cut).pipe(upstream);
    upstream.on('error', cut).on('close', cut);
    upstream.on('data', (chunk: Buffer) => {
      client.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) cut();
    });
  });
  return listen(server);
}

async function position(): Promise<string> {
  const { logEpoch, cursor } = await orders.till
    .selectFrom('instance')
    .select(['logEpoch', 'cursor'])
    .executeTakeFirstOrThrow();
  return `${logEpoch}:${cursor}`;
}

describe('the log', () => {
  const merchantId = (): string => orders.shop.merchantId;

  it('is listed page by page, in the bodies that webhooks have', async () => {
    const after = await position();
    await appendTestEvents(orders.till, [
      { merchantId: merchantId() },
      { merchantId: orders.other.merchantId },
      { merchantId: merchantId(), type: 'order.expired' },
    ]);
    const first = await till.events.list({ after, limit: 1 });
    const rest = await till.events.list({ after: first.nextCursor });
    expect([first.data.length, first.hasMore, rest.data.length, rest.hasMore]).toEqual([1, true, 1, false]);
    const [settled] = (await till.events.list({ after, types: ['order.settled'] })).data;
    expect(settled).toEqual(first.data[0]);
    expect(settled?.type satisfies 'order.settled' | undefined).toBe('order.settled');
  });

  it('is followed through a way that is cut again and again, each event once and in order', async () => {
    const count = 120;
    const after = await position();
    let size = 0;
    // Less than an answer for the most part, and enough for one now and then.
    const way = await brokenWay([orders.gateway, second], () => [700, 5_000, 1_500, 60_000][size++ % 4] ?? 0);
    const follower = new Gateway({
      apiKey: orders.shop.secretKey,
      baseUrl: `http://127.0.0.1:${way.port}`,
    });
    const writing = (async () => {
      for (let i = 0; i < count; i++) {
        await appendTestEvents(orders.till, [
          { merchantId: orders.other.merchantId },
          { merchantId: merchantId(), data: { i, filler: 'x'.repeat(i % 7 === 0 ? 900 : 10) } },
        ]);
      }
    })();
    const seen: number[] = [];
    let stored = after;
    let breaks = 0;
    // The follower, too, dies now and then, in the midst of an event: that one comes again.
    while (seen.length < count) {
      const events = follower.events.subscribe({
        after: stored,
        onCursor: (cursor) => (stored = cursor),
        onBreak: () => breaks++,
      });
      for await (const { data } of events) {
        const { i } = data as unknown as { i: number };
        if (seen.length % 10 === 9 && seen.at(-1) !== i && Math.random() < 0.5) break;
        seen.push(i);
        if (seen.length === count) break;
      }
    }
    await writing;
    await way.close();
    expect(seen).toEqual(Array.from({ length: count }, (_, i) => i));
    expect(breaks).toBeGreaterThan(0);
  }, 120_000);

  it('that was restored or reset says so, to whoever comes and to whoever is there', async () => {
    const after = await position();
    const waiting = till.events.subscribe({ after }).next();
    await delay(200);
    await orders.index.client.query('update till.instance set log_epoch = gen_random_uuid()');
    expect(await codeOf(waiting)).toEqual(['CURSOR_UNKNOWN_EPOCH', 410, 'after']);
    expect(await codeOf(till.events.list({ after }))).toEqual(['CURSOR_UNKNOWN_EPOCH', 410, 'after']);
    await expect(till.events.subscribe({ after }).next()).rejects.toThrow(/read your orders anew/);
    expect(await codeOf(till.events.list({ after: 'x' }))).toEqual(['CURSOR_MALFORMED', 400, 'after']);
  }, 60_000);
});

describe('webhooks', () => {
  let folder = '';
  let notifier: RunningNotifier;
  const receivers: { stop(): Promise<void> }[] = [];
  beforeAll(async () => {
    notifier = startNotifier({
      databaseUrl: orders.index.database.url,
      network: { ...network, genesisHash: null },
      chainIdentity: 'test',
      secretKey: TEST_SECRET_KEY,
      log: silent,
    });
    // Inside node_modules, so that packages resolve.
    folder = mkdtempSync(join('node_modules', '.chaintill-test-'));
    await build({
      entryPoints: ['examples/http.ts', 'examples/fastify.ts', 'examples/express.ts'],
      outdir: folder,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['fastify', 'express'],
      alias: { 'chaintill/client': './src/client/index.ts' },
    });
  });
  afterAll(async () => {
    for (const receiver of receivers) await receiver.stop();
    await notifier.close();
    rmSync(folder, { recursive: true });
  });

  /** Runs an example until it is stopped. */
  async function run(example: string, port: number, secrets: readonly string[]) {
    const child = spawn(process.execPath, [join(folder, `${example}.mjs`)], {
      env: { ...process.env, PORT: String(port), WEBHOOK_SECRETS: secrets.join(' ') },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let closed = false;
    const close = new Promise<void>((resolve) =>
      child.once('close', () => {
        closed = true;
        resolve();
      }),
    );
    let printed = '';
    child.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
    const receiver = {
      /** What a line that it prints says, once it does. */
      async says(line: RegExp): Promise<string> {
        for (;;) {
          const found = line.exec(printed)?.[1];
          if (found !== undefined) return found;
          if (closed) throw new Error(`it ended: ${printed}`);
          await delay(20);
        }
      },
      printed: () => printed,
      async stop() {
        child.kill();
        await close;
      },
    };
    receivers.push(receiver);
    return { ...receiver, port: Number(await receiver.says(/listening on (\d+)/)) };
  }

  async function settle(orderId: string): Promise<void> {
    await appendTestEvent(orders.till, {
      merchantId: orders.shop.merchantId,
      type: 'order.settled',
      data: { order: orderDataOf({ orderId, status: 'settled' }), payment: paymentDataOf(), command: null },
    });
  }

  it.each(['http', 'fastify', 'express'])(
    'reach examples/%s.ts, which believes its secret alone',
    async (name) => {
      // An endpoint needs the port, and the receiver the secret of the endpoint.
      const draft = await run(name, 0, ['whsec_none']);
      await draft.stop();
      const { endpoints } = till.webhooks;
      const url = `http://127.0.0.1:${draft.port}/hook`;
      const { endpoint, secret } = await endpoints.create({ url, types: ['order.settled'] });
      expect((await endpoints.list()).data).toContainEqual(endpoint);
      expect((await stranger.webhooks.endpoints.list()).data).toEqual([]);
      // The secret before signs as well, so this receiver need not know yet.
      const rotated = await endpoints.rotate(endpoint.id, { overlapSeconds: 600 });
      expect(rotated.secret).not.toBe(secret);

      const receiver = await run(name, draft.port, [secret]);
      const orderId = orders.newId();
      await settle(orderId);
      expect(await receiver.says(/deliver (.*)/)).toBe(orderId);
      expect(await endpoints.test(endpoint.id)).toMatchObject({ type: 'endpoint.test', cause: 'TEST' });
      await receiver.stop();
      expect(receiver.printed()).not.toContain('refused');

      const wrong = await run(name, draft.port, [`whsec_${Buffer.alloc(32).toString('base64')}`]);
      await settle(orders.newId());
      expect(await wrong.says(/refused: (.*)/)).toBe('WRONG_SECRET');
      await wrong.stop();
    },
    60_000,
  );
});
