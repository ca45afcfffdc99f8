/** Clients that offer another protocol with their request, as Java's do HTTP/2 over plain HTTP. */
import { connect, type Socket } from 'node:net';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { openTestTill } from '../support/till.js';

const OFFER = 'Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n';
const GET = 'GET /v1/public/orders/x HTTP/1.1\r\nHost: x\r\n';
const BODY = JSON.stringify({ query: '{ __typename }' });
const POST = `POST /graphql HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n`;
const OK = '{"data":{"__typename":"Query"}}\n';

let index: TestIndex;
let gateway: TestGateway;
let client: Client;

beforeAll(async () => {
  index = await createTestIndex();
  await (await openTestTill(index.database.url)).destroy();
  gateway = await openTestGateway(index.database.url);
});
beforeEach(() => {
  client = openClient();
});
afterEach(() => client.socket.destroy());
afterAll(async () => {
  await gateway.close();
  await index.close();
});

interface Client {
  readonly socket: Socket;
  /** The next answer, with a body whose length is said. */
  next(): Promise<{ readonly status: number; readonly head: string; readonly body: string }>;
}

function openClient(): Client {
  const socket = connect(Number(new URL(gateway.url).port), '127.0.0.1');
  let text = '';
  let wake: () => void = () => undefined;
  socket.on('data', (data) => {
    text += data.toString('latin1');
    wake();
  });
  socket.on('close', () => wake());
  return {
    socket,
    async next() {
      for (;;) {
        const end = text.indexOf('\r\n\r\n');
        const head = text.slice(0, end);
        const length = Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0);
        if (end !== -1 && text.length >= end + 4 + length) {
          const body = text.slice(end + 4, end + 4 + length);
          text = text.slice(end + 4 + length);
          return { status: Number(head.split(' ')[1]), head, body };
        }
        if (socket.closed) throw new Error(`the connection ended: ${text}`);
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}

const withLength = `${POST}${OFFER}Content-Length: ${BODY.length}\r\n\r\n`;

describe('an offer that is declined', () => {
  it('does not keep a request from its answer', async () => {
    client.socket.write(`${GET}${OFFER}\r\n`);
    const { status, head, body } = await client.next();
    expect(status).toBe(404);
    expect(body).toContain('ORDER_NOT_FOUND');
    expect(head).not.toMatch(/upgrade/i);
  });

  it('does not part a request from a body that comes with it', async () => {
    client.socket.write(withLength + BODY);
    expect(await client.next()).toMatchObject({ status: 200, body: OK });
  });

  it('does not part it from one that comes later, in pieces', async () => {
    client.socket.write(withLength + BODY.slice(0, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.socket.write(BODY.slice(5, 9));
    await new Promise((resolve) => setTimeout(resolve, 50));
    client.socket.write(BODY.slice(9));
    expect(await client.next()).toMatchObject({ status: 200, body: OK });
  });

  it('does not part it from one in chunks', async () => {
    client.socket.write(`${POST}${OFFER}Transfer-Encoding: chunked\r\n\r\n5\r\n${BODY.slice(0, 5)}\r\n`);
    const rest = BODY.slice(5);
    client.socket.write(`${rest.length.toString(16)}\r\n${rest}\r\n0\r\n\r\n`);
    expect(await client.next()).toMatchObject({ status: 200, body: OK });
  });

  it('is declined at each request of a connection, however many there are', async () => {
    const warned: unknown[] = [];
    const note = (warning: unknown): void => void warned.push(warning);
    process.on('warning', note);
    for (let i = 0; i < 30; i++) {
      client.socket.write(withLength + BODY);
      expect(await client.next()).toMatchObject({ status: 200, body: OK });
    }
    client.socket.write(`${GET}\r\n`);
    expect((await client.next()).status).toBe(404);
    process.off('warning', note);
    expect(warned).toEqual([]);
  });

  it('leaves what comes right behind the request', async () => {
    client.socket.write(`${withLength}${BODY}${GET}\r\n`);
    expect((await client.next()).status).toBe(200);
    expect((await client.next()).status).toBe(404);
  });

  it('waits for the answers to what came before', async () => {
    client.socket.write(`${GET}\r\n${GET}\r\n${withLength}${BODY}${GET}\r\n`);
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await client.next()).status);
    expect(statuses).toEqual([404, 404, 200, 404]);
  });

  it('keeps the other options of the connection', async () => {
    client.socket.write(`${GET}Connection: close, Upgrade\r\nUpgrade: h2c, foo/2\r\n\r\n`);
    expect((await client.next()).head).toMatch(/connection: close/i);
  });

  it('is declined where sockets are opened as well', async () => {
    client.socket.write(`GET /graphql HTTP/1.1\r\nHost: x\r\n${OFFER}\r\n`);
    expect((await client.next()).status).toBe(200);
  });

  it('is none of a request that has too many fields to be read again', async () => {
    const closed = new Promise((resolve) => client.socket.on('close', resolve));
    client.socket.on('error', () => undefined);
    client.socket.write(`${GET}${'a:\r\n'.repeat(1_100)}${OFFER}\r\n`);
    await closed;
    const told = await client.next().then(
      ({ status }) => status,
      (failure: unknown) => (failure as Error).message,
    );
    // Node 22 and later say so, 20 hides the fields that are too many.
    expect([431, 'the connection ended: ']).toContain(told);
  });
});
