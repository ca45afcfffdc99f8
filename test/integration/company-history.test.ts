/** What companies moved, on made-up chains, against the same counted over every movement. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { sumUpCompanies } from '../../src/store/company/sum-up.js';
import { formatAccount } from '../../src/domain/account.js';
import type { Hex } from '../../src/domain/hex.js';
import {
  accountOf,
  expectedHistory,
  insertCompanySpans,
  insertFailures,
  insertMovements,
  LAST_BLOCK,
  owns,
  randomChain,
  timeOfBlock,
  type ExpectedEntry,
  type RandomChain,
} from '../support/company-flows.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { openTestTill } from '../support/till.js';

const COMPANY = '0-1';
/** Has the same accounts, and so many others that not all pairs of them are looked up. */
const LARGE_COMPANY = '0-7';
let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let chain: RandomChain;
let expected: readonly ExpectedEntry[];

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  chain = randomChain(7, 1_400);
  await insertCompanySpans(index.client, chain.spans);
  const silent = Array.from({ length: 40 }, (_, i) => accountOf(1_000 + i));
  await insertCompanySpans(index.client, [
    ...spansOf(COMPANY).map((span) => ({ ...span, companyId: LARGE_COMPANY })),
    ...silent.map(
      (accountId) =>
        ({ companyId: LARGE_COMPANY, accountId, role: 'payment', fromBlock: 1, untilBlock: null }) as const,
    ),
  ]);
  await insertMovements(index, chain.movements);
  await insertFailures(index.client, chain.failures);
  await index.setMetadata({ lastProcessedHeight: LAST_BLOCK });
  expected = expectedHistory(spansOf(COMPANY), chain.movements);
  gateway = await openTestGateway(index.database.url);
}, 60_000);
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

const spansOf = (company: string) => chain.spans.filter(({ companyId }) => companyId === company);

interface Shown {
  readonly id: string;
  readonly direction: string;
  readonly counterparty: { readonly publicKey: string };
  readonly balanceBefore: string;
  readonly balanceAfter: string;
}
interface Connection<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const QUERY = `query ($id: String!, $first: Int, $after: Cursor, $order: HistoryOrder!, $filter: CompanyHistoryFilter) {
  company(id: $id) { list: history(first: $first, after: $after, orderBy: $order, filter: $filter) {
    nodes { id direction counterparty { publicKey } balanceBefore balanceAfter }
    pageInfo { hasNextPage endCursor }
  } }
}`;
const FAILED = `query ($id: String!, $first: Int, $after: Cursor, $order: HistoryOrder!, $filter: CompanyHistoryFilter) {
  company(id: $id) { list: failedPayments(first: $first, after: $after, orderBy: $order, filter: $filter) {
    nodes { direction account { publicKey } payment { id errorName } } pageInfo { hasNextPage endCursor }
  } }
}`;

/** All of a list, read in pages. */
async function readAll<Node>(
  query: string,
  { order = 'NEWEST_FIRST', first = 147, filter = {}, id = COMPANY },
): Promise<readonly Node[]> {
  const nodes: Node[] = [];
  let after: string | null = null;
  do {
    const variables = { id, first, after, order, filter };
    const answer: { company: { list: Connection<Node> } } = await gateway.query(query, variables);
    const { list } = answer.company;
    expect(list.nodes.length).toBeLessThanOrEqual(first);
    nodes.push(...list.nodes);
    after = list.pageInfo.hasNextPage ? list.pageInfo.endCursor : null;
  } while (after !== null);
  return nodes;
}

const shown = (entries: readonly ExpectedEntry[]): readonly Shown[] =>
  entries.map(({ id, direction, counterparty, balanceBefore, balanceAfter }) => ({
    id,
    direction,
    counterparty: { publicKey: counterparty },
    balanceBefore: balanceBefore.toString(),
    balanceAfter: balanceAfter.toString(),
  }));

const FILTERS: readonly (readonly [filter: object, keeps: (entry: ExpectedEntry) => boolean])[] = [
  [{}, () => true],
  [{ directions: ['IN'] }, ({ direction }) => direction === 'IN'],
  [{ directions: ['OUT'] }, ({ direction }) => direction === 'OUT'],
  [{ directions: ['INTERNAL'] }, ({ direction }) => direction === 'INTERNAL'],
  [{ directions: ['OUT', 'INTERNAL'] }, ({ direction }) => direction !== 'IN'],
  [{ asset: 'native' }, ({ asset }) => asset === null],
  [
    { asset: '2', directions: ['IN', 'OUT'] },
    ({ asset, direction }) => asset === '2' && direction !== 'INTERNAL',
  ],
  [
    { counterparty: formatAccount(accountOf(8), 0) },
    ({ fromId, toId }) => [fromId, toId].includes(accountOf(8)),
  ],
  [
    { counterparty: accountOf(2) },
    ({ fromId, toId, direction }) =>
      direction === 'INTERNAL'
        ? [fromId, toId].includes(accountOf(2))
        : (direction === 'IN' ? fromId : toId) === accountOf(2),
  ],
  [{ reference: 'ref-1' }, ({ reference }) => reference === 'ref-1'],
  [{ minimumValue: '900' }, ({ value }) => value >= 900n],
  [{ fromBlock: 1_300, toBlock: 2_500 }, ({ blockNumber }) => blockNumber >= 1_300 && blockNumber <= 2_500],
  [
    { from: timeOfBlock(700), before: timeOfBlock(3_001) },
    ({ blockNumber }) => blockNumber >= 700 && blockNumber < 3_001,
  ],
  [
    { before: timeOfBlock(2_000), minimumValue: '500', asset: '1' },
    ({ blockNumber, value, asset }) => blockNumber < 2_000 && value >= 500n && asset === '1',
  ],
  [{ from: '2030-01-01T00:00:00Z' }, () => false],
];

async function expectAll(): Promise<void> {
  for (const [filter, keeps] of FILTERS) {
    const wanted = shown(expected.filter(keeps));
    expect(await readAll<Shown>(QUERY, { filter, order: 'OLDEST_FIRST' })).toEqual(wanted);
    expect(await readAll<Shown>(QUERY, { filter, first: 211 })).toEqual(wanted.toReversed());
  }
}

describe("a company's history", () => {
  it('is a story worth testing', () => {
    const count = (direction: string): number =>
      expected.filter((entry) => entry.direction === direction).length;
    expect([count('IN') > 100, count('OUT') > 100, count('INTERNAL') > 30]).toEqual([true, true, true]);
    expect(FILTERS.slice(0, -1).every(([, keeps]) => expected.some(keeps))).toBe(true);
  });

  it(
    'has every movement once, with the balances around it, in both orders and under every filter',
    expectAll,
    120_000,
  );

  it('says the same once settlement has summed it up, in steps', async () => {
    let steps = 0;
    const { epoch } = await till.selectFrom('instance').select('epoch').executeTakeFirstOrThrow();
    // As much as is known at first, then the rest.
    await index.setMetadata({ lastProcessedHeight: 2_345 });
    while (await sumUpCompanies(till, BigInt(epoch), 'chain')) steps += 1;
    await index.setMetadata({ lastProcessedHeight: LAST_BLOCK });
    while (await sumUpCompanies(till, BigInt(epoch), 'chain')) steps += 1;
    expect(steps).toBe(2);
    const { rows } = await index.client.query<{ block: number }>(
      'select max(until_block) as block from till.company_sums',
    );
    expect(rows[0]?.block).toBe(4_300);
    await expectAll();
  }, 120_000);

  it('reads the sums, and not those of an index that is gone', async () => {
    await index.client.query('update till.company_sums set received = received + 5');
    const last = shown(expected).slice(-50).toReversed();
    const read = async (): Promise<unknown> => {
      const variables = { id: COMPANY, first: 50, order: 'NEWEST_FIRST' };
      const { company } = await gateway.query<{ company: { list: Connection<Shown> } }>(QUERY, variables);
      return company.list.nodes;
    };
    expect(await read()).not.toEqual(last);
    await index.client.query("update till.company_sums_state set generation = 'another'");
    expect(await read()).toEqual(last);
    const { epoch } = await till.selectFrom('instance').select('epoch').executeTakeFirstOrThrow();
    while (await sumUpCompanies(till, BigInt(epoch), 'chain'));
    const { rows } = await index.client.query<{ sound: boolean }>(
      'select generation <> $1 as sound from till.company_sums_state',
      ['another'],
    );
    expect(rows).toEqual([{ sound: true }]);
    expect(await read()).toEqual(last);
  }, 60_000);

  it('is told of each company by its own accounts', async () => {
    const other = expectedHistory(spansOf('0-2'), chain.movements);
    expect(await readAll<Shown>(QUERY, { id: '2', order: 'OLDEST_FIRST', first: 500 })).toEqual(shown(other));
  });

  it('of a company with many accounts has the same between its own', async () => {
    const internal = shown(expected.filter(({ direction }) => direction === 'INTERNAL'));
    const filter = { directions: ['INTERNAL'] };
    expect(await readAll<Shown>(QUERY, { id: LARGE_COMPANY, filter, order: 'OLDEST_FIRST' })).toEqual(
      internal,
    );
  });

  it('refuses what cannot be meant', async () => {
    const filters = [
      { asset: 'LLD' },
      { counterparty: 'nobody' },
      { minimumValue: '1.5' },
      { minimumValue: '-1' },
      { fromBlock: -1 },
      { directions: [] },
      { reference: null },
      { reference: 'a\0' },
    ];
    for (const filter of filters) {
      const { errors } = await gateway.ask(QUERY, { id: COMPANY, order: 'NEWEST_FIRST', filter });
      expect([filter, errors?.[0]?.extensions.code]).toEqual([filter, 'BAD_USER_INPUT']);
    }
  });
});

describe("a company's failed payments", () => {
  const sideOf = ({
    fromId,
    toId,
    blockNumber,
  }: {
    fromId: Hex | null;
    toId: Hex | null;
    blockNumber: number;
  }) => {
    const spans = spansOf(COMPANY);
    const [went, came] = [owns(spans, fromId, blockNumber), owns(spans, toId, blockNumber)];
    return went && came ? 'INTERNAL' : came ? 'IN' : went ? 'OUT' : null;
  };

  it('are those from and to its accounts while they were its', async () => {
    const all = chain.failures
      .map((failure) => ({ ...failure, direction: sideOf(failure) }))
      .filter(({ direction }) => direction !== null)
      .toSorted((a, b) => a.blockNumber - b.blockNumber || a.ordinal - b.ordinal)
      .map(({ blockNumber, ordinal, direction, fromId, toId }) => ({
        direction,
        account: { publicKey: direction === 'IN' ? toId : fromId },
        payment: { id: `${blockNumber}-${ordinal}`, errorName: 'InsufficientBalance' },
      }));
    expect(all.length).toBeGreaterThan(25);
    expect(await readAll(FAILED, { order: 'OLDEST_FIRST', first: 20 })).toEqual(all);
    expect(await readAll(FAILED, { first: 33 })).toEqual(all.toReversed());
    expect(await readAll(FAILED, { order: 'OLDEST_FIRST', filter: { directions: ['IN'] } })).toEqual(
      all.filter(({ direction }) => direction === 'IN'),
    );
  });
});
