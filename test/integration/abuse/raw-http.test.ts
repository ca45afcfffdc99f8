/** Bytes that are no request, requests that never end, and requests that are too much: what is answered, and when it ends. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { READING_LIMITS, readingOptions } from '../../../src/gateway/unread-request.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../../support/gateway.js';
import { openTestTill } from '../../support/till.js';

const KIB = 1_024;
const CORS = /access-control-allow-origin: \*/i;

let index: TestIndex;
let gateway: TestGateway;
const open: Socket[] = [];

beforeAll(async () => {
  index = await createTestIndex();
  await (await openTestTill(index.database.url)).destroy();
  gateway = await openTestGateway(index.database.url, {
    reading: { headersMs: 1_000, requestMs: 2_000, checkMs: 100 },
  });
});
afterAll(async () => {
  for (const socket of open) socket.destroy();
  await gateway.close();
  await index.close();
});

interface Heard {
  readonly status: number;
  readonly head: string;
  readonly body: string;
}

/** Sends bytes, and more while the gateway listens. @returns what it said until it ended the connection */
async function heardOf(
  first: string | Buffer,
  more?: { readonly text: string; readonly everyMs: number },
): Promise<Heard> {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  open.push(socket);
  const parts: Buffer[] = [];
  socket.on('data', (part: Buffer) => parts.push(part));
  // The gateway may end what we are still writing to.
  socket.on('error', () => undefined);
  socket.write(first);
  const dripping = more && setInterval(() => socket.writable && socket.write(more.text), more.everyMs);
  await once(socket, 'close');
  clearInterval(dripping);
  const [head = '', body = ''] = Buffer.concat(parts).toString().split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d+)/.exec(head)?.[1]), head, body };
}

async function served(): Promise<void> {
  expect((await gateway.ask('{ __typename }')).data).toEqual({ __typename: 'Query' });
}

const post = (path: string, headers: string): string =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${headers}\r\n\r\n`;

describe('a client that takes its time', () => {
  it.each([
    ['with its headers', 'GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ', { text: 'a', everyMs: 50 }],
    ['with its body', post('/graphql', 'Content-Length: 90000'), { text: ' ', everyMs: 50 }],
    [
      'with a chunked body',
      post('/v1/orders', 'Transfer-Encoding: chunked'),
      { text: '1\r\n \r\n', everyMs: 50 },
    ],
    ['with all', '', undefined],
  ])('%s is told so, and others are served meanwhile', async (_what, first, more) => {
    const many = Promise.all(Array.from({ length: 20 }, () => heardOf(first, more)));
    await served();
    for (const { status, head, body } of await many) {
      expect(status).toBe(408);
      expect(head).toMatch(CORS);
      expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'REQUEST_TIMEOUT' } }] });
      expect(body).toContain('send it again on a new connection');
    }
  });

  it('has less than a minute for headers unless a test says otherwise, and some time for its body', () => {
    const { http, requestTimeout } = readingOptions(READING_LIMITS);
    expect(http.headersTimeout).toBeGreaterThanOrEqual(10_000);
    expect(http.headersTimeout).toBeLessThan(60_000);
    expect([http.requestTimeout, requestTimeout]).toEqual([60_000, 60_000]);
    expect(http.connectionsCheckingInterval).toBeLessThanOrEqual(http.headersTimeout / 2);
  });
});

describe('too much', () => {
  it.each([
    ['one header', `GET / HTTP/1.1\r\nHost: x\r\nX-Large: ${'a'.repeat(32 * KIB)}\r\n\r\n`],
    ['many headers', `GET / HTTP/1.1\r\nHost: x\r\n${'A: b\r\n'.repeat(20_000)}\r\n`],
    ['an address', `GET /v1/orders?x=${'a'.repeat(32 * KIB)} HTTP/1.1\r\nHost: x\r\n\r\n`],
    ['a key', `GET /v1/orders HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${'a'.repeat(32 * KIB)}\r\n\r\n`],
  ])('as %s is refused before it is read', async (_what, bytes) => {
    const { status, head, body } = await heardOf(bytes);
    expect(status).toBe(431);
    expect(head).toMatch(CORS);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'HEADERS_TOO_LARGE' } }] });
    await served();
  });

  it.each([
    ['that says how long it is', post('/v1/orders', 'Content-Length: 10000000000\r\nConnection: close')],
    [
      'that does not',
      post('/v1/orders', 'Transfer-Encoding: chunked\r\nConnection: close') +
        `40000\r\n${'a'.repeat(256 * KIB)}\r\n`,
    ],
  ])('as a body %s is refused when it is known, and not waited for', async (_what, bytes) => {
    // The key is looked at before the body.
    const { status } = await heardOf(bytes);
    expect([401, 413]).toContain(status);
    const graphql = await heardOf(bytes.replace('/v1/orders', '/graphql'));
    expect(graphql.status).toBe(413);
    expect(graphql.body).toContain('"errors"');
    await served();
  });

  it.each(['gzip', 'br', 'deflate, gzip'])('as a body in %s is refused as it is', async (encoding) => {
    const bomb = gzipSync(Buffer.alloc(50 * 1_024 * KIB, ' '));
    expect(bomb.length).toBeLessThan(60 * KIB);
    for (const path of ['/graphql', '/v1/create-purchase', '/v1/public/links/extrinsic']) {
      const response = await fetch(gateway.url + path, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'content-encoding': encoding },
        body: bomb,
      });
      expect([path, response.status]).toEqual([path, path.includes('create') ? 400 : 415]);
      expect(await response.text()).toContain('leave out content-encoding');
    }
    await served();
  });
});

describe('what is no request', () => {
  it.each([
    ['another protocol', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['two lengths', 'POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'],
    [
      'a length and chunks',
      'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    ],
    ['a header with a line break', 'GET / HTTP/1.1\r\nHost: x\r\nA: b\rc\r\n\r\n'],
  ])('%s is answered so', async (_what, bytes) => {
    const { status, body } = await heardOf(bytes);
    expect(status).toBe(400);
    expect(JSON.parse(body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
    await served();
  });

  it('an address that cannot be read is answered as its neighbours are, without repeating it', async () => {
    for (const part of ['%zz', '%', '%c0%af', 'a'.repeat(1_000)]) {
      const rest = await heardOf(`GET /v1/orders/${part} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
      expect([part, rest.status]).toEqual([part, 400]);
      expect(JSON.parse(rest.body)).toMatchObject({
        error: { code: 'BAD_REQUEST', requestId: expect.any(String) as string },
      });
      expect(rest.body).not.toContain(part.length > 1 ? part : '%zz');
      expect(rest.head).toMatch(CORS);
    }
    const other = await heardOf('GET /pay/%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
    expect(JSON.parse(other.body)).toMatchObject({ errors: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });
});
