/** The event log as it is asked for, by REST and by GraphQL. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { appendTestEvents } from '../support/event-log.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { createTestMerchant, createTestOperator, openTestTill, type TestMerchant } from '../support/till.js';
import { insertOrders } from '../support/till-rows.js';

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let first: TestMerchant;
let second: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url, { live: { connections: 2 } });
  first = await createTestMerchant(till);
  second = await createTestMerchant(till);
}, 30_000);
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

interface Page {
  readonly data: readonly { readonly id: string; readonly cursor: string; readonly type: string }[];
  readonly nextCursor: string;
  readonly hasMore: boolean;
}

async function get(query: string, key = first.readKey): Promise<{ status: number; text: string }> {
  const response = await fetch(`${gateway.url}/v1/events${query}`, {
    headers: { authorization: `Bearer ${key}` },
  });
  return { status: response.status, text: await response.text() };
}

async function page(query: string, key?: string): Promise<Page> {
  const { status, text } = await get(query, key);
  if (status !== 200) throw new Error(text);
  return JSON.parse(text) as Page;
}

async function refusal(query: string, key?: string): Promise<unknown> {
  const { status, text } = await get(query, key);
  return [status, (JSON.parse(text) as { error: { code: string } }).error.code];
}

async function bodies(merchantId: string): Promise<string[]> {
  const rows = await till
    .selectFrom('events')
    .select('body')
    .where('merchantId', '=', merchantId)
    .orderBy('cursor')
    .execute();
  return rows.map(({ body }) => body);
}

describe('GET /v1/events', () => {
  it('gives all events of the merchant page by page, in the text that was stored', async () => {
    await appendTestEvents(
      till,
      Array.from({ length: 25 }, (_, i) => ({
        merchantId: i % 5 === 0 ? second.merchantId : first.merchantId,
        data: { note: 'ünïcode \u2028 ' + String(i), big: '12345678901234567890' },
      })),
    );
    const stored = await bodies(first.merchantId);
    const { text } = await get('?limit=1000');
    for (const body of stored) expect(text).toContain(body);
    const seen: string[] = [];
    let next = '0';
    let more = true;
    while (more) {
      const { data, nextCursor, hasMore } = await page(`?limit=7&after=${next}`);
      seen.push(...data.map(({ id }) => id));
      [next, more] = [nextCursor, hasMore];
    }
    expect(seen).toEqual(stored.map((body) => (JSON.parse(body) as { id: string }).id));
    expect(await page(`?after=${next}`)).toEqual({ data: [], nextCursor: next, hasMore: false });
    await appendTestEvents(till, [{ merchantId: first.merchantId }]);
    expect((await page(`?after=${next}`)).data).toHaveLength(1);
  });

  it('goes on past what is not wanted', async () => {
    const { nextCursor } = await page('?limit=1000');
    const [order] = await insertOrders(till, [{ merchantId: first.merchantId }]);
    const orderId = order?.orderId ?? '';
    await appendTestEvents(till, [
      { merchantId: first.merchantId, orderId: order?.id ?? '', type: 'order.expired', sequence: 1 },
      { merchantId: first.merchantId, type: 'order.expired' },
      { merchantId: first.merchantId, type: 'order.settled' },
    ]);
    const expired = await page(`?after=${nextCursor}&types=order.expired,order.canceled`);
    expect(expired.data.map(({ type }) => type)).toEqual(['order.expired', 'order.expired']);
    expect(await page(`?after=${expired.nextCursor}`)).toMatchObject({ data: [], hasMore: false });
    expect((await page(`?after=${nextCursor}&orderId=${orderId}`)).data).toHaveLength(1);
    expect(await refusal(`?orderId=${orderId}`, second.readKey)).toEqual([404, 'ORDER_NOT_FOUND']);
  });

  it('waits for what comes, and no longer than it was asked to', async () => {
    const { nextCursor } = await page('?limit=1000');
    const waiting = page(`?after=${nextCursor}&wait=30`);
    await new Promise((resolve) => setTimeout(resolve, 100));
    await appendTestEvents(till, [{ merchantId: second.merchantId }]);
    await appendTestEvents(till, [{ merchantId: first.merchantId }]);
    const came = await waiting;
    expect(came.data).toHaveLength(1);
    expect(came.nextCursor).toBe(came.data[0]?.cursor);
    expect((await page(`?after=${came.nextCursor}&wait=1`)).data).toEqual([]);
  });

  it('lets a key wait only so often at once', async () => {
    const { nextCursor } = await page('?limit=1000');
    const outcomes = await Promise.all(Array.from({ length: 3 }, () => get(`?after=${nextCursor}&wait=1`)));
    expect(outcomes.map(({ status }) => status).sort()).toEqual([200, 200, 429]);
    expect((await get(`?after=${nextCursor}&wait=1`)).status).toBe(200);
  });

  it('refuses what it cannot answer', async () => {
    const { nextCursor } = await page('?limit=1000');
    const [epoch] = nextCursor.split(':');
    expect(await refusal('?after=12')).toEqual([400, 'CURSOR_MALFORMED']);
    expect(await refusal(`?after=${epoch ?? ''}:999999999`)).toEqual([400, 'CURSOR_BEYOND_END']);
    expect(await refusal('?after=00000000-0000-4000-8000-000000000000:1')).toEqual([
      410,
      'CURSOR_UNKNOWN_EPOCH',
    ]);
    expect(await refusal('?types=order.none')).toEqual([400, 'BAD_USER_INPUT']);
    expect(await refusal('?limit=0')).toEqual([400, 'BAD_USER_INPUT']);
    expect(await refusal('?wait=31')).toEqual([400, 'BAD_USER_INPUT']);
    expect(await refusal(`?merchantId=${first.merchantId}`, second.readKey)).toEqual([
      404,
      'MERCHANT_NOT_FOUND',
    ]);
    const operator = await createTestOperator(till);
    expect(await refusal('', operator)).toEqual([400, 'BAD_USER_INPUT']);
    expect((await page(`?merchantId=${second.merchantId}`, operator)).data.length).toBeGreaterThan(0);
    expect((await fetch(`${gateway.url}/v1/events`)).status).toBe(401);
  });
});

describe('the query events', () => {
  it('gives the same pages', async () => {
    const query = `query ($after: String, $first: Int!) {
      events(after: $after, first: $first) { nodes { id cursor body data } nextCursor hasMore }
    }`;
    interface Answer {
      readonly events: {
        readonly nodes: readonly { id: string; body: string; data: unknown }[];
        readonly nextCursor: string;
        readonly hasMore: boolean;
      };
    }
    const ask = (after: string | null, count: number): Promise<Answer> =>
      gateway.query<Answer>(query, { after, first: count }, first.readKey);
    const stored = await bodies(first.merchantId);
    const one = (await ask(null, 3)).events;
    const rest = (await ask(one.nextCursor, 1_000)).events;
    expect([...one.nodes, ...rest.nodes].map(({ body }) => body)).toEqual(stored);
    expect([one.hasMore, rest.hasMore]).toEqual([true, false]);
    expect(one.nodes[0]?.data).toEqual((JSON.parse(stored[0] ?? '') as { data: unknown }).data);
  });
});
