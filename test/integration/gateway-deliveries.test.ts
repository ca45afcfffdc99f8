/** The log of deliveries, tests, sending again and recovery, as merchants ask for them by REST and GraphQL. */
import type { Insertable } from 'kysely';
import type { DeliveryAttemptTable, DeliveryTable } from '../../src/store/till/tables.js';
import { TEST_ACTOR, createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { recover } from '../../src/store/till/delivery/recover.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { insertOrders, type StoredOrder } from '../support/till-rows.js';
import { appendTestEvent, askRest, type WebhookAnswer } from '../support/webhooks.js';

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let shop: TestMerchant;
let order: StoredOrder;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url);
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});
beforeEach(async () => {
  shop = await createTestMerchant(till);
  const [stored] = await insertOrders(till, [
    {
      merchantId: shop.merchantId,
      orderId: 'A-1',
      payee: `0x${shop.merchantId.replaceAll('-', '').padStart(64, '0')}`,
    },
  ]);
  if (!stored) throw new Error('no order');
  order = stored;
});

const ask = (method: string, path: string, body?: unknown, key = shop.secretKey): Promise<WebhookAnswer> =>
  askRest(gateway, method, path, key, body);

interface Shown {
  readonly id: string;
  readonly eventId: string;
  readonly type: string;
  readonly cause: string;
  readonly status: string;
}

async function make(body: object = {}): Promise<string> {
  const answer = await ask('POST', '/v1/endpoints', { url: 'https://shop.example/hook', ...body });
  return (answer.body['endpoint'] as { id: string }).id;
}

async function list(query = ''): Promise<readonly Shown[]> {
  const { status, body } = await ask('GET', `/v1/deliveries${query}`, undefined, shop.readKey);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body['data'] as Shown[];
}

const settled = (sequence = 1): Promise<string> =>
  appendTestEvent(till, {
    merchantId: shop.merchantId,
    type: 'order.settled',
    orderId: order.id,
    sequence,
    data: {
      order: { orderId: 'A-1', expected: '5', asset: null, payee: 'PAYEE', description: 'd' },
      payment: null,
    },
  });
const expired = (): Promise<string> =>
  appendTestEvent(till, { merchantId: shop.merchantId, type: 'order.expired' });

/** As a notifier would leave it. */
async function finish(status: 'delivered' | 'exhausted', ids: readonly string[]): Promise<void> {
  if (ids.length === 0) throw new Error('nothing to finish');
  await till
    .updateTable('deliveries')
    .set({ status, finishedAt: new Date(), attempts: 1 })
    .where('id', 'in', ids)
    .execute();
}

async function attempt(
  given: Partial<Insertable<DeliveryAttemptTable>> & { deliveryId: string },
): Promise<void> {
  await till
    .insertInto('deliveryAttempts')
    .values({
      attempt: 1,
      startedAt: new Date('2026-03-01T00:00:00.250Z'),
      latencyMs: 12,
      delivered: false,
      requestHeaders: JSON.stringify({ 'webhook-id': 'evt' }),
      ...given,
    })
    .execute();
}

async function rowOf(id: string): Promise<DeliveryTable> {
  const row = await till.selectFrom('deliveries').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  return row as unknown as DeliveryTable;
}

describe('the log of deliveries', () => {
  it('shows what was sent, what was answered, and what comes next', async () => {
    const endpointId = await make({ dialect: 'LIBERLAND' });
    await settled();
    const [delivery] = await list();
    const id = delivery?.id ?? '';
    await till
      .updateTable('deliveries')
      .set({ attempts: 2, dueAt: new Date('2999-01-01') })
      .where('id', '=', id)
      .execute();
    await attempt({ deliveryId: id, failure: 'timeout', failureMessage: 'no answer within 15 seconds' });
    await attempt({
      deliveryId: id,
      attempt: 2,
      status: 500,
      failure: 'status',
      failureMessage: 'it answered 500',
      responseHeaders: JSON.stringify({ server: 'x' }),
      responseBody: 'oh no',
      responseTruncated: true,
    });
    const { body } = await ask('GET', `/v1/deliveries/${id}`, undefined, shop.readKey);
    expect(body).toEqual({
      id,
      endpointId,
      url: 'https://shop.example/hook',
      eventId: expect.stringMatching(/^evt_/) as string,
      type: 'order.settled',
      orderId: 'A-1',
      sequence: 1,
      cause: 'EVENT',
      status: 'PENDING',
      attemptCount: 2,
      createdAt: expect.any(String) as string,
      finishedAt: null,
      nextAttemptAt: '2999-01-01T00:00:00.000Z',
      requestBody:
        '{"assetId":"Native","fromId":null,"orderId":"A-1","price":"5","remark":"d","toId":"PAYEE"}',
      attempts: [
        {
          attempt: 1,
          startedAt: '2026-03-01T00:00:00.250Z',
          latencyMs: 12,
          delivered: false,
          status: null,
          failure: 'timeout',
          failureMessage: 'no answer within 15 seconds',
          requestHeaders: { 'webhook-id': 'evt' },
          responseHeaders: null,
          responseBody: null,
          responseTruncated: false,
        },
        expect.objectContaining({
          attempt: 2,
          status: 500,
          responseHeaders: { server: 'x' },
          responseBody: 'oh no',
          responseTruncated: true,
        }),
      ],
    });
    const names = (value: object): string => Object.keys(value).join(' ');
    const { attempts, ...plain } = body as { attempts: object[] };
    const { delivery: same } = await gateway.query<{ delivery: object }>(
      `query ($id: ID!) { delivery(id: $id) { ${names(plain)} attempts { ${names(attempts[0] ?? {})} } } }`,
      { id },
      shop.readKey,
    );
    expect(same).toEqual(body);
  });

  it('shows the very text of the event in our own dialect', async () => {
    await make();
    const cursor = await settled();
    const { body: stored } = await till
      .selectFrom('events')
      .select('body')
      .where('cursor', '=', cursor)
      .executeTakeFirstOrThrow();
    const { deliveries } = await gateway.query<{ deliveries: { nodes: { requestBody: string }[] } }>(
      '{ deliveries { nodes { requestBody attempts { attempt } } } }',
      {},
      shop.readKey,
    );
    expect(deliveries.nodes).toEqual([{ requestBody: stored, attempts: [] }]);
  });

  it('is narrowed by endpoint, order, status, type and time', async () => {
    const first = await make();
    const second = await make({ types: ['order.expired'] });
    await settled();
    await expired();
    const everything = await list();
    expect(everything.map(({ type }) => type)).toEqual(['order.expired', 'order.expired', 'order.settled']);
    await finish('exhausted', [everything.at(-1)?.id ?? '']);
    await till
      .updateTable('deliveries')
      .set({ createdAt: new Date('2026-01-05') })
      .where('endpointId', '=', second)
      .execute();
    const types = async (query: string): Promise<string[]> => (await list(query)).map(({ type }) => type);
    expect(await types(`?endpointId=${first}`)).toEqual(['order.expired', 'order.settled']);
    expect(await types(`?endpointId=${second}`)).toEqual(['order.expired']);
    expect(await types('?orderId=A-1')).toEqual(['order.settled']);
    expect(await types('?orderId=A-2')).toEqual([]);
    expect(await types('?status=exhausted')).toEqual(['order.settled']);
    expect(await types('?status=exhausted,pending')).toHaveLength(3);
    expect(await types('?type=order.expired')).toHaveLength(2);
    expect(await types('?createdBefore=2026-01-06')).toEqual(['order.expired']);
    expect(await types('?createdFrom=2026-01-06')).toHaveLength(2);
    expect(await types(`?type=order.expired&status=pending&endpointId=${first}`)).toHaveLength(1);
    const { deliveries } = await gateway.query<{
      deliveries: { totalCount?: number; nodes: { type: string }[] };
    }>(
      `query ($endpointId: ID) { deliveries(endpointId: $endpointId, status: [EXHAUSTED], orderId: "A-1",
        createdFrom: "2026-01-06T00:00:00Z") { nodes { type } } }`,
      { endpointId: first },
      shop.readKey,
    );
    expect(deliveries.nodes).toEqual([{ type: 'order.settled' }]);
  });

  it.each([
    ['endpointId=x', 'endpointId', 'BAD_USER_INPUT'],
    ['status=LOST', 'status', 'BAD_USER_INPUT'],
    ['type=order.eaten', 'type', 'UNKNOWN_EVENT_TYPE'],
    ['createdFrom=yesterday', 'createdFrom', 'BAD_USER_INPUT'],
  ])('is not narrowed by %s', async (query, field, code) => {
    const { status, body } = await ask('GET', `/v1/deliveries?${query}`);
    expect([status, body.error?.code, body.error?.field]).toEqual([400, code, field]);
  });

  it('comes in pages, either way', async () => {
    await make();
    for (let i = 0; i < 5; i++) await expired();
    for (const direction of ['newest', 'oldest']) {
      const seen: string[] = [];
      let after = '';
      do {
        const answer = await ask('GET', `/v1/deliveries?limit=2&order=${direction}${after}`);
        const { data, nextCursor } = answer.body as unknown as { data: Shown[]; nextCursor: string | null };
        seen.push(...data.map(({ id }) => id));
        after = nextCursor === null ? '' : `&after=${nextCursor}`;
      } while (after !== '');
      const ids = (await list()).map(({ id }) => id);
      expect(seen).toEqual(direction === 'newest' ? ids : ids.toReversed());
    }
  });

  it.each(['x', '0', '99999999999999999999', '7b0c2a52-5a2f-4c3e-9d57-3f0e7a1d9c11'])(
    'has no delivery %s',
    async (id) => {
      expect((await ask('GET', `/v1/deliveries/${id}`)).body.error?.code).toBe('DELIVERY_NOT_FOUND');
      expect((await ask('POST', `/v1/deliveries/${id}/redeliver`)).status).toBe(404);
    },
  );
});

describe('a test', () => {
  it.each(['STANDARD', 'LIBERLAND'])(
    'goes to that endpoint alone, in dialect %s as well',
    async (dialect) => {
      const id = await make({ types: ['order.settled'], dialect });
      await make();
      const { status, body } = await ask('POST', `/v1/endpoints/${id}/test`);
      expect(status).toBe(201);
      expect(body).toMatchObject({ endpointId: id, type: 'endpoint.test', cause: 'TEST', status: 'PENDING' });
      expect(await list()).toHaveLength(1);
      const shown = await ask('GET', `/v1/deliveries/${String(body['id'])}`);
      expect(JSON.parse(String(shown.body['requestBody']))).toMatchObject({
        id: body['eventId'],
        type: 'endpoint.test',
        sequence: null,
        data: { endpoint: { id, url: 'https://shop.example/hook', dialect: dialect.toLowerCase() } },
      });
    },
  );

  it('is refused while the endpoint is disabled', async () => {
    const off = await make();
    await ask('PATCH', `/v1/endpoints/${off}`, { enabled: false });
    expect((await ask('POST', `/v1/endpoints/${off}/test`)).status).toBe(409);
    expect(await list()).toEqual([]);
  });
});

describe('redelivery', () => {
  it('sends the event again under its own id', async () => {
    await make();
    await settled();
    const [first] = await list();
    await finish('delivered', [first?.id ?? '']);
    const { status, body } = await ask('POST', `/v1/deliveries/${first?.id ?? ''}/redeliver`);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      cause: 'REDELIVERY',
      status: 'PENDING',
      attemptCount: 0,
      eventId: first?.eventId,
      orderId: 'A-1',
      sequence: 1,
    });
    expect(body['id']).not.toBe(first?.id);
    expect(await list()).toHaveLength(2);
  });

  it('tries at once what waits for its next attempt, and leaves what is under way', async () => {
    await make();
    await settled();
    const [waiting] = await list();
    const id = waiting?.id ?? '';
    await till
      .updateTable('deliveries')
      .set({ dueAt: new Date('2999-01-01') })
      .where('id', '=', id)
      .execute();
    expect((await ask('POST', `/v1/deliveries/${id}/redeliver`)).body['id']).toBe(id);
    expect(Number((await rowOf(id)).dueAt)).toBeLessThanOrEqual(Date.now() + 1_000);
    const held = { dueAt: new Date('2999-01-01'), leaseUntil: new Date('2999-01-01'), lease: order.id };
    await till.updateTable('deliveries').set(held).where('id', '=', id).execute();
    expect((await ask('POST', `/v1/deliveries/${id}/redeliver`)).body['id']).toBe(id);
    expect(await rowOf(id)).toMatchObject(held);
    expect(await list()).toHaveLength(1);
  });

  it('to an order’s own URL says that the URL is there again', async () => {
    const endpoint = await till
      .insertInto('endpoints')
      .values({ merchantId: shop.merchantId, kind: 'orders', url: 'https://own.example' })
      .returning('id')
      .executeTakeFirstOrThrow();
    await till
      .insertInto('orderHooks')
      .values({ orderId: order.id, endpointId: endpoint.id, url: 'https://own.example/a' })
      .execute();
    await settled();
    const [first] = await list();
    await finish('exhausted', [first?.id ?? '']);
    await till
      .updateTable('orderHooks')
      .set({ goneAt: new Date() })
      .where('orderId', '=', order.id)
      .execute();
    const { body } = await ask('POST', `/v1/deliveries/${first?.id ?? ''}/redeliver`);
    expect(body).toMatchObject({ url: 'https://own.example/a', status: 'PENDING' });
    const hook = await till.selectFrom('orderHooks').selectAll().where('orderId', '=', order.id).execute();
    expect(hook).toMatchObject([{ goneAt: null }]);
  });

  it('is refused while the endpoint is disabled', async () => {
    const id = await make();
    await settled();
    await ask('PATCH', `/v1/endpoints/${id}`, { enabled: false });
    const [dropped] = await list();
    const answer = await ask('POST', `/v1/deliveries/${dropped?.id ?? ''}/redeliver`);
    expect([answer.status, answer.body.error?.code]).toEqual([409, 'ENDPOINT_DISABLED']);
  });
});

describe('recovery', () => {
  const recovered = async (id: string, body: object): Promise<object> =>
    (await ask('POST', `/v1/endpoints/${id}/recover`, body)).body;

  it('puts out what was missed: nothing that was taken, nothing that is on its way', async () => {
    const id = await make();
    await settled();
    await expired();
    await expired();
    const [pending, lost, taken] = (await list()).map((row) => row.id);
    await finish('delivered', [taken ?? '']);
    await finish('exhausted', [lost ?? '']);
    expect(await recovered(id, { after: '0' })).toEqual({ scheduled: 1, next: null });
    const rows = await list('?status=pending');
    expect(rows.map(({ cause }) => cause)).toEqual(['RECOVERY', 'EVENT']);
    expect(rows[1]?.id).toBe(pending);
    expect(await recovered(id, { after: '0' })).toEqual({ scheduled: 0, next: null });
    expect(await recovered(id, { after: '0', includeDelivered: true })).toEqual({ scheduled: 1, next: null });
  });

  it('begins after a cursor or at a time, and ends before another', async () => {
    await expired();
    const cursors = [await expired(), await expired(), await expired()];
    const id = await make();
    const { logEpoch } = await till.selectFrom('instance').select('logEpoch').executeTakeFirstOrThrow();
    const at = ['2026-02-01', '2026-02-02', '2026-02-03'].map((day) => new Date(day));
    for (const [i, cursor] of cursors.entries()) {
      await till
        .updateTable('events')
        .set({ createdAt: at[i] ?? new Date() })
        .where('cursor', '=', cursor)
        .execute();
    }
    await till
      .updateTable('events')
      .set({ createdAt: new Date('2026-01-01') })
      .where('cursor', '<', cursors[0] ?? '')
      .execute();
    expect(await recovered(id, { since: '2026-02-02T00:00:00Z', until: '2026-02-03T00:00:00Z' })).toEqual({
      scheduled: 1,
      next: null,
    });
    expect(await recovered(id, { since: '2026-02-02' })).toMatchObject({ scheduled: 1 });
    expect(await recovered(id, { after: `${logEpoch}:${cursors[0] ?? ''}` })).toMatchObject({ scheduled: 0 });
    expect(await recovered(id, { after: '0' })).toMatchObject({ scheduled: 2 });
  });

  it('is of the types that the endpoint gets, in the order of the log', async () => {
    await settled(1);
    await expired();
    await settled(2);
    const id = await make({ types: ['order.settled'] });
    expect(await recovered(id, { after: '0' })).toMatchObject({ scheduled: 2 });
    const rows = await till
      .selectFrom('deliveries')
      .select(['type', 'sequence'])
      .where('endpointId', '=', id)
      .orderBy('id')
      .execute();
    expect(rows).toEqual([
      { type: 'order.settled', sequence: 1 },
      { type: 'order.settled', sequence: 2 },
    ]);
  });

  it('stops after many, and says where to go on', async () => {
    for (let i = 0; i < 5; i++) await expired();
    const id = await make();
    const request = { merchantId: shop.merchantId, endpointId: id, until: null, includeDelivered: false };
    const steps: number[] = [];
    let after: string | null = '0';
    while (after !== null) {
      const { scheduled, next }: { scheduled: number; next: string | null } = await recover(
        till,
        { ...request, from: { after } },
        TEST_ACTOR,
        2,
      );
      steps.push(scheduled);
      after = next;
    }
    expect(steps).toEqual([2, 2, 1]);
    const rows = await till
      .selectFrom('deliveries')
      .select('eventCursor')
      .where('endpointId', '=', id)
      .execute();
    expect(new Set(rows.map((row) => row.eventCursor)).size).toBe(5);
  });

  it('asked for twice at once puts nothing out twice', async () => {
    for (let i = 0; i < 3; i++) await expired();
    const id = await make();
    const answers = await Promise.all([recovered(id, { after: '0' }), recovered(id, { after: '0' })]);
    expect(answers.map((answer) => (answer as { scheduled: number }).scheduled).toSorted()).toEqual([0, 3]);
  });

  it('for the URLs of orders is of the events of those orders', async () => {
    const endpoint = await till
      .insertInto('endpoints')
      .values({
        merchantId: shop.merchantId,
        kind: 'orders',
        url: 'https://own.example',
        status: 'disabled',
        disabledReason: 'merchant',
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await till
      .insertInto('orderHooks')
      .values({ orderId: order.id, endpointId: endpoint.id, url: 'https://own.example/a' })
      .execute();
    await settled();
    await expired();
    expect((await ask('POST', `/v1/endpoints/${endpoint.id}/recover`, { after: '0' })).status).toBe(409);
    await ask('PATCH', `/v1/endpoints/${endpoint.id}`, { enabled: true });
    expect(await recovered(endpoint.id, { after: '0' })).toMatchObject({ scheduled: 1 });
    expect(await list()).toMatchObject([{ url: 'https://own.example/a', type: 'order.settled' }]);
  });

  it.each<[object, string, number?]>([
    [{}, 'BAD_USER_INPUT'],
    [{ since: '2026-01-01', after: '0' }, 'BAD_USER_INPUT'],
    [{ since: 'yesterday' }, 'BAD_USER_INPUT'],
    [{ after: 'x' }, 'CURSOR_MALFORMED'],
    [{ after: '7b0c2a52-5a2f-4c3e-9d57-3f0e7a1d9c11:1' }, 'CURSOR_UNKNOWN_EPOCH', 410],
    [{ after: '0', from: 5 }, 'UNKNOWN_FIELD'],
  ])('is refused with %j', async (body, code, status = 400) => {
    const id = await make();
    const answer = await ask('POST', `/v1/endpoints/${id}/recover`, body);
    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
  });
});
