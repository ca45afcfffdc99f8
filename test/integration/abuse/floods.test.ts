/**
 * Floods at a gateway in a process of its own, without its limits of rate: each request is refused in words, others are served
 * meanwhile, and the process stays up and small.
 */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { startGatewayProcess, type GatewayProcess } from '../../support/gateway-process.js';
import { createTestIndex, type Answer, type TestIndex } from '../../support/gateway.js';
import { openSocket, type TestSocket } from '../../support/web-socket.js';

/** In MiB, above what it holds when it has just begun to serve. What a flood leaves behind without bounds is a multiple. */
const MOST_MORE = 50;
const LARGE = 95_000;

let index: TestIndex;
let gateway: GatewayProcess;
let before: number;

beforeAll(async () => {
  index = await createTestIndex();
  gateway = await startGatewayProcess(index.database.url);
  for (let i = 0; i < 50; i++) await served();
  before = await gateway.memory();
}, 150_000);
afterAll(async () => {
  await gateway.close();
  await index.close();
});
afterEach(async () => {
  await served();
  expect(gateway.isAlive()).toBe(true);
  expect((await gateway.memory()) - before).toBeLessThan(MOST_MORE);
});

async function post(
  body: string,
  path = '/graphql',
): Promise<{ readonly status: number; readonly answer: Answer }> {
  const response = await fetch(gateway.url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return { status: response.status, answer: (await response.json()) as Answer };
}

async function served(): Promise<void> {
  const { answer } = await post(JSON.stringify({ query: '{ chain { title } }' }));
  expect(answer).toEqual({ data: { chain: { title: 'A network for tests' } } });
}

/** Sends so many, some at once, while somebody else asks and is answered. */
async function flood(count: number, one: (i: number) => Promise<void>): Promise<void> {
  const AT_ONCE = 20;
  for (let start = 0; start < count; start += AT_ONCE) {
    const numbers = Array.from({ length: Math.min(AT_ONCE, count - start) }, (_, i) => start + i);
    await Promise.all([...numbers.map(one), ...(start % 200 === 0 ? [served()] : [])]);
  }
}

const operation = (query: string, variables: object = {}): string => JSON.stringify({ query, variables });
const times = (count: number, text: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');
const spread = (count: number): string =>
  times(count, (i) => `fragment F${i} on Query { ...F${(i + 1) % count} }`);

describe('GraphQL refuses', () => {
  it.each<[what: string, body: string, code: string, message: RegExp]>([
    [
      'depth',
      operation(`{ __type(name: "Order") { ${'fields { type { '.repeat(20)} name ${'} } '.repeat(20)} } }`),
      'GRAPHQL_VALIDATION_FAILED',
      /limit of/,
    ],
    [
      'breadth',
      operation(`{ chain { ${'title '.repeat(2_000)} } }`),
      'GRAPHQL_PARSE_FAILED',
      /at most|token limit|tokens/,
    ],
    [
      'the same field again and again',
      operation(`{ ${'chain { title } '.repeat(150)} }`),
      'BAD_USER_INPUT',
      /more than 100 places/,
    ],
    [
      'thousands of aliases',
      operation(`{ ${times(5_000, (i) => `a${i}: __typename`)} }`),
      'GRAPHQL_PARSE_FAILED',
      /token/,
    ],
    [
      'sixty aliases',
      operation(`{ ${times(60, (i) => `a${i}: chain { title }`)} }`),
      'GRAPHQL_VALIDATION_FAILED',
      /Aliases limit of 15/,
    ],
    [
      'many operations',
      operation(times(400, (i) => `query q${i} { __typename }`)),
      'GRAPHQL_PARSE_FAILED',
      /token/,
    ],
    [
      'directives',
      operation(`{ __typename ${'@skip(if: false) '.repeat(100)} }`),
      'GRAPHQL_VALIDATION_FAILED',
      /Directives limit of 20/,
    ],
    [
      'directives that are not there',
      operation(`{ __typename ${'@a@b@c'.repeat(100)} }`),
      'GRAPHQL_VALIDATION_FAILED',
      /Directives limit of 20/,
    ],
    [
      'a fragment within itself',
      operation('{ ...A } fragment A on Query { chain { title } ...A }'),
      'GRAPHQL_VALIDATION_FAILED',
      /Cannot spread fragment "A" within itself/,
    ],
    [
      'a circle of fragments',
      operation(`{ ...F0 } ${spread(60)}`),
      'GRAPHQL_VALIDATION_FAILED',
      /limit of|within itself/,
    ],
    ['a long text', operation(`{ ${'x'.repeat(LARGE)} }`), 'GRAPHQL_VALIDATION_FAILED', /Cannot query field/],
    [
      'a batch',
      `[${times(1_000, () => operation('{ __typename }')).replaceAll('} {', '},{')}]`,
      'BAD_REQUEST',
      /batch/i,
    ],
    [
      'variables that nobody declared',
      operation('query ($a: Int!) { transfers(first: $a) { totalCount } }', { b: 'x'.repeat(LARGE) }),
      'BAD_USER_INPUT',
      /"\$a" of required type/,
    ],
    [
      'variables nested deep',
      `{"query":"{ __typename }","variables":{"a":${'['.repeat(40_000)}${']'.repeat(40_000)}}}`,
      'BAD_USER_INPUT',
      /nested too deep/,
    ],
    [
      'a body that is too large',
      operation(`{ __typename } #${'x'.repeat(200_000)}`),
      'BAD_REQUEST',
      /too large/,
    ],
  ])('%s, again and again', async (_what, body, code, message) => {
    await flood(20, async () => {
      const { status, answer } = await post(body);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(answer.errors?.[0]?.extensions.code).toBe(code);
      expect(answer.errors?.[0]?.message).toMatch(message);
      expect(JSON.stringify(answer).length).toBeLessThan(3 * LARGE);
    });
  });

  it('persisted queries, of which it keeps none', async () => {
    const hash = (text: string): string => createHash('sha256').update(text).digest('hex');
    await flood(200, async (i) => {
      const query = `{ __typename } # ${i} ${'x'.repeat(LARGE)}`;
      const persistedQuery = { version: 1, sha256Hash: hash(query) };
      const { answer } = await post(JSON.stringify({ query, extensions: { persistedQuery } }));
      expect(answer.errors?.[0]?.extensions.code).toBe('PERSISTED_QUERY_NOT_SUPPORTED');
    });
  });
});

it('a huge list in variables is refused by its length', async () => {
  const text = 'query ($a: [BigFloat!]) { transfers(filter: { value: { in: $a } }) { totalCount } }';
  await flood(20, async () => {
    const { answer } = await post(operation(text, { a: Array(20_000).fill('1') }));
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(answer.errors?.[0]?.message).toMatch(/at most|more than/);
  });
});

it('operations that are all different leave nothing behind', async () => {
  await flood(900, async (i) => {
    // One letter that is not of Latin 1 doubles what a text takes in memory.
    const { answer } = await post(operation(`{ __typename } # Ā${i} ${'x'.repeat(LARGE)}`));
    expect(answer).toEqual({ data: { __typename: 'Query' } });
  });
}, 120_000);

describe('sockets', () => {
  const PROTOCOLS = ['graphql-transport-ws'];
  const openAt = (path: string): Promise<TestSocket> =>
    openSocket(gateway.url, path, {}, path === '/graphql' ? PROTOCOLS : []);

  it.each([
    ['/graphql', 1009],
    ['/api/v1/ws', 1009],
    ['/v1/ws/orders', 1009],
  ])('at %s end where a frame is too large, and others stay', async (path, code) => {
    const quiet = await openAt(path);
    for (let i = 0; i < 20; i++) {
      const { socket, closed } = await openAt(path);
      socket.send('x'.repeat(1_024 * 1_024));
      expect((await closed).code).toBe(code);
    }
    expect(quiet.socket.readyState).toBe(quiet.socket.OPEN);
    await quiet.close();
  });

  it.each(['/graphql', '/api/v1/ws', '/v1/ws/orders'])('at %s end where nonsense comes', async (path) => {
    await flood(60, async () => {
      const { socket, closed } = await openAt(path);
      // A shop's socket answers nonsense, and ends with who sends it faster than it answers.
      while (socket.readyState === socket.OPEN) {
        for (let i = 0; i < 100; i++) socket.send('{"type":"nonsense"');
        await sleep(20);
      }
      expect((await closed).code).toBeGreaterThanOrEqual(1_000);
    });
  });

  it('that say nothing, hundreds of them, keep nobody from being served', async () => {
    const silent: TestSocket[] = [];
    await flood(300, async () => void silent.push(await openAt('/graphql')));
    await served();
    await Promise.all(silent.map(({ socket, closed }) => (socket.terminate(), closed)));
  });

  it('that ask for answers and do not read them are not answered without end', async () => {
    const greedy = await openAt('/graphql');
    greedy.socket.send('{"type":"connection_init"}');
    expect(await greedy.next()).toContain('connection_ack');
    greedy.socket.pause();
    const ping = JSON.stringify({ type: 'ping', payload: { text: 'x'.repeat(90_000) } });
    for (let i = 0; i < 500; i++) greedy.socket.send(ping);
    await served();
    greedy.socket.terminate();
    await greedy.closed;
  });
});
