/** What a user can send wrong, and what an attacker can send: the answer says what to change, and shows nothing inside. */
import { getIntrospectionQuery } from 'graphql';
import { pino } from 'pino';
import { ALICE, BOB } from '../support/accounts.js';
import {
  createTestIndex,
  openTestGateway,
  type Answer,
  type TestGateway,
  type TestIndex,
} from '../support/gateway.js';

let index: TestIndex;
let gateway: TestGateway;
const logged: { level: number; msg: string; requestId?: string; err?: { message: string } }[] = [];
const log = pino(
  { level: 'warn' },
  { write: (line) => void logged.push(JSON.parse(line) as (typeof logged)[number]) },
);

beforeAll(async () => {
  index = await createTestIndex();
  gateway = await openTestGateway(index.database.url, { log });
  await index.insertTransfers([{ blockNumber: 1, fromId: ALICE, toId: BOB, reference: "x' OR '1'='1" }]);
});
afterAll(async () => {
  await gateway.close();
  await index.close();
});
beforeEach(() => logged.splice(0));

/** No stack, no SQL, no place in our files, no name of the database's. */
const INSIDES =
  /\bat \S+ \(|node_modules|\.[jt]s:\d|\bselect\b.*\bfrom\b|syntax error at|from_id|relation "|postgres/i;

function expectRefused(answer: Answer, code: string, message: string | RegExp): void {
  expect(answer.errors?.[0]?.extensions.code).toBe(code);
  expect(answer.errors?.[0]?.message).toMatch(message);
  expect(JSON.stringify(answer.errors)).not.toMatch(INSIDES);
}

describe('bad input', () => {
  it.each<[string, string, string, string | RegExp]>([
    ['no GraphQL', '{ transfers(', 'GRAPHQL_PARSE_FAILED', /Expected Name/],
    [
      'an unknown field',
      '{ transferz { nodes { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
      /Did you mean .*"transfers"/,
    ],
    [
      'an unknown column',
      '{ transfers(filter: { nope: { isNull: true } }) { nodes { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
      'nope',
    ],
    [
      'an unknown comparison',
      '{ transfers(filter: { toId: { near: "x" } }) { nodes { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
      'near',
    ],
    [
      'an unknown order',
      '{ transfers(orderBy: SIZE_ASC) { nodes { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
      'SIZE_ASC',
    ],
    [
      'no number',
      '{ transfers(filter: { value: { equalTo: "ten" } }) { nodes { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
      'BigFloat must be a number',
    ],
    [
      'a number too long',
      `{ transfers(filter: { value: { equalTo: "${'9'.repeat(101)}" } }) { nodes { id } } }`,
      'GRAPHQL_VALIDATION_FAILED',
      'BigFloat',
    ],
    [
      'no moment',
      '{ transfers(filter: { timestamp: { equalTo: "now" } }) { nodes { id } } }',
      'GRAPHQL_VALIDATION_FAILED',
      'ISO 8601',
    ],
    [
      'no address',
      '{ transfers(filter: { toId: { equalTo: "bob" } }) { nodes { id } } }',
      'BAD_USER_INPUT',
      'filter.toId.equalTo: not an account address',
    ],
    ['no account', '{ account(id: "bob") { id } }', 'BAD_USER_INPUT', 'id: not an account address'],
    ['no asset', '{ asset(id: "1.5") { id } }', 'BAD_USER_INPUT', "an asset's id is a whole number"],
    ['a negative page', '{ transfers(first: -1) { nodes { id } } }', 'BAD_USER_INPUT', 'first is negative'],
    [
      'first and last',
      '{ transfers(first: 1, last: 1) { nodes { id } } }',
      'BAD_USER_INPUT',
      'first and last cannot go together',
    ],
    [
      'offset and last',
      '{ transfers(offset: 1, last: 1) { nodes { id } } }',
      'BAD_USER_INPUT',
      'offset and last cannot go together',
    ],
    [
      'an endless offset',
      '{ transfers(offset: 100001) { nodes { id } } }',
      'BAD_USER_INPUT',
      'page with after',
    ],
    ['no cursor', '{ transfers(after: "xyz") { nodes { id } } }', 'BAD_USER_INPUT', 'this is not a cursor'],
    [
      'no cursor of a history',
      `{ account(id: "${ALICE}") { history(after: "xyz") { nodes { id } } } }`,
      'BAD_USER_INPUT',
      'this is not a cursor',
    ],
    [
      'a bad reference',
      `{ paymentStatus(orderId: "a b", toId: "${ALICE}", price: "1") { status } }`,
      'BAD_USER_INPUT',
      'orderId: not a reference',
    ],
    [
      'a missing argument',
      `{ paymentStatus(orderId: "1", toId: "${ALICE}") { status } }`,
      'GRAPHQL_VALIDATION_FAILED',
      'price',
    ],
  ])('%s', async (_what, query, code, message) => {
    expectRefused(await gateway.ask(query), code, message);
    expect(logged).toEqual([]);
  });

  it('in variables is refused like in the text', async () => {
    const text = 'query ($x: BigFloat!) { transfers(filter: { value: { equalTo: $x } }) { nodes { id } } }';
    expectRefused(await gateway.ask(text, { x: 'ten' }), 'BAD_USER_INPUT', 'BigFloat must be a number');
    expectRefused(await gateway.ask(text, { x: 2 ** 60 }), 'BAD_USER_INPUT', 'write it as a string');
    expectRefused(await gateway.ask(text), 'BAD_USER_INPUT', '"$x" of required type');
  });

  it('that leaves a variable out does not ask for everybody', async () => {
    const text = 'query ($to: String) { transfers(filter: { toId: { equalTo: $to } }) { nodes { id } } }';
    expectRefused(await gateway.ask(text), 'BAD_USER_INPUT', 'compares with nothing');
    expectRefused(await gateway.ask(text, { to: null }), 'BAD_USER_INPUT', 'is null');
  });
});

describe('strings that are code elsewhere', () => {
  const strings = [
    "x' OR '1'='1",
    "'; DROP SCHEMA chain CASCADE; --",
    '") { nodes { id } } __schema { types { name } } #',
    '$1',
    '%',
    '\\',
    '${7*7}',
    '\u202e',
    '\ud800',
    '1e1000;',
  ];

  it.each(strings)('are nothing but text: %j', async (value) => {
    const text = `query ($v: String!) {
      same: transfers(filter: { reference: { equalTo: $v } }) { nodes { reference } }
      part: transfers(filter: { reference: { includes: $v } }) { nodes { reference } }
      id: transfer(id: $v) { id } }`;
    const { data, errors } = await gateway.ask(text, { v: value });
    expect(errors).toBeUndefined();
    const hit = value === strings[0] ? [{ reference: value }] : [];
    expect(data).toEqual({ same: { nodes: hit }, part: { nodes: hit }, id: null });
    expect((await index.client.query('select from chain.transfers')).rowCount).toBe(1);
  });

  it.each(strings)('are no address, reference, price or cursor: %j', async (value) => {
    const operations = [
      'query ($v: String!) { account(id: $v) { id } }',
      'query ($v: String!) { transfers(filter: { toId: { equalTo: $v } }) { nodes { id } } }',
      `query ($v: String!) { paymentStatus(orderId: "1", toId: $v, price: "1") { status } }`,
      `query ($v: String!) { paymentStatus(orderId: $v, toId: "${ALICE}", price: "1") { status } }`,
      `query ($v: String!) { paymentStatus(orderId: "1", toId: "${ALICE}", price: $v) { status } }`,
      `query ($v: String!) { paymentStatus(orderId: "1", toId: "${ALICE}", price: "1", assetId: $v) { status } }`,
      'query ($v: Cursor!) { transfers(after: $v) { nodes { id } } }',
    ];
    for (const operation of operations) {
      expectRefused(await gateway.ask(operation, { v: value }), 'BAD_USER_INPUT', /not a|is a whole number/);
    }
  });
});

describe('limits', () => {
  const lists = (count: number, args = ''): string =>
    `{ ${Array.from({ length: count }, (_, i) => `a${i}: transfers${args} { nodes { id } }`).join(' ')} }`;
  const nested = (levels: number): object =>
    levels === 0 ? { value: { equalTo: '1' } } : { not: nested(levels - 1) };

  it.each<[string, string, string, RegExp]>([
    ['aliases', lists(16), 'GRAPHQL_VALIDATION_FAILED', /Aliases limit of 15/],
    ['rows', lists(6, '(first: 1000)'), 'BAD_USER_INPUT', /Cost|more than 5000 rows/],
    [
      'tokens',
      `{ transfers(filter: { value: { in: [${'1 '.repeat(1_000)}] } }) { nodes { id } } }`,
      'GRAPHQL_PARSE_FAILED',
      /token/,
    ],
    [
      'depth',
      `{ __type(name: "TransferFilter") { ${'inputFields { type { '.repeat(5)} name ${'} } '.repeat(5)} } }`,
      'GRAPHQL_VALIDATION_FAILED',
      /depth limit of 10/,
    ],
    [
      'directives',
      `{ chain { title ${'@include(if: true) '.repeat(21)} } }`,
      'GRAPHQL_VALIDATION_FAILED',
      /Directives limit/,
    ],
  ])('%s', async (_what, query, code, message) => {
    expectRefused(await gateway.ask(query), code, message);
  });

  it('rows, also where variables hide how many', async () => {
    const text = `query ($n: Int) ${lists(6, '(first: $n)')}`;
    expectRefused(await gateway.ask(text, { n: 1_000 }), 'BAD_USER_INPUT', 'more than 5000 rows');
    expect((await gateway.ask(text, { n: 100 })).errors).toBeUndefined();
  });

  it('of filters hold in variables as well', async () => {
    const text = 'query ($f: TransferFilter) { transfers(filter: $f) { nodes { id } } }';
    expectRefused(await gateway.ask(text, { f: nested(20) }), 'BAD_USER_INPUT', 'nested too deep');
    const levels = 10_000;
    const body = `{"query":${JSON.stringify(text)},"variables":{"f":${'{"not":'.repeat(levels)}{}${'}'.repeat(levels)}}}`;
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expectRefused((await response.json()) as Answer, 'BAD_USER_INPUT', 'nested too deep');
    expect((await gateway.ask('{ chain { title } }')).errors).toBeUndefined();
  });

  it('leave room for introspection, as explorers and code generators send it', async () => {
    const { data, errors } = await gateway.ask(
      getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true }),
    );
    expect(errors).toBeUndefined();
    expect(data).toHaveProperty('__schema.queryType.name', 'Query');
  });

  it('end a query that takes too long, and say how to make it faster', async () => {
    const hasty = await openTestGateway(index.database.url, { database: { statementTimeoutMs: 200 }, log });
    await index.client.query('begin; lock table chain.transfers in access exclusive mode');
    try {
      expectRefused(await hasty.ask('{ transfers { nodes { id } } }'), 'QUERY_TIMEOUT', 'narrow its filter');
      expect(logged.map(({ msg }) => msg)).toEqual(['a query failed']);
    } finally {
      await index.client.query('rollback');
      await hasty.close();
    }
  });
});

describe("failures that are not the user's", () => {
  it('of the database come with an id, and the log has it with the cause', async () => {
    await index.client.query('alter table chain.transfers rename column reference to lost');
    try {
      const answer = await gateway.ask(
        '{ transfers(filter: { reference: { equalTo: "a" } }) { nodes { id } } }',
      );
      expectRefused(answer, 'INTERNAL_SERVER_ERROR', /something went wrong in the gateway/);
      const requestId = answer.errors?.[0]?.extensions.requestId;
      expect(answer.errors?.[0]?.message).toContain(requestId);
      expect(logged).toMatchObject([
        { level: 50, requestId, err: { message: expect.stringContaining('reference') as string } },
      ]);
    } finally {
      await index.client.query('alter table chain.transfers rename column lost to reference');
    }
  });

  it('before the indexer has made its tables are told as that', async () => {
    const early = await openTestGateway(index.database.url, { database: { schema: 'not_yet' } });
    try {
      const operations = [
        '{ transfers { nodes { id } } }',
        '{ remarks { totalCount } }',
        '{ transfer(id: "1-0") { id } }',
        `{ account(id: "${ALICE}") { history { totalCount nodes { id } } } }`,
        `{ paymentStatus(orderId: "1", toId: "${ALICE}", price: "1") { status } }`,
      ];
      for (const operation of operations) {
        expectRefused(
          await early.ask(operation),
          'INDEX_NOT_READY',
          'nothing is indexed yet: start the indexer',
        );
      }
    } finally {
      await early.close();
    }
  });

  it('of a database that is away are told as that', async () => {
    const lost = await openTestGateway('postgres://nobody:secret@127.0.0.1:1/none');
    try {
      const answer = await lost.ask('{ transfers { nodes { id } } }');
      expect(answer.errors?.[0]?.extensions.code).toBe('DATABASE_UNAVAILABLE');
      expect(JSON.stringify(answer)).not.toMatch(/secret|nobody/);
    } finally {
      await lost.close();
    }
  });
});

describe('HTTP', () => {
  const post = (
    body: string,
    headers: Record<string, string> = { 'content-type': 'application/json' },
  ): Promise<Response> => fetch(`${gateway.url}/graphql`, { method: 'POST', body, headers });

  it.each([
    ['no JSON', '{', 400],
    ['no query', '{}', 400],
    ['a batch', '[{"query":"{ chain { title } }"}]', 400],
    [
      'a body that is too large',
      JSON.stringify({ query: `{ chain { title } } #${'x'.repeat(200_000)}` }),
      413,
    ],
  ])('%s is a clean error', async (_what, body, status) => {
    const response = await post(body);
    expect(response.status).toBe(status);
    const answer = (await response.json()) as Answer;
    expect(typeof answer.errors?.[0]?.extensions.code).toBe('string');
    expect(JSON.stringify(answer)).not.toMatch(INSIDES);
  });

  it('takes a plain form of another site for what it is', async () => {
    const response = await post(JSON.stringify({ query: '{ chain { title } }' }), {
      'content-type': 'text/plain',
    });
    expect(response.status).toBeGreaterThanOrEqual(400);
  });

  it.each(['/', '/graphql', '/graphql/graphql'])('tells a browser at %s where things are', async (path) => {
    const response = await fetch(gateway.url + path, { headers: { accept: 'text/html' } });
    expect(await response.json()).toMatchObject({ graphql: 'POST /graphql', network: 'testnet' });
  });

  it('answers 404 elsewhere, and says where to go', async () => {
    const response = await fetch(`${gateway.url}/v1/nothing`);
    expect(response.status).toBe(404);
    expectRefused((await response.json()) as Answer, 'NOT_FOUND', 'POST GraphQL to /graphql');
  });

  it('lets pages of other sites ask', async () => {
    const asked = await fetch(`${gateway.url}/graphql`, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://blockchain.example',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    });
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([204, '*']);
    expect(asked.headers.get('access-control-allow-headers')).toBe('content-type');
    expect((await post('{"query":"{ chain { title } }"}')).headers.get('access-control-allow-origin')).toBe(
      '*',
    );
  });
});
