/** What a collector of OpenTelemetry's is told of a gateway, a notifier and a settler over real databases. */
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { pino } from 'pino';
import { Webhook } from 'standardwebhooks';
import { loadConfig } from '../../src/cli/config.js';
import { logToFile } from '../../src/cli/log.js';
import { openConfiguredTraces } from '../../src/cli/traces.js';
import { notationOf } from '../../src/domain/events/notation.js';
import { startGateway, type Gateway } from '../../src/gateway/server.js';
import { startSettler } from '../../src/settlement/settler.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import type { Traces } from '../../src/telemetry/traces.js';
import { BOB } from '../support/accounts.js';
import { startCollector, type CollectedSpan, type Collector } from '../support/collector.js';
import { createTestIndex, silent, TEST_SECRET_KEY, type TestIndex } from '../support/gateway.js';
import { network } from '../support/network.js';
import { openTestQueue } from '../support/notify.js';
import { createTestSettlement, payment } from '../support/settlement.js';
import { eventually, startStubNode, type StubNode } from '../support/stub-node.js';
import { createTestMerchant, type TestMerchant } from '../support/till.js';

const mockLoaded: string[] = [];
jest.mock('@opentelemetry/sdk-trace-node', () => {
  mockLoaded.push('sdk');
  return jest.requireActual<object>('@opentelemetry/sdk-trace-node');
});

jest.setTimeout(60_000);
const GENESIS = `0x${'ab'.repeat(32)}`;
const SERVER = 2;
const CLIENT = 3;
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const TRACEPARENT = `00-${TRACE}-${PARENT}-01`;

let collector: Collector;
let traces: Traces | null = null;

beforeAll(() => {
  // The SDK's own variable: batches are sent at once.
  process.env['OTEL_BSP_SCHEDULE_DELAY'] = '20';
});
beforeEach(async () => {
  collector = await startCollector();
});
afterEach(async () => {
  await traces?.close();
  traces = null;
  await collector.close();
});

async function traced(
  command: 'gateway' | 'notifier',
  variables: Record<string, string> = {},
  log = silent,
): Promise<Traces> {
  const config = loadConfig(
    command,
    { network: 'liberland' },
    {
      DATABASE_URL: 'postgres://db.example/till',
      CHAINTILL_SECRET_KEY: TEST_SECRET_KEY,
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/otlp`,
      ...variables,
    },
  );
  traces = await openConfiguredTraces(config, `chaintill-${command}`, log);
  return traces;
}

/** Waits until there is a span that a test looks for. */
async function span(wanted: (one: CollectedSpan) => boolean): Promise<CollectedSpan> {
  let found: CollectedSpan | undefined;
  await eventually(() => {
    found = collector.spans().find(wanted);
    expect(found).toBeDefined();
  });
  return found as CollectedSpan;
}

const childrenOf = ({ spanId }: CollectedSpan): CollectedSpan[] =>
  collector.spans().filter(({ parentSpanId }) => parentSpanId === spanId);

describe('a gateway', () => {
  let index: TestIndex;
  let till: TillDatabase;
  let node: StubNode;
  let gateway: Gateway;
  let merchant: TestMerchant;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'chaintill-traces-'));
    index = await createTestIndex();
    node = await startStubNode();
    node.genesisHash = GENESIS;
    await index.setMetadata({ lastProcessedHeight: 97, genesisHash: GENESIS });
    till = openTillDatabase({ url: index.database.url, log: silent });
    gateway = await open();
    merchant = await createTestMerchant(till, { accounts: [BOB] });
  });
  afterAll(async () => {
    await gateway.close();
    await till.destroy();
    await node.close();
    await index.close();
    await rm(folder, { recursive: true });
  });

  function open(log = silent): Promise<Gateway> {
    return startGateway({
      host: '127.0.0.1',
      port: 0,
      databaseUrl: index.database.url,
      network: { ...network, genesisHash: GENESIS },
      endpoints: [`${node.endpoint}/key-in-the-path`],
      indexerUrl: null,
      secretKey: TEST_SECRET_KEY,
      log,
    });
  }

  async function send(
    path: string,
    body: object | null,
    headers: Record<string, string> = {},
    to: Pick<Gateway, 'url'> = gateway,
  ): Promise<Response> {
    return fetch(to.url + path, {
      headers: {
        authorization: `Bearer ${merchant.secretKey}`,
        ...(body && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body && { method: 'POST', body: JSON.stringify(body) }),
    });
  }

  /** With a body that comes when the rest was looked at long ago. */
  async function sendSlowly(path: string, body: object): Promise<IncomingMessage> {
    const sent = request(`${gateway.url}${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${merchant.secretKey}`,
        'content-type': 'application/json',
        traceparent: TRACEPARENT,
      },
    });
    const answered = once(sent, 'response') as Promise<[IncomingMessage]>;
    sent.flushHeaders();
    await delay(200);
    sent.end(JSON.stringify(body));
    const [answer] = await answered;
    answer.resume();
    return answer;
  }

  it('loads and sends nothing where no collector is named, or it is disabled', async () => {
    for (const variables of [{ OTEL_EXPORTER_OTLP_ENDPOINT: '' }, { OTEL_SDK_DISABLED: 'true' }]) {
      const none = await traced('gateway', variables);
      expect((await send('/v1/orders', null, { traceparent: TRACEPARENT })).status).toBe(200);
      await none.close();
    }
    expect(collector.requests).toEqual([]);
    expect(mockLoaded).toEqual([]);
  });

  it("continues the caller's trace, with what was asked of Postgres, and names the order by our own id", async () => {
    await traced('gateway', {
      OTEL_EXPORTER_OTLP_HEADERS: 'x-team=tills,authorization=Bearer%20of-the-collector',
    });
    const order = { orderId: 'A-1001', amount: '1.5', description: 'two coffees' };
    const made = await sendSlowly('/v1/orders', order);
    expect(made.statusCode).toBe(201);
    const requestId = made.headers['x-request-id'];
    const posted = await span(({ name }) => name === 'POST /v1/orders');
    const { id } = await till.selectFrom('orders').select('id').executeTakeFirstOrThrow();
    expect(posted).toMatchObject({ kind: SERVER, traceId: TRACE, parentSpanId: PARENT, failed: false });
    expect(posted.attributes).toEqual({
      'http.request.method': 'POST',
      'http.route': '/v1/orders',
      'http.response.status_code': 201,
      'url.scheme': 'http',
      'network.protocol.version': '1.1',
      'chaintill.request.id': requestId,
      'chaintill.order.id': id,
    });
    expect(posted.resource).toMatchObject({ 'service.name': 'chaintill-gateway' });
    // Before the body is read, and after.
    const statements = childrenOf(posted);
    const { database, host, port } = index.database;
    expect(statements.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['SELECT till.api_keys', 'INSERT till.orders', 'COMMIT']),
    );
    const insert = statements.find(({ name }) => name === 'INSERT till.orders');
    expect(insert).toMatchObject({ kind: CLIENT, traceId: TRACE });
    expect(insert?.attributes).toEqual({
      'db.system.name': 'postgresql',
      'db.namespace': database,
      'db.operation.name': 'INSERT',
      'db.collection.name': 'till.orders',
      'db.query.summary': 'INSERT till.orders',
      'server.address': host,
      'server.port': port,
    });
    expect(collector.requests[0]).toMatchObject({
      path: '/otlp/v1/traces',
      headers: { 'x-team': 'tills', authorization: 'Bearer of-the-collector' },
    });

    expect((await send('/v1/orders/A-1001', null)).status).toBe(200);
    const read = await span(({ name }) => name === 'GET /v1/orders/:orderId');
    expect(read.attributes['chaintill.order.id']).toBe(id);
    expect(read.parentSpanId).toBeUndefined();
    expect(read.traceId).not.toBe(TRACE);
  });

  it('tells of an operation its type and its fields, not what the client calls it', async () => {
    await traced('gateway');
    const query = 'query Hidden($id: String!) { mine: order(orderId: $id) { status } orders { totalCount } }';
    expect((await send('/graphql', { query, variables: { id: 'A-1001' } })).status).toBe(200);
    const operation = await span(({ name }) => name === 'query');
    expect(operation.attributes).toMatchObject({
      'graphql.operation.type': 'query',
      'chaintill.graphql.fields': ['order', 'orders'],
      'chaintill.order.id': expect.stringMatching(/^[\da-f-]{36}$/) as unknown,
    });
    const request = await span(({ spanId }) => spanId === operation.parentSpanId);
    expect(request).toMatchObject({ name: 'POST /graphql', kind: SERVER });
    expect(childrenOf(operation).map(({ name }) => name)).toContain('SELECT till.orders');
    await send('/graphql', { query: 'mutation { cancelOrder(orderId: "A-none") { status } }' });
    expect((await span(({ name }) => name === 'mutation')).attributes['error.type']).toBe('ORDER_NOT_FOUND');
  });

  it('writes the trace into the lines of the log that a request makes', async () => {
    const { log, path } = await logToFile(folder, { logLevel: 'info' });
    await traced('gateway');
    const logging = await open(log);
    await index.client.query('alter table till.orders rename column order_id to elsewhere');
    const answer = await send('/v1/orders/A-1001', null, { traceparent: TRACEPARENT }, logging);
    await logging.close();
    await index.client.query('alter table till.orders rename column elsewhere to order_id');
    expect(answer.status).toBe(500);
    const request = await span(({ name }) => name === 'GET /v1/orders/:orderId');
    expect(request).toMatchObject({ failed: true, attributes: { 'error.type': '500' } });
    const lines = (await readFile(path, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.find(({ msg }) => msg === 'a request failed unexpectedly')).toMatchObject({
      requestId: answer.headers.get('x-request-id'),
      trace_id: TRACE,
      span_id: request.spanId,
    });
    expect(lines.find(({ msg }) => msg === 'following the chain')).not.toHaveProperty('trace_id');
    expect(await span(({ failed, kind }) => failed && kind === CLIENT)).toMatchObject({
      traceId: TRACE,
      attributes: { 'error.type': '42703', 'db.response.status_code': '42703' },
    });
  });

  it('tells of calls to the node, and of no statement that it makes by itself', async () => {
    await traced('gateway');
    const another = await open();
    const call = await span(({ name }) => name === 'chain_getBlockHash');
    expect(call).toMatchObject({ kind: CLIENT, failed: false });
    expect(call.attributes).toEqual({
      'rpc.system.name': 'jsonrpc',
      'rpc.method': 'chain_getBlockHash',
      'server.address': '127.0.0.1',
      'server.port': node.port,
    });
    await send('/health', null);
    const { traceId } = await span(({ name }) => name === 'GET /health');
    const statements = collector.spans().filter(({ attributes }) => 'db.system.name' in attributes);
    expect(statements.filter((one) => one.traceId !== traceId)).toEqual([]);
    await another.close();
    expect(collector.text()).not.toContain('key-in-the-path');
  });

  it('tells nothing that is secret, or that a client wrote', async () => {
    await traced('gateway', { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=of-the-collector' });
    const hidden = (word: string): string => `hidden${word}`;
    const headers = {
      tracestate: `${hidden('state')}=1`,
      traceparent: TRACEPARENT,
      baggage: `a=${hidden('bag')}`,
    };
    const made = await send(
      '/v1/orders',
      {
        orderId: hidden('order'),
        amount: '7.000001',
        description: hidden('text'),
        webhookUrl: `https://shop.example/${hidden('hook')}?token=${hidden('token')}`,
      },
      { ...headers, 'idempotency-key': hidden('key') },
    );
    expect(made.status).toBe(201);
    await send(`/v1/orders/${hidden('order')}?${hidden('query')}=1`, null, headers);
    await send(`/${hidden('path')}`, null, headers);
    await send('/%zz', null, headers);
    await send('/v1/orders', null, { authorization: `Bearer sk_${hidden('bearer')}` });
    await send('/graphql', { query: `query ${hidden('name')} { ${hidden('field')} }` });
    await send('/graphql', {
      query: `{ ${hidden('alias')}: order(orderId: "${hidden('literal')}") { status } }`,
    });
    const names = [
      'POST /v1/orders',
      'GET /v1/orders/:orderId',
      'GET',
      'GET /v1/orders',
      'GraphQL Operation',
    ];
    for (const wanted of [...names, 'query']) await span(({ name }) => name === wanted);
    await traces?.close();
    const text = collector.text();
    for (const secret of [
      'hidden',
      'of-the-collector',
      'A-1001',
      '7000001',
      index.database.password,
      merchant.secretKey.slice(10),
      TEST_SECRET_KEY,
    ]) {
      expect(text).not.toContain(secret);
    }
  });

  it('is not held up by a collector that never answers, and ends all the same', async () => {
    collector.mode = 'silent';
    await traced('gateway');
    const another = await open();
    await send('/v1/orders', null, {}, another);
    await eventually(() => expect(collector.waiting()).toBeGreaterThan(0));
    expect((await send('/v1/orders', null, {}, another)).status).toBe(200);
    await another.close();
    await traces?.close();
    // It ended while the collector still had a request to answer: what was cut off before this one is known here.
    collector.mode = 'ok';
    await fetch(collector.url);
    expect(collector.waiting()).toBeGreaterThan(0);
  });
});

describe('a notifier', () => {
  it('tells of each attempt, and lets the receiver go on from it', async () => {
    await traced('notifier');
    const queue = await openTestQueue();
    const shop = await queue.receiver();
    const { secret } = await queue.endpoint(`${shop.url}/hidden-path?hidden=query`);
    let failures = 1;
    shop.answer = (response) => response.writeHead((failures -= 1) >= 0 ? 500 : 204).end();
    queue.start();
    const orderId = await queue.order();
    const [eventId] = await queue.tell(orderId);
    await queue.finished(1);
    const first = await span(({ attributes }) => attributes['http.response.status_code'] === 500);
    expect(first).toMatchObject({ kind: CLIENT, failed: true, attributes: { 'error.type': '500' } });
    const last = await span(({ attributes }) => attributes['http.response.status_code'] === 204);
    const [delivery] = await queue.deliveries();
    expect(last).toMatchObject({ name: 'POST', kind: CLIENT, failed: false, parentSpanId: undefined });
    expect(last.attributes).toEqual({
      'http.request.method': 'POST',
      'http.request.resend_count': 1,
      'http.response.status_code': 204,
      'server.address': '127.0.0.1',
      'server.port': shop.port,
      'chaintill.delivery.id': delivery?.id,
      'chaintill.event.id': eventId,
      'chaintill.event.type': 'order.expired',
      'chaintill.order.id': orderId,
    });
    const sent = shop.received.at(-1);
    expect(sent?.headers['traceparent']).toBe(`00-${last.traceId}-${last.spanId}-01`);
    new Webhook(secret).verify(sent?.body.toString() ?? '', sent?.headers as Record<string, string>);
    const attempts = await queue.till.selectFrom('deliveryAttempts').selectAll().orderBy('attempt').execute();
    expect(attempts[1]?.requestHeaders).toMatchObject({ traceparent: sent?.headers['traceparent'] });
    await queue.close();
    expect(collector.text()).not.toContain('hidden');
    expect(collector.text()).not.toContain(secret.slice(6));
  });

  it('sends a receiver no header more where nothing is traced', async () => {
    const queue = await openTestQueue();
    const shop = await queue.receiver();
    await queue.endpoint(shop.url);
    queue.start();
    await queue.tell(null);
    await queue.finished(1);
    expect(Object.keys(shop.received[0]?.headers ?? {})).not.toContain('traceparent');
    await queue.close();
  });
});

describe('a settler', () => {
  it('tells of each batch of blocks that it settled, and of nothing where there was none', async () => {
    await traced('gateway');
    const world = await createTestSettlement();
    const merchantId = await world.merchant(BOB);
    await world.block(10);
    await world.settle();
    const settler = startSettler({
      databaseUrl: world.index.database.url,
      schema: 'chain',
      chainIdentity: '0x00',
      dustOf: () => 0n,
      notation: notationOf(network),
      log: silent,
    });
    await eventually(() => expect(settler.state().state).toBe('settling'));
    const orderId = await world.order({ merchantId, payee: BOB, reference: 'A-1', windowFrom: 10 });
    await world.block(12, [payment(BOB, 1_000n, 'A-1')]);
    await eventually(async () => expect((await world.readOrder(orderId)).status).toBe('settled'));
    await settler.close();
    await traces?.close();
    await world.close();
    const settled = collector.spans().filter(({ name }) => name === 'settle');
    const sum = (name: string): number =>
      settled.reduce(
        (total, { attributes }) => total + Number(attributes[`chaintill.settlement.${name}`]),
        0,
      );
    const moved = settled.filter(({ attributes }) => 'chaintill.block.to' in attributes);
    expect(moved.map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({ 'chaintill.block.from': 11, 'chaintill.block.to': 12 }),
    ]);
    expect([sum('payments'), sum('commands')]).toEqual([1, 1]);
    expect(sum('orders')).toBeGreaterThan(0);
    // A step a second looks and finds nothing.
    expect(settled.length).toBeLessThanOrEqual(2);
    expect(collector.spans()).toHaveLength(settled.length);
  });
});

describe('a collector in trouble', () => {
  const spansOf = (count: number): void => {
    for (let i = 0; i < count; i += 1) trace.getTracer('test').startSpan('one').end();
  };

  it('is told of as many spans as may wait, at the end at the latest', async () => {
    collector.mode = 'silent';
    await traced('gateway');
    spansOf(10_000);
    await eventually(() => expect(collector.waiting()).toBeGreaterThan(0));
    collector.mode = 'ok';
    collector.release();
    await traces?.close();
    // Those of the request that hung, and those that waited.
    expect(collector.spans()).toHaveLength(512 + 2_048);
  });

  it('is complained of, but not at every batch', async () => {
    collector.mode = 'refusing';
    const lines: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void lines.push(line) });
    await traced('gateway', { OTEL_EXPORTER_OTLP_HEADERS: 'authorization=of-the-collector' }, log);
    for (let i = 1; i <= 3; i += 1) {
      spansOf(1);
      await eventually(() => expect(collector.requests).toHaveLength(i));
    }
    await eventually(() => expect(lines).not.toEqual([]));
    await traces?.close();
    expect(lines.map((line) => JSON.parse(line) as object)).toEqual([
      expect.objectContaining({ msg: 'traces cannot be sent', reason: 'Bad Request' }),
    ]);
    expect(lines.join('')).not.toContain('of-the-collector');
  });
});
