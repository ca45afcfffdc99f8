import type { ServerResponse } from 'node:http';
import { Gateway, GatewayError } from '../../../src/client/index.js';
import { startReceiver, type Received, type Receiver } from '../../support/receiver.js';

let server: Receiver;
beforeEach(async () => {
  server = await startReceiver();
});
afterEach(() => server.close());

const KEY = 'sk_test_key';
const open = (options: object = {}): Gateway => new Gateway({ apiKey: KEY, baseUrl: server.url, ...options });

type Answer = (response: ServerResponse, request: Received) => void;

const json =
  (status: number, body: unknown): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
const refusal = (status: number, code: string, field?: string): Answer =>
  json(status, { error: { code, message: `said ${code}`, ...(field && { field }), requestId: 'r-1' } });
const cut: Answer = (response) => response.destroy();

/** Answers with these, one after the other, and then with the last. */
function answerWith(...answers: readonly [Answer, ...Answer[]]): void {
  server.answer = (response, request) => {
    const index = Math.min(server.received.length, answers.length) - 1;
    answers[index]?.(response, request);
  };
}

async function failure(of: Promise<unknown>): Promise<GatewayError> {
  const outcome = await of.then(
    () => null,
    (error: unknown) => error,
  );
  if (outcome instanceof GatewayError) return outcome;
  throw new Error(`no GatewayError: ${String(outcome)}`);
}

const keysSent = (): unknown[] => server.received.map(({ headers }) => headers['idempotency-key']);

describe('a request', () => {
  it('brings the key and the order, below any path', async () => {
    answerWith(json(201, { orderId: 'A/1 ü' }));
    const gateway = open({ baseUrl: `${server.url}/till/` });
    await gateway.orders.create({ orderId: 'A/1 ü', amount: '12.5', metadata: { a: 1 } });
    await gateway.orders.get('A/1 ü');
    await gateway.orders.list({ status: ['OPEN', 'SETTLED'], limit: 5 });
    const [create, get, list] = server.received;
    expect([create?.method, create?.url]).toEqual(['POST', '/till/v1/orders']);
    expect(create?.headers.authorization).toBe(`Bearer ${KEY}`);
    expect(JSON.parse(String(create?.body))).toEqual({
      orderId: 'A/1 ü',
      amount: '12.5',
      metadata: { a: 1 },
    });
    expect([get?.method, get?.url]).toEqual(['GET', `/till/v1/orders/${encodeURIComponent('A/1 ü')}`]);
    expect(list?.url).toBe('/till/v1/orders?status=OPEN%2CSETTLED&limit=5');
  });

  it('is sent again under the same key after 502, 503, 504 and a broken connection', async () => {
    answerWith(
      refusal(503, 'SETTLEMENT_PENDING'),
      cut,
      json(502, '<html>'),
      json(200, { status: 'CANCELED' }),
    );
    expect(await open().orders.cancel('A-1')).toEqual({ status: 'CANCELED' });
    expect(server.received).toHaveLength(4);
    expect(new Set(keysSent()).size).toBe(1);
    expect(keysSent()[0]).toMatch(/^[0-9a-f]{32}$/);
    await open().orders.cancel('A-1');
    expect(new Set(keysSent()).size).toBe(2);
    await open().orders.cancel('A-1', { idempotencyKey: 'my own' });
    expect(keysSent().at(-1)).toBe('my own');
  });

  it('gives up after as many retries as it is told', async () => {
    answerWith(refusal(503, 'DATABASE_UNAVAILABLE'));
    expect(await failure(open({ retries: 1 }).orders.get('A-1'))).toMatchObject({
      code: 'DATABASE_UNAVAILABLE',
      status: 503,
      passing: true,
    });
    expect(server.received).toHaveLength(2);
  });

  it.each([400, 401, 403, 404, 409, 410, 422, 429, 500])('is never sent again after %i', async (status) => {
    answerWith(refusal(status, 'SOME_CODE', 'late.blocks'));
    const error = await failure(open().orders.create({ orderId: 'A-1' }));
    expect(error).toMatchObject({
      code: 'SOME_CODE',
      message: 'said SOME_CODE',
      status,
      field: 'late.blocks',
      requestId: 'r-1',
      passing: false,
    });
    expect(server.received).toHaveLength(1);
  });

  it('that does something new each time is sent once', async () => {
    answerWith(cut);
    const { endpoints } = open().webhooks;
    expect((await failure(endpoints.create({ url: 'https://shop.example' }))).code).toBe(
      'GATEWAY_UNREACHABLE',
    );
    expect((await failure(endpoints.rotate('e-1'))).code).toBe('GATEWAY_UNREACHABLE');
    expect((await failure(endpoints.test('e-1'))).code).toBe('GATEWAY_UNREACHABLE');
    expect(server.received).toHaveLength(3);
  });

  it('that takes too long is given up, and one that is aborted rejects with the reason', async () => {
    server.answer = () => undefined;
    const error = await failure(open({ timeoutMs: 50, retries: 0 }).orders.get('A-1'));
    expect([error.code, error.status]).toEqual(['GATEWAY_UNREACHABLE', null]);
    expect(error.message).toMatch(/in time/);
    const stop = new AbortController();
    const waiting = open().orders.get('A-1', { signal: stop.signal });
    stop.abort(new Error('the buyer left'));
    await expect(waiting).rejects.toThrow('the buyer left');
  });

  it('says where the address leads nowhere', async () => {
    for (const answer of [
      json(200, 'hello'),
      json(400, {}),
      (response: ServerResponse) => response.end('<html>'),
      (response: ServerResponse) => response.writeHead(404).end('nothing'),
    ]) {
      server.answer = answer;
      const { code, message } = await failure(open().orders.get('A-1'));
      expect([code, message]).toEqual(['UNEXPECTED_ANSWER', expect.stringMatching(/baseUrl/)]);
    }
    server.answer = (response) => response.writeHead(301, { location: 'https://other.example' }).end();
    expect((await failure(open().orders.get('A-1'))).message).toMatch(/redirect/);
    for (const orderId of ['', '.', '..'])
      expect((await failure(open().orders.get(orderId))).field).toBe('orderId');
  });

  it('is not made with options that cannot be', () => {
    for (const baseUrl of [
      '',
      'pay.example',
      'ftp://pay.example',
      'https://u:p@pay.example',
      'https://a.b/?c',
    ])
      expect(() => open({ baseUrl })).toThrow(/^baseUrl/);
    for (const apiKey of ['', 'two words', 'line\nbreak']) {
      expect(() => open({ apiKey })).toThrow(/^apiKey: write/);
    }
  });

  it('goes through a fetch that is given', async () => {
    const seen: string[] = [];
    const fetch = (url: string, init: RequestInit): Promise<Response> => {
      seen.push(url);
      return globalThis.fetch(url, init);
    };
    answerWith(json(200, {}));
    await open({ fetch }).orders.get('A-1');
    expect(seen).toEqual([`${server.url}/v1/orders/A-1`]);
  });
});

describe('payments.verify', () => {
  it('tells what GraphQL refuses, and asks again where it was not at fault', async () => {
    const graphql = (code: string): Answer =>
      json(200, {
        errors: [{ message: `said ${code}`, extensions: { code, requestId: 'r-2' } }],
        data: null,
      });
    const question = { orderId: 'A-1', toId: 'x', price: '5' };
    answerWith(graphql('INDEX_NOT_READY'), graphql('ORDER_NOT_REGISTERED'));
    expect(await failure(open().payments.verify(question))).toMatchObject({
      code: 'ORDER_NOT_REGISTERED',
      requestId: 'r-2',
      passing: false,
    });
    expect(server.received).toHaveLength(2);
  });

  it('says paid of a registered, settled order of that price, and of nothing else', async () => {
    const statuses = ['NONE', 'UNDER', 'EXACT', 'OVER'];
    const orderStatuses = ['OPEN', 'PROCESSING', 'SETTLED', 'EXPIRED', null];
    const paid: unknown[] = [];
    for (const status of statuses) {
      for (const orderStatus of orderStatuses) {
        for (const unregistered of [false, true]) {
          server.answer = json(200, { data: { paymentStatus: { status, orderStatus, unregistered } } });
          const answer = await open().payments.verify({ orderId: 'A-1', toId: 'x', price: '5' });
          if (answer.paid) paid.push([status, orderStatus, unregistered]);
        }
      }
    }
    expect(paid).toEqual([
      ['EXACT', 'SETTLED', false],
      ['OVER', 'SETTLED', false],
    ]);
  });
});
