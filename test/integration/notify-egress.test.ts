import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { DEV_TARGETS } from '../../src/domain/webhook/target.js';
import type { Outcome } from '../../src/notify/egress/outcome.js';
import { createEgress, type Egress, type Post } from '../../src/notify/egress/post.js';
import { until } from '../support/processes.js';
import { startReceiver, type Receiver } from '../support/receiver.js';
import { listen, type Listening } from '../support/tcp-server.js';

const BODY = Buffer.from('{"text":"Zoë 😀"}');
/** Longer than any of these tests. */
const LONG_MS = 60_000;

describe('a webhook that is posted', () => {
  let egress: Egress;
  let receiver: Receiver;
  const opened: Listening[] = [];

  beforeEach(async () => {
    egress = createEgress({ connectTimeoutMs: 10_000 });
    receiver = await startReceiver();
    opened.push(receiver);
  });

  afterEach(async () => {
    await egress.close();
    for (const server of opened.splice(0)) await server.close();
  });

  function post(url: string, more: Partial<Post> = {}): Promise<Outcome> {
    return egress.post({ url, policy: DEV_TARGETS, headers: {}, body: BODY, deadlineMs: LONG_MS, ...more });
  }

  /** A server that writes this as soon as something arrives. */
  async function startRaw(bytes: string, thenEnd = false): Promise<string> {
    const server = createServer((socket) => {
      socket.once('data', () => (thenEnd ? socket.end(bytes) : socket.write(bytes)));
    });
    const listening = await listen(server);
    opened.push(listening);
    return `http://127.0.0.1:${listening.port}/`;
  }

  it('arrives byte for byte, with its headers', async () => {
    receiver.answer = (response) => response.writeHead(201, { 'x-shop': ['a', 'b'] }).end('th\0anks');
    const outcome = await post(`${receiver.url}/hook?a=%20&b=1`, { headers: { 'webhook-id': 'evt_1' } });
    expect(outcome).toMatchObject({ kind: 'response', status: 201, body: 'th\ufffdanks', truncated: false });
    expect(outcome).toHaveProperty(['headers', 'x-shop'], 'a, b');
    const [request] = receiver.received;
    expect(request).toMatchObject({ method: 'POST', url: '/hook?a=%20&b=1', body: BODY });
    expect(request?.headers).toMatchObject({
      host: `127.0.0.1:${receiver.port}`,
      'webhook-id': 'evt_1',
      'content-length': String(BODY.length),
    });
  });

  it('uses a connection again', async () => {
    for (let i = 0; i < 3; i++) {
      expect(await post(receiver.url)).toMatchObject({ status: 200 });
      // It is free a moment after the answer is there.
      await setImmediate();
    }
    expect(receiver.connections()).toBe(1);
  });

  it.each([301, 302, 303, 307, 308])('follows no redirect (%i)', async (status) => {
    receiver.answer = (response) => response.writeHead(status, { location: '/elsewhere' }).end();
    expect(await post(receiver.url)).toMatchObject({
      kind: 'response',
      status,
      headers: { location: '/elsewhere' },
    });
    expect(receiver.received).toHaveLength(1);
  });

  it('waits for the answer behind announcements of one', async () => {
    const url = await startRaw(
      'HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n',
    );
    expect(await post(url)).toMatchObject({ kind: 'response', status: 204, truncated: false });
  });

  it('keeps the first 16 KiB of an endless answer, and hangs up', async () => {
    let closed = false;
    receiver.answer = (response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!closed && response.write(Buffer.alloc(65_536, 'x')));
      };
      response.on('drain', more).on('close', () => (closed = true));
      more();
    };
    const outcome = await post(receiver.url);
    expect(outcome).toMatchObject({
      kind: 'response',
      status: 200,
      truncated: true,
      body: 'x'.repeat(16_384),
    });
    await until('the connection is closed', () => closed);
  });

  it('shows no half of a character where an answer is cut', async () => {
    receiver.answer = (response) => response.end(`x${'ü'.repeat(10_000)}`);
    expect(await post(receiver.url)).toMatchObject({ body: `x${'ü'.repeat(8191)}`, truncated: true });
  });

  it('counts by its status an answer that drips until the deadline', async () => {
    receiver.answer = (response) => {
      response.writeHead(202);
      const drip = setInterval(() => response.write('.'), 10);
      response.on('close', () => clearInterval(drip));
    };
    const outcome = await post(receiver.url, { deadlineMs: 500 });
    expect(outcome).toMatchObject({ kind: 'response', status: 202, truncated: true });
    expect(outcome).toHaveProperty('body', expect.stringMatching(/^\.+$/));
  });

  it('counts by its status an answer that breaks off', async () => {
    receiver.answer = (response) => {
      response.writeHead(200, { 'content-length': 100 });
      response.write('part', () => response.socket?.resetAndDestroy());
    };
    expect(await post(receiver.url)).toMatchObject({ kind: 'response', status: 200, truncated: true });
  });

  it('fails at the deadline where no answer comes, or no end of its headers', async () => {
    receiver.answer = () => undefined;
    const failure = { kind: 'failure', failure: 'timeout' };
    expect(await post(receiver.url, { deadlineMs: 100 })).toMatchObject(failure);
    for (const start of ['HTTP/1.1 200 OK\r\nx-a: ', 'HTTP/1.1 103 Early Hints\r\n\r\n'])
      expect(await post(await startRaw(start), { deadlineMs: 100 })).toMatchObject(failure);
  });

  it('fails at the deadline where nobody reads', async () => {
    const server = createServer((socket) => socket.pause());
    const listening = await listen(server);
    opened.push(listening);
    const url = `http://127.0.0.1:${listening.port}/`;
    const outcome = await post(url, { body: Buffer.alloc(50_000_000), deadlineMs: 300 });
    expect(outcome).toMatchObject({ kind: 'failure', failure: 'timeout' });
  });

  it('says that a connection was reset', async () => {
    receiver.answer = (response) => response.socket?.resetAndDestroy();
    expect(await post(receiver.url)).toMatchObject({ kind: 'failure', failure: 'reset' });
    receiver.answer = (response) => response.socket?.end();
    expect(await post(receiver.url)).toMatchObject({ kind: 'failure', failure: 'reset' });
  });

  it('says that nobody listens, without the address', async () => {
    await receiver.close();
    const outcome = await post(receiver.url);
    expect(outcome).toMatchObject({ kind: 'failure', failure: 'connect' });
    expect(JSON.stringify(outcome)).not.toContain('127.0.0.1');
  });

  it.each([
    ['what is not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['headers without an end', `HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(10_000)}`],
    ['one endless header', `HTTP/1.1 200 OK\r\nx-a: ${'b'.repeat(100_000)}`],
  ])('takes %s for no answer', async (_, bytes) => {
    expect(await post(await startRaw(bytes, true))).toMatchObject({ kind: 'failure', failure: 'protocol' });
  });

  it('never changes to another protocol', async () => {
    const url = await startRaw(
      'HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: ws\r\n\r\n',
    );
    expect(await post(url)).toMatchObject({ kind: 'failure' });
  });

  it('is given up when the process stops', async () => {
    receiver.answer = () => undefined;
    const outcome = post(receiver.url);
    await until('the request arrives', () => receiver.received.length === 1);
    await egress.close();
    expect(await outcome).toMatchObject({ kind: 'failure', failure: 'aborted' });
    expect(await post(receiver.url)).toMatchObject({ kind: 'failure', failure: 'aborted' });
  });

  it('keeps nobody waiting behind a receiver that hangs', async () => {
    receiver.answer = (response, { url }) => {
      if (url === '/fast') response.end();
    };
    const hanging = Array.from({ length: 20 }, () => post(`${receiver.url}/slow`));
    expect(await post(`${receiver.url}/fast`)).toMatchObject({ kind: 'response', status: 200 });
    await egress.close();
    for (const outcome of await Promise.all(hanging)) expect(outcome).toMatchObject({ failure: 'aborted' });
  });

  it('fails, and throws nothing, for a request that cannot be made', async () => {
    expect(await post('https://')).toMatchObject({ kind: 'failure', failure: 'url' });
    expect(await post(receiver.url, { headers: { 'bad name': 'x' } })).toMatchObject({ kind: 'failure' });
    expect(await post(receiver.url, { headers: { 'x-a': 'b\r\nx-c: d' } })).toMatchObject({
      kind: 'failure',
    });
    const policy = { ...DEV_TARGETS, allowedCidrs: ['nonsense'] };
    expect(await post(receiver.url, { policy })).toMatchObject({ kind: 'failure' });
    expect(receiver.received).toHaveLength(0);
  });
});
