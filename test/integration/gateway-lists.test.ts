/** The meaning of filters and orders, against a model of them that knows no SQL. */
import fc from 'fast-check';
import type { AssetTransferRow } from '../../src/store/chain/tables.js';
import { ALICE, ALICE_HEX, ALICE_PREFIX_0, BOB, CHARLIE } from '../support/accounts.js';
import {
  completeTransfer,
  createTestIndex,
  openTestGateway,
  type TestGateway,
  type TestIndex,
} from '../support/gateway.js';

const references = [null, 'A-1', 'a-1', 'A_1', '100%', 'a\\b', "it's", 'Ä', ''];
const moments = [null, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.001Z', '2026-06-01T12:00:00.000Z'];
const accounts = [ALICE, BOB, CHARLIE];

/** Every kind of value next to every other, in an order that is none of the list's. */
const rows: AssetTransferRow[] = Array.from({ length: 72 }, (_, i) => ({
  ...completeTransfer({
    blockNumber: 1 + ((i * 37) % 60),
    eventIndex: i,
    fromId: accounts[i % 3] ?? ALICE,
    toId: accounts[(i * 7) % 2] ?? BOB,
    value: (10n ** BigInt((i * 5) % 25) + BigInt(i % 2)).toString(),
    reference: references[i % references.length] ?? null,
    timestamp: moments[i % moments.length] ?? null,
    extrinsicIndex: i % 4 === 0 ? null : i % 4,
    signerId: i % 5 === 0 ? null : ALICE,
  }),
  asset: String(i % 3),
}));

let index: TestIndex;
let gateway: TestGateway;
beforeAll(async () => {
  index = await createTestIndex();
  await index.insertAssetTransfers(rows);
  gateway = await openTestGateway(index.database.url);
});
afterAll(async () => {
  await gateway.close();
  await index.close();
});

interface List {
  assetTransfers: { totalCount: number; nodes: { id: string }[] };
}

async function ids(filter: object, orderBy: string[] = []): Promise<string[]> {
  const { assetTransfers } = await gateway.query<List>(
    `query ($filter: AssetTransferFilter, $orderBy: [AssetTransfersOrderBy!]) {
       assetTransfers(filter: $filter, orderBy: $orderBy, first: 1000) { totalCount nodes { id } } }`,
    { filter, orderBy },
  );
  expect(assetTransfers.totalCount).toBe(assetTransfers.nodes.length);
  return assetTransfers.nodes.map(({ id }) => id);
}

function expected(meets: (row: AssetTransferRow) => boolean): string[] {
  return rows.filter(meets).map(({ id }) => id);
}

async function expectSame(filter: object, meets: (row: AssetTransferRow) => boolean): Promise<void> {
  const found = await ids(filter);
  expect(found.toSorted()).toEqual(expected(meets).toSorted());
}

type Text = string | null;
const text = (row: AssetTransferRow): Text => row.reference;
const lower = (value: string): string => value.toLowerCase();

describe('filters of text', () => {
  it.each<[string, unknown, (value: Text) => boolean]>([
    ['isNull', true, (v) => v === null],
    ['isNull', false, (v) => v !== null],
    ['equalTo', 'A-1', (v) => v === 'A-1'],
    ['notEqualTo', 'A-1', (v) => v !== null && v !== 'A-1'],
    ['distinctFrom', 'A-1', (v) => v !== 'A-1'],
    ['notDistinctFrom', 'A-1', (v) => v === 'A-1'],
    ['in', ['A-1', 'Ä'], (v) => v === 'A-1' || v === 'Ä'],
    ['in', [], () => false],
    ['notIn', ['A-1', 'Ä'], (v) => v !== null && v !== 'A-1' && v !== 'Ä'],
    ['includes', '%', (v) => v !== null && v.includes('%')],
    ['includes', '_', (v) => v !== null && v.includes('_')],
    ['includes', '\\', (v) => v !== null && v.includes('\\')],
    ['notIncludes', '-', (v) => v !== null && !v.includes('-')],
    ['includesInsensitive', 'A', (v) => v !== null && lower(v).includes('a')],
    ['notIncludesInsensitive', 'A', (v) => v !== null && !lower(v).includes('a')],
    ['startsWith', 'A', (v) => v !== null && v.startsWith('A')],
    ['notStartsWith', 'A', (v) => v !== null && !v.startsWith('A')],
    ['startsWithInsensitive', 'a', (v) => v !== null && lower(v).startsWith('a')],
    ['endsWith', '1', (v) => v !== null && v.endsWith('1')],
    ['notEndsWith', '1', (v) => v !== null && !v.endsWith('1')],
    ['endsWithInsensitive', 'S', (v) => v !== null && lower(v).endsWith('s')],
    ['like', 'A_1', (v) => v !== null && /^A.1$/.test(v)],
    ['notLike', 'A_1', (v) => v !== null && !/^A.1$/.test(v)],
    ['likeInsensitive', 'a%', (v) => v !== null && lower(v).startsWith('a')],
    ['equalToInsensitive', 'A-1', (v) => v !== null && lower(v) === 'a-1'],
    ['notEqualToInsensitive', 'A-1', (v) => v !== null && lower(v) !== 'a-1'],
    ['equalTo', "it's", (v) => v === "it's"],
  ])('%s %j', async (operator, value, meets) => {
    await expectSame({ reference: { [operator]: value } }, (row) => meets(text(row)));
  });
});

describe('filters of numbers, heights, moments, assets and accounts', () => {
  const big = 10n ** 20n;
  it.each<[string, object, (row: AssetTransferRow) => boolean]>([
    ['value, exactly', { value: { equalTo: big.toString() } }, (r) => BigInt(r.value) === big],
    ['value, with an exponent', { value: { equalTo: '1e20' } }, (r) => BigInt(r.value) === big],
    ['value above', { value: { greaterThan: big.toString() } }, (r) => BigInt(r.value) > big],
    ['value up to', { value: { lessThanOrEqualTo: big.toString() } }, (r) => BigInt(r.value) <= big],
    [
      'value between',
      { value: { greaterThan: '10', lessThan: '100001' } },
      (r) => BigInt(r.value) > 10n && BigInt(r.value) < 100001n,
    ],
    [
      'value, of a list',
      { value: { in: ['1', big.toString()] } },
      (r) => BigInt(r.value) === 1n || BigInt(r.value) === big,
    ],
    ['height from', { blockNumber: { greaterThanOrEqualTo: 30 } }, (r) => r.blockNumber >= 30],
    ['height above a fraction', { blockNumber: { greaterThan: '29.5' } }, (r) => r.blockNumber >= 30],
    ['height beyond all', { blockNumber: { lessThan: '99999999999999999999' } }, () => true],
    ['height not of a list', { blockNumber: { notIn: ['1', '2', '2.5'] } }, (r) => r.blockNumber > 2],
    ['event index', { eventIndex: { lessThan: 5 } }, (r) => r.eventIndex < 5],
    ['no extrinsic', { extrinsicIndex: { isNull: true } }, (r) => r.extrinsicIndex === null],
    ['another extrinsic, or none', { extrinsicIndex: { distinctFrom: 1 } }, (r) => r.extrinsicIndex !== 1],
    [
      'moment',
      { timestamp: { equalTo: '2026-01-01T01:00:00.001+01:00' } },
      (r) => r.timestamp === moments[2],
    ],
    [
      'moment from',
      { timestamp: { greaterThanOrEqualTo: '2026-01-01T00:00:00.001' } },
      (r) => r.timestamp !== null && r.timestamp >= (moments[2] ?? ''),
    ],
    ['asset as text', { asset: { equalTo: '1' } }, (r) => r.asset === '1'],
    ['asset as number', { asset: { equalTo: 1 } }, (r) => r.asset === '1'],
    ['asset, another', { asset: { notEqualTo: '1' } }, (r) => r.asset !== '1'],
    ['account with its prefix', { fromId: { equalTo: ALICE } }, (r) => r.fromId === ALICE_HEX],
    ['account with another', { fromId: { equalTo: ALICE_PREFIX_0 } }, (r) => r.fromId === ALICE_HEX],
    ['account as key', { fromId: { equalTo: ALICE_HEX } }, (r) => r.fromId === ALICE_HEX],
    ['accounts', { fromId: { in: [ALICE_HEX, ALICE_PREFIX_0, BOB] } }, (r) => r.fromId !== rows[2]?.fromId],
    ['not the account', { fromId: { notEqualTo: ALICE_PREFIX_0 } }, (r) => r.fromId !== ALICE_HEX],
    ['no signer', { signerId: { isNull: true } }, (r) => r.signerId === null],
    [
      'all of several',
      { asset: { equalTo: 1 }, fromId: { equalTo: BOB } },
      (r) => r.asset === '1' && r.fromId === rows[1]?.fromId,
    ],
    [
      'one of several',
      { or: [{ asset: { equalTo: 1 } }, { blockNumber: { lessThan: 5 } }] },
      (r) => r.asset === '1' || r.blockNumber < 5,
    ],
    [
      'from or to',
      { or: [{ fromId: { equalTo: ALICE } }, { toId: { equalTo: ALICE } }] },
      (r) => r.fromId === ALICE_HEX || r.toId === ALICE_HEX,
    ],
    [
      'from or to, since',
      {
        blockNumber: { greaterThan: 20 },
        or: [{ fromId: { equalTo: ALICE } }, { toId: { equalTo: ALICE } }],
      },
      (r) => r.blockNumber > 20 && (r.fromId === ALICE_HEX || r.toId === ALICE_HEX),
    ],
    [
      'signed or referenced',
      { or: [{ signerId: { equalTo: ALICE } }, { reference: { equalTo: 'Ä' } }] },
      (r) => r.signerId === ALICE_HEX || r.reference === 'Ä',
    ],
    [
      'neither, nor unknown',
      { not: { reference: { equalTo: 'A-1' } } },
      (r) => r.reference !== null && r.reference !== 'A-1',
    ],
    [
      'and of ors',
      {
        and: [
          { or: [{ asset: { equalTo: 0 } }, { asset: { equalTo: 1 } }] },
          { eventIndex: { lessThan: 30 } },
        ],
      },
      (r) => r.asset !== '2' && r.eventIndex < 30,
    ],
  ])('%s', async (_what, filter, meets) => {
    await expectSame(filter, meets);
  });
});

/** How a row compares with another in the column of an order, as SubQuery has it: a missing value is after all others. */
function compare(column: keyof AssetTransferRow, a: AssetTransferRow, b: AssetTransferRow): number {
  const [x, y] = [a[column], b[column]];
  if (x === null || y === null) return Number(x === null) - Number(y === null);
  if (column === 'value') return Number(BigInt(x) > BigInt(y)) - Number(BigInt(x) < BigInt(y));
  return Number(x > y) - Number(x < y);
}

describe('orders', () => {
  const timestamp: [string, keyof AssetTransferRow] = ['TIMESTAMP', 'timestamp'];
  const columns: [string, keyof AssetTransferRow][] = [
    ['VALUE', 'value'],
    ['BLOCK_NUMBER', 'blockNumber'],
    ['EVENT_INDEX', 'eventIndex'],
    timestamp,
    ['EXTRINSIC_INDEX', 'extrinsicIndex'],
    ['FROM_ID', 'fromId'],
    ['ASSET', 'asset'],
  ];

  it('are newest first where none is given', async () => {
    const order = rows.toSorted((a, b) => b.blockNumber - a.blockNumber || b.eventIndex - a.eventIndex);
    expect(await ids({})).toEqual(order.map(({ id }) => id));
    expect(await ids({}, ['NATURAL'])).toEqual(order.map(({ id }) => id));
  });

  it('of any columns and directions are kept, and page without loss by their cursors, both ways', async () => {
    const by = fc.record({ column: fc.constantFrom(...columns), down: fc.boolean() });
    await fc.assert(
      fc.asyncProperty(
        fc.array(by, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 5, max: 30 }),
        async (order, size) => {
          // A column given a second time says nothing more, not even of the rest's direction.
          const last = order.findLast(({ column }, i) => order.findIndex((by) => by.column === column) === i);
          const tail = last?.down === true ? -1 : 1;
          const sorted = rows.toSorted((a, b) => {
            for (const { column, down } of order) {
              const difference = compare(column[1], a, b);
              if (difference !== 0) return down ? -difference : difference;
            }
            return tail * (a.blockNumber - b.blockNumber || a.eventIndex - b.eventIndex);
          });
          const orderBy = order.map(({ column, down }) => `${column[0]}_${down ? 'DESC' : 'ASC'}`);
          const whole = sorted.map(({ id }) => id);
          expect(await ids({}, orderBy)).toEqual(whole);
          expect(await walk(orderBy, size, 'first')).toEqual(whole);
          expect(await walk(orderBy, size, 'last')).toEqual(whole);
        },
      ),
      {
        numRuns: 15,
        examples: [
          [
            [
              { column: timestamp, down: false },
              { column: timestamp, down: true },
            ],
            30,
          ],
        ],
      },
    );
  }, 60_000);
});

interface Page {
  assetTransfers: {
    nodes: { id: string }[];
    pageInfo: { hasNextPage: boolean; hasPreviousPage: boolean; startCursor: string; endCursor: string };
  };
}

/** Reads all pages of a list, from its start or from its end. */
async function walk(orderBy: string[], size: number, from: 'first' | 'last'): Promise<string[]> {
  const found: string[] = [];
  let cursor: string | null = null;
  for (;;) {
    const { assetTransfers: page }: Page = await gateway.query(
      `query ($orderBy: [AssetTransfersOrderBy!], $size: Int, $cursor: Cursor) {
         assetTransfers(orderBy: $orderBy, ${from}: $size, ${from === 'first' ? 'after' : 'before'}: $cursor) {
           nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
      { orderBy, size, cursor },
    );
    const page_ids = page.nodes.map(({ id }) => id);
    if (from === 'first') found.push(...page_ids);
    else found.unshift(...page_ids);
    const [more, behind] =
      from === 'first'
        ? [page.pageInfo.hasNextPage, page.pageInfo.hasPreviousPage]
        : [page.pageInfo.hasPreviousPage, page.pageInfo.hasNextPage];
    expect(behind).toBe(cursor !== null);
    if (!more) return found;
    cursor = from === 'first' ? page.pageInfo.endCursor : page.pageInfo.startCursor;
  }
}
