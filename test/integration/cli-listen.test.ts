import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { connect, createServer as createTcpServer, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Webhook } from 'standardwebhooks';
import type { TillDatabase } from '../../src/store/till/database.js';
import { appendTestEvents } from '../support/event-log.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { until, watch, type Watched } from '../support/processes.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';

jest.setTimeout(60_000);

const MAIN = 'dist/cli/main.js';

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let shop: TestMerchant;
let other: TestMerchant;
let data: string;
const running: Watched[] = [];
const servers: Receiver[] = [];

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url);
});
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'chaintill-listen-'));
  shop = await createTestMerchant(till);
  other = await createTestMerchant(till, { name: 'Another shop' });
});
afterEach(async () => {
  for (const { child, exited } of running.splice(0)) {
    child.kill('SIGKILL');
    await exited;
  }
  for (const server of servers.splice(0)) await server.down();
  await rm(data, { recursive: true });
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

interface Request {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A shop's server on this machine. */
interface Receiver {
  readonly url: string;
  /** What was answered with 200. */
  readonly taken: readonly Request[];
  /** Everything that was asked. */
  readonly seen: readonly Request[];
  /** What the next requests are answered with, before 200 again. */
  readonly answers: number[];
  down(): Promise<void>;
  /** On the same port again. */
  up(): Promise<void>;
}

async function openReceiver(): Promise<Receiver> {
  const taken: Request[] = [];
  const seen: Request[] = [];
  const answers: number[] = [];
  let server: Server | null = null;
  let port = 0;
  const receiver = {
    get url() {
      return `http://127.0.0.1:${port}/webhooks`;
    },
    taken,
    seen,
    answers,
    async down() {
      if (!server) return;
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      server = null;
    },
    async up() {
      server = createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          const got = {
            headers: request.headers as Record<string, string>,
            body: Buffer.concat(parts).toString(),
          };
          const status = answers.shift() ?? 200;
          seen.push(got);
          if (status === 200) taken.push(got);
          response.writeHead(status, status === 302 ? { location: '/elsewhere' } : {}).end();
        });
      });
      server.listen(port, '127.0.0.1');
      await once(server, 'listening');
      port = (server.address() as AddressInfo).port;
    },
  };
  await receiver.up();
  servers.push(receiver);
  return receiver;
}

function listen(args: readonly string[], key = shop.readKey, server = gateway.url): Watched {
  const child = watch([MAIN, 'listen', '--server', server, '--data', data, ...args], {
    env: { CHAINTILL_API_KEY: key },
  });
  running.push(child);
  return child;
}

function append(count: number, type = 'order.settled', { merchantId } = shop): Promise<bigint[]> {
  const given = Array.from({ length: count }, () => ({
    merchantId,
    type,
    data: { note: randomBytes(4).toString('hex') },
  }));
  return appendTestEvents(till, given);
}

/** The bodies of the merchant's events, in the order of the log. */
async function logged(merchantId = shop.merchantId): Promise<string[]> {
  const rows = await till
    .selectFrom('events')
    .select('body')
    .where('merchantId', '=', merchantId)
    .orderBy('cursor')
    .execute();
  return rows.map(({ body }) => body);
}

/** Bodies as they were first taken: what is sent again has the id of what it repeats. */
function deduplicated({ taken }: Receiver): string[] {
  return [...new Map(taken.map(({ headers, body }) => [headers['webhook-id'], body])).values()];
}

const bodies = ({ taken }: Receiver): string[] => taken.map(({ body }) => body);

describe('chaintill listen', () => {
  it('posts what was and what comes, signed, and prints a line for each with the answer', async () => {
    const receiver = await openReceiver();
    await append(2);
    await append(2, 'order.settled', other);
    const child = listen(['--forward-to', receiver.url]);
    const [, secret = ''] = await child.line(/(whsec_\S+)/);
    await until('the past is there', () => receiver.taken.length === 2);
    await append(1, 'order.expired');
    await until('the present is there', () => receiver.taken.length === 3);
    expect(bodies(receiver)).toEqual(await logged());
    for (const { headers, body } of receiver.taken) {
      expect(new Webhook(secret).verify(body, headers)).toEqual(JSON.parse(body));
      expect(headers['webhook-id']).toBe((JSON.parse(body) as { id: string }).id);
      expect(headers['content-type']).toBe('application/json');
    }
    await child.line(/order\.expired {2}- {2}evt_[0-9a-f]{40} {2}-> {2}200 in \d+ ms/);
  });

  it('goes on where it stopped, also after a kill, with the same secret', async () => {
    const receiver = await openReceiver();
    await append(30);
    const first = listen(['--forward-to', receiver.url]);
    const [, secret] = await first.line(/(whsec_\S+)/);
    await until('some are there', () => receiver.taken.length >= 10);
    first.child.kill('SIGKILL');
    await first.exited;
    await append(10);
    const second = listen(['--forward-to', receiver.url]);
    expect((await second.line(/(whsec_\S+)/))[1]).toBe(secret);
    await until('all are there', () => deduplicated(receiver).length >= 40);
    expect(deduplicated(receiver)).toEqual(await logged());
    // What was under way at the kill may come twice, and nothing else.
    expect(receiver.taken.length).toBeLessThanOrEqual(41);
  });

  it('keeps asking a server that is down or refuses, and changes no order', async () => {
    const receiver = await openReceiver();
    receiver.answers.push(500, 302, 404);
    const child = listen(['--forward-to', receiver.url]);
    await child.line(/whsec_/);
    await append(3);
    await child.line(/-> {2}500 in \d+ ms, again in/);
    await until('they are there', () => receiver.taken.length === 3);
    expect(receiver.seen.slice(0, 4).map(({ headers }) => headers['webhook-id'])).toEqual(
      Array.from({ length: 4 }, () => receiver.taken[0]?.headers['webhook-id']),
    );
    await receiver.down();
    await append(3);
    await child.line(/-> {2}ECONNREFUSED in \d+ ms, again in/);
    await append(3);
    await receiver.up();
    await until('the rest is there', () => receiver.taken.length === 9);
    expect(bodies(receiver)).toEqual(await logged());
  });

  it('loses and repeats nothing when the gateway is cut off again and again', async () => {
    const receiver = await openReceiver();
    const open = new Set<Socket>();
    const target = Number(new URL(gateway.url).port);
    const proxy = createTcpServer((socket) => {
      const upstream = connect(target, '127.0.0.1');
      for (const end of [socket, upstream]) {
        open.add(end);
        end.on('error', () => undefined);
        end.on('close', () => {
          open.delete(end);
          socket.destroy();
          upstream.destroy();
        });
      }
      socket.pipe(upstream).pipe(socket);
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    const child = listen(['--forward-to', receiver.url], shop.readKey, address);
    await child.line(/whsec_/);
    for (let cut = 1; cut <= 4; cut++) {
      await append(15);
      await until('some came', () => receiver.taken.length > (cut - 1) * 15 + 3);
      for (const socket of open) socket.destroy();
      await append(5);
      await until('all came', () => receiver.taken.length >= cut * 20);
    }
    expect(bodies(receiver)).toEqual(await logged());
    await child.line(/no connection to the gateway/);
    proxy.close();
  });

  it('asks for some types, and begins after a cursor, where it is told so', async () => {
    const receiver = await openReceiver();
    await append(2);
    await append(2, 'order.expired');
    const [, second = ''] = await logged();
    const { cursor } = JSON.parse(second) as { cursor: string };
    listen(['--forward-to', receiver.url, '--after', cursor, '--types', 'order.expired,order.created']);
    await append(2);
    await append(1, 'order.created');
    await until('they came', () => receiver.taken.length >= 3);
    const types = receiver.taken.map(({ body }) => (JSON.parse(body) as { type: string }).type);
    expect(types).toEqual(['order.expired', 'order.expired', 'order.created']);
  });

  it('only shows them with --json, one object a line', async () => {
    await append(2);
    const child = listen(['--json', '--print']);
    await until('two lines', () => child.lines.length >= 2);
    const [first] = await logged();
    expect(JSON.parse(child.lines[0] ?? '')).toMatchObject({
      type: 'order.settled',
      body: JSON.parse(first ?? '') as object,
    });
  });

  it('ends where it cannot go on, and says why', async () => {
    const receiver = await openReceiver();
    const forward = ['--forward-to', receiver.url];
    const foreign = '00000000-0000-4000-8000-000000000000:1';
    const cases: [Watched, RegExp][] = [
      [listen(forward, `rk_${'0'.repeat(16)}_${'0'.repeat(64)}`), /LISTEN_REFUSED: .*key does not work/],
      [listen([...forward, '--after', foreign]), /CURSOR_UNKNOWN_EPOCH/],
      [listen([...forward, '--types', 'order.paid'], shop.secretKey), /LISTEN_REFUSED: .*types/],
      [listen([]), /FORWARD_TO/],
      [listen(['--forward-to', 'shop'], shop.secretKey), /FORWARD_TO/],
    ];
    for (const [child, words] of cases) {
      expect(await child.exited).toMatchObject({ code: 1 });
      expect(child.lines.join('\n')).toMatch(words);
    }
  });

  it('runs once for a key and a folder', async () => {
    const receiver = await openReceiver();
    await listen(['--forward-to', receiver.url]).line(/whsec_/);
    const second = listen(['--forward-to', receiver.url]);
    expect(await second.exited).toMatchObject({ code: 1 });
    expect(second.lines.join('\n')).toContain('ALREADY_LISTENING');
  });
});
