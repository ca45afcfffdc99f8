import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { createClient as createStreamClient } from 'graphql-sse';
import { WebSocket } from 'ws';
import { revokeApiKey } from '../../src/store/till/api-keys.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE } from '../support/accounts.js';
import { appendTestEvents } from '../support/event-log.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { openSocketClient, refusalOf, type SubscriptionResult } from '../support/graphql-socket.js';
import {
  createTestKey,
  createTestMerchant,
  createTestOperator,
  openTestTill,
  TEST_ACTOR,
  type TestMerchant,
} from '../support/till.js';
import { insertOrders } from '../support/till-rows.js';

const EVENTS = `subscription ($after: String, $types: [String!], $orderId: String, $merchantId: ID) {
  events(after: $after, types: $types, orderId: $orderId, merchantId: $merchantId) { id cursor type orderId body data }
}`;
const ORDER = `subscription ($orderId: String) { order(orderId: $orderId) { orderId status received { value } } }`;
const LIMITS = { connections: 4, subscriptions: 3, stallMs: 400, buffered: 64 * 1024 * 1024, recheckMs: 200 };

let index: TestIndex;
let till: TillDatabase;
let gateways: readonly [TestGateway, TestGateway];
let limited: TestGateway;
let first: TestMerchant;
let second: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  gateways = [await openTestGateway(index.database.url), await openTestGateway(index.database.url)];
  limited = await openTestGateway(index.database.url, { live: LIMITS });
  first = await createTestMerchant(till, { accounts: [ALICE] });
  second = await createTestMerchant(till);
}, 30_000);
afterAll(async () => {
  await Promise.all([...gateways, limited].map((gateway) => gateway.close()));
  await till.destroy();
  await index.close();
});

interface Told {
  readonly id: string;
  readonly cursor: string;
  readonly orderId: string | null;
  readonly body: string;
}
const eventOf = (result: SubscriptionResult): Told => {
  if (!result.data) throw new Error(JSON.stringify(result));
  return result.data['events'] as Told;
};

/** Subscribes, takes so many events, and hangs up. */
async function take(url: string, key: string, count: number, variables: object): Promise<Told[]> {
  const socket = openSocketClient(url, key);
  const told: Told[] = [];
  for await (const result of socket.subscribe(EVENTS, { ...variables })) {
    told.push(eventOf(result));
    if (told.length === count) break;
  }
  await socket.client.dispose();
  return told;
}

async function position(): Promise<{ epoch: string; cursor: bigint; text: string }> {
  const { logEpoch: epoch, cursor } = await till
    .selectFrom('instance')
    .select(['logEpoch', 'cursor'])
    .executeTakeFirstOrThrow();
  return { epoch, cursor: BigInt(cursor), text: `${epoch}:${cursor}` };
}

async function logged(merchantId: string, after: bigint): Promise<{ id: string; body: string }[]> {
  return till
    .selectFrom('events')
    .select(['id', 'body'])
    .where('merchantId', '=', merchantId)
    .where('cursor', '>', String(after))
    .orderBy('cursor')
    .execute();
}

describe('events over a socket', () => {
  it('cut anywhere and resumed at either gateway, while events are written, come exactly once', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 25 }), { minLength: 1, maxLength: 6 }),
        async (cuts) => {
          const start = await position();
          const count = 60;
          const writing = (async () => {
            for (let i = 0; i < count; i++) {
              await appendTestEvents(till, [
                { merchantId: second.merchantId },
                { merchantId: first.merchantId, data: { i } },
              ]);
            }
          })();
          const seen: Told[] = [];
          for (let turn = 0; seen.length < count; turn++) {
            const wanted = Math.min(cuts[turn % cuts.length] ?? 1, count - seen.length);
            const gateway = gateways[turn % 2] ?? gateways[0];
            const after = seen.at(-1)?.cursor ?? start.text;
            seen.push(...(await take(gateway.url, first.secretKey, wanted, { after })));
          }
          await writing;
          const expected = await logged(first.merchantId, start.cursor);
          expect(seen.map(({ id, body }) => ({ id, body }))).toEqual(expected);
        },
      ),
      { numRuns: 4 },
    );
  }, 60_000);

  it('without a cursor are those from now on', async () => {
    const { cursor } = await position();
    await appendTestEvents(till, [{ merchantId: first.merchantId }]);
    const socket = openSocketClient(gateways[0].url, first.readKey);
    const results = socket.subscribe(EVENTS);
    const next = results.next();
    // The order of the subscription and the event is not seen from here: events go on until one arrives.
    const ended = { yes: false };
    const writing = (async () => {
      while (!ended.yes) {
        await appendTestEvents(till, [{ merchantId: first.merchantId }]);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const result = (await next).value as SubscriptionResult;
    ended.yes = true;
    await writing;
    expect(
      (await logged(first.merchantId, cursor)).findIndex(({ id }) => id === eventOf(result).id),
    ).toBeGreaterThan(0);
    await socket.client.dispose();
  });

  it('of one order and chosen types are those alone', async () => {
    const [order] = await insertOrders(till, [{ merchantId: first.merchantId }]);
    const start = await position();
    const of = { merchantId: first.merchantId, orderId: order?.id ?? '' };
    const data = { order: { orderId: order?.orderId } };
    await appendTestEvents(till, [
      { ...of, type: 'order.created', sequence: 1, data },
      { merchantId: first.merchantId, type: 'order.settled' },
      { ...of, type: 'order.settled', sequence: 2, data },
    ]);
    const choice = { after: start.text, types: ['order.settled'] };
    const [one] = await take(gateways[0].url, first.secretKey, 1, { ...choice, orderId: order?.orderId });
    expect(one).toMatchObject({ type: 'order.settled', orderId: order?.orderId, data });
    const two = await take(gateways[0].url, first.secretKey, 2, choice);
    expect(two.map(({ orderId }) => orderId)).toEqual([null, order?.orderId]);
  });

  it("of the merchant that the operator names are that merchant's", async () => {
    const start = await position();
    await appendTestEvents(till, [{ merchantId: second.merchantId }, { merchantId: first.merchantId }]);
    const [told] = await take(gateways[0].url, await createTestOperator(till), 1, {
      after: start.text,
      merchantId: first.merchantId,
    });
    expect(told?.id).toBe((await logged(first.merchantId, start.cursor))[0]?.id);
  });
});

describe('an order over a socket', () => {
  it('is shown as it is, then after each change', async () => {
    const [order] = await insertOrders(till, [{ merchantId: first.merchantId }]);
    const socket = openSocketClient(gateways[1].url, first.readKey);
    const results = socket.subscribe(ORDER, { orderId: order?.orderId });
    const orderOf = async (): Promise<unknown> =>
      ((await results.next()).value as SubscriptionResult).data?.['order'];
    expect(await orderOf()).toMatchObject({
      orderId: order?.orderId,
      status: 'OPEN',
      received: { value: '0' },
    });
    const next = orderOf();
    await till
      .updateTable('orders')
      .set({ status: 'settled', received: '5000000000000', sequence: 1, settledHeight: 120 })
      .where('id', '=', order?.id ?? '')
      .execute();
    await appendTestEvents(till, [{ merchantId: first.merchantId, orderId: order?.id ?? '', sequence: 1 }]);
    expect(await next).toEqual({
      orderId: order?.orderId,
      status: 'SETTLED',
      received: { value: '5000000000000' },
    });
    await socket.client.dispose();
  });
});

describe('what is refused', () => {
  const refused = async (
    key: string | undefined,
    query: string,
    variables = {},
  ): Promise<string | undefined> => {
    const socket = openSocketClient(gateways[0].url, key);
    try {
      return await refusalOf(socket.first(query, variables));
    } finally {
      await socket.client.dispose();
    }
  };

  it('a key that does not work closes the socket, wherever it is sent', async () => {
    const wrong = `${first.secretKey.slice(0, -4)}0000`;
    expect(await refused(wrong, EVENTS)).toBe('closed 4401');
    for (const params of [{ apiKey: wrong }, { Authorization: 'Basic eDp5' }, { authorization: 7 }]) {
      const socket = openSocketClient(gateways[0].url, undefined, params);
      expect(await refusalOf(socket.first(EVENTS))).toBe('closed 4401');
    }
    const headers = { authorization: `Bearer ${wrong}` };
    const raw = new WebSocket(`${gateways[0].url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers,
    });
    raw.on('open', () => raw.send('{"type":"connection_init"}'));
    expect(await new Promise((resolve) => raw.on('close', resolve))).toBe(4401);
  });

  it('without a key, or with one that may not, nothing of a merchant is told', async () => {
    expect(await refused(undefined, EVENTS)).toBe('UNAUTHENTICATED');
    const noScope = await createTestKey(till, { merchantId: first.merchantId, kind: 'secret', scopes: [] });
    expect(await refused(noScope, EVENTS)).toBe('FORBIDDEN');
    expect(await refused(second.secretKey, EVENTS, { merchantId: first.merchantId })).toBe(
      'MERCHANT_NOT_FOUND',
    );
    const [order] = await insertOrders(till, [{ merchantId: first.merchantId }]);
    expect(await refused(second.secretKey, ORDER, { orderId: order?.orderId })).toBe('ORDER_NOT_FOUND');
    expect(await refused(second.secretKey, EVENTS, { orderId: order?.orderId })).toBe('ORDER_NOT_FOUND');
  });

  it('cursors that mean nothing say so', async () => {
    const { epoch, cursor } = await position();
    expect(await refused(first.secretKey, EVENTS, { after: 'x' })).toBe('CURSOR_MALFORMED');
    expect(await refused(first.secretKey, EVENTS, { after: `${epoch}:-1` })).toBe('CURSOR_MALFORMED');
    expect(await refused(first.secretKey, EVENTS, { after: `${randomUUID()}:1` })).toBe(
      'CURSOR_UNKNOWN_EPOCH',
    );
    expect(await refused(first.secretKey, EVENTS, { after: `${epoch}:${cursor + 1n}` })).toBe(
      'CURSOR_BEYOND_END',
    );
    expect(await refused(first.secretKey, EVENTS, { types: ['order.none'] })).toBe('BAD_USER_INPUT');
  });

  it('anything but one small subscription', async () => {
    expect(await refused(first.secretKey, '{ chain { network } }')).toBe('BAD_USER_INPUT');
    expect(await refused(first.secretKey, 'mutation { createMerchant(name: "x") { id } }')).toMatch(
      /^(BAD|GRAPHQL)/,
    );
    const codes = [
      'subscription { a: events { id } b: events { id } }',
      'subscription { nothing }',
      'subscription {',
      `subscription { events { ${Array.from({ length: 20 }, (_, i) => `a${i}: id`).join(' ')} } }`,
      `subscription { order(orderId: "1") { payments { nodes { order { payments { nodes { order { payments { nodes {
         order { id } } } } } } } } } } }`,
    ];
    for (const query of codes) expect(await refused(first.secretKey, query)).toMatch(/^GRAPHQL_|^BAD_/);
  });
});

describe('limits', () => {
  it('of connections of a key, and of subscriptions of a connection', async () => {
    const key = await createTestKey(till, { merchantId: second.merchantId, kind: 'read' });
    const open = Array.from({ length: LIMITS.connections }, () => openSocketClient(limited.url, key));
    const [order] = await insertOrders(till, [{ merchantId: second.merchantId }]);
    for (const socket of open) {
      const results = socket.subscribe(ORDER, { orderId: order?.orderId });
      await results.next();
    }
    const more = openSocketClient(limited.url, key);
    expect(await refusalOf(more.first(ORDER, { orderId: order?.orderId }))).toBe('closed 1013');
    const [one] = open;
    for (let i = 1; i < LIMITS.subscriptions; i++) {
      await one?.subscribe(ORDER, { orderId: order?.orderId }).next();
    }
    expect(
      await refusalOf(one?.first(ORDER, { orderId: order?.orderId }) ?? Promise.reject(new Error())),
    ).toBe('TOO_MANY_SUBSCRIPTIONS');
    for (const socket of open) void socket.client.dispose();
  });

  it('a key that is revoked while its sockets are open closes them', async () => {
    const key = await createTestKey(till, { merchantId: first.merchantId, kind: 'read' });
    const socket = openSocketClient(limited.url, key);
    const waiting = refusalOf(socket.first(EVENTS));
    await new Promise((resolve) => setTimeout(resolve, 300));
    await revokeApiKey(till, { id: key.slice(0, -65), merchantId: null }, TEST_ACTOR);
    expect(await socket.closed).toMatchObject({ code: 4401 });
    expect(await waiting).toBe('closed 4401');
  });

  it('a client that does not read is closed with 4008, and resumes from its cursor without a loss', async () => {
    const merchant = await createTestMerchant(till);
    const { merchantId } = merchant;
    const start = await position();
    const filler = 'x'.repeat(200_000);
    await appendTestEvents(
      till,
      Array.from({ length: 120 }, () => ({ merchantId, data: { filler } })),
    );
    const socket = new WebSocket(`${limited.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws');
    const closed = new Promise<[number, string]>((resolve) =>
      socket.on('close', (code, reason) => resolve([code, reason.toString()])),
    );
    const cursors: string[] = [];
    let stop: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => (stop = resolve));
    socket.on('message', (data: Buffer) => {
      const { type, payload } = JSON.parse(data.toString()) as { type: string; payload?: SubscriptionResult };
      if (type === 'connection_ack') {
        const variables = { after: start.text };
        socket.send(JSON.stringify({ id: '1', type: 'subscribe', payload: { query: EVENTS, variables } }));
      }
      if (type !== 'next' || !payload) return;
      cursors.push(eventOf(payload).cursor);
      if (cursors.length > 1) return;
      socket.pause();
      stop();
    });
    socket.on('open', () =>
      socket.send(
        JSON.stringify({
          type: 'connection_init',
          payload: { authorization: `Bearer ${merchant.secretKey}` },
        }),
      ),
    );
    await stopped;
    await new Promise((resolve) => setTimeout(resolve, 4 * LIMITS.stallMs));
    // It reads on: what was on its way arrives, and then why it was closed.
    socket.resume();
    const [code, reason] = await closed;
    expect(code).toBe(4008);
    expect(reason).toMatch(/resume/);
    expect(cursors.length).toBeGreaterThan(0);
    expect(cursors.length).toBeLessThan(120);
    const rest = await take(gateways[0].url, merchant.secretKey, 120 - cursors.length, {
      after: cursors.at(-1),
    });
    const expected = await logged(merchantId, start.cursor);
    const all = [...cursors, ...rest.map(({ cursor }) => cursor)];
    expect(all).toEqual(expected.map(({ body }) => (JSON.parse(body) as Told).cursor));
  }, 30_000);
});

describe('over server-sent events', () => {
  const client = (key?: string) =>
    createStreamClient({
      url: `${gateways[1].url}/graphql/stream`,
      retryAttempts: 0,
      headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    });

  it('the same events come, past and live', async () => {
    const start = await position();
    await appendTestEvents(till, [{ merchantId: first.merchantId }, { merchantId: second.merchantId }]);
    const told: Told[] = [];
    const streams = client(first.secretKey);
    for await (const result of streams.iterate({ query: EVENTS, variables: { after: start.text } })) {
      told.push(eventOf(result));
      if (told.length === 3) break;
      await appendTestEvents(till, [{ merchantId: first.merchantId }]);
    }
    streams.dispose();
    const expected = await logged(first.merchantId, start.cursor);
    expect(told.map(({ id }) => id)).toEqual(expected.slice(0, 3).map(({ id }) => id));
  });

  it('what is refused is refused', async () => {
    const results: unknown[] = [];
    for (const [query, key] of [
      [EVENTS, undefined],
      ['{ chain { network } }', first.secretKey],
      [ORDER, first.secretKey],
    ] as const) {
      for await (const result of client(key).iterate({ query, variables: { orderId: 'none' } })) {
        results.push((result as SubscriptionResult).errors?.[0]?.extensions?.code);
      }
    }
    expect(results).toEqual(['UNAUTHENTICATED', 'BAD_USER_INPUT', 'ORDER_NOT_FOUND']);
    const response = await fetch(`${gateways[1].url}/graphql/stream`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${first.secretKey.slice(0, -4)}0000`,
      },
      body: JSON.stringify({ query: EVENTS }),
    });
    expect(response.status).toBe(401);
  });
});
