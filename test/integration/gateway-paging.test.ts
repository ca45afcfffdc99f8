/** Paging while rows arrive: what was there when it began comes exactly once. */
import fc from 'fast-check';
import type { TransferRow } from '../../src/store/chain/tables.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import {
  createTestIndex,
  openTestGateway,
  type Given,
  type TestGateway,
  type TestIndex,
} from '../support/gateway.js';

let index: TestIndex;
let gateway: TestGateway;
beforeAll(async () => {
  index = await createTestIndex();
  gateway = await openTestGateway(index.database.url);
});
afterAll(async () => {
  await gateway.close();
  await index.close();
});

/** Rows with places of their own; also between those that are there, as a backfill makes them. */
function rowsAt(places: readonly number[]): Given<TransferRow>[] {
  return places.map((place) => ({
    blockNumber: 1 + Math.floor(place / 3),
    eventIndex: place % 3,
    fromId: place % 2 === 0 ? ALICE : CHARLIE,
    toId: place % 5 === 0 ? ALICE : BOB,
    value: String(place % 4),
  }));
}

const idsOf = (rows: readonly Given<TransferRow>[]): string[] =>
  rows.map(({ blockNumber, eventIndex }) => `${blockNumber ?? ''}-${eventIndex ?? ''}`);

interface Connection {
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string };
}

const lists: Record<string, (size: number, cursor: string | null) => Promise<Connection>> = {
  async 'a list, newest first'(size, cursor) {
    const text = `query ($size: Int, $cursor: Cursor) {
      transfers(first: $size, after: $cursor) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
    return (await gateway.query<{ transfers: Connection }>(text, { size, cursor })).transfers;
  },
  async 'a list by value'(size, cursor) {
    const text = `query ($size: Int, $cursor: Cursor) {
      transfers(first: $size, after: $cursor, orderBy: VALUE_ASC) { nodes { id } pageInfo { hasNextPage endCursor } } }`;
    return (await gateway.query<{ transfers: Connection }>(text, { size, cursor })).transfers;
  },
  async 'one account, from or to'(size, cursor) {
    const text = `query ($size: Int, $cursor: Cursor, $a: String!) {
      transfers(first: $size, after: $cursor, filter: { or: [{ fromId: { equalTo: $a } }, { toId: { equalTo: $a } }] }) {
        nodes { id } pageInfo { hasNextPage endCursor } } }`;
    return (await gateway.query<{ transfers: Connection }>(text, { size, cursor, a: ALICE })).transfers;
  },
  async 'the history of an account, oldest first'(size, cursor) {
    const text = `query ($size: Int, $cursor: Cursor, $a: String!) {
      account(id: $a) { history(first: $size, after: $cursor, orderBy: OLDEST_FIRST) {
        nodes { id } pageInfo { hasNextPage endCursor } } } }`;
    return (await gateway.query<{ account: { history: Connection } }>(text, { size, cursor, a: ALICE }))
      .account.history;
  },
};

const ofAlice = (row: Given<TransferRow>): boolean => row.fromId === ALICE || row.toId === ALICE;

it.each(Object.entries(lists))(
  '%s loses and doubles no row that was there at the start',
  async (name, readPage) => {
    const places = fc.uniqueArray(fc.nat(150), { minLength: 1, maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(
        places,
        fc.array(places, { maxLength: 6 }),
        fc.integer({ min: 1, max: 12 }),
        async (start, arrivals, size) => {
          await index.client.query('truncate chain.transfers');
          const before = rowsAt(start);
          await index.insertTransfers(before);
          const taken = new Set(start);
          const seen: string[] = [];
          let cursor: string | null = null;
          for (let page = 0; ; page++) {
            const { nodes, pageInfo } = await readPage(size, cursor);
            seen.push(...nodes.map(({ id }) => id));
            if (!pageInfo.hasNextPage) break;
            cursor = pageInfo.endCursor;
            const arriving = (arrivals[page] ?? []).filter((place) => !taken.has(place));
            for (const place of arriving) taken.add(place);
            await index.insertTransfers(rowsAt(arriving));
          }
          const wanted = idsOf(name.includes('account') ? before.filter(ofAlice) : before);
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen).toEqual(expect.arrayContaining(wanted));
        },
      ),
      { numRuns: 20 },
    );
  },
  60_000,
);

describe('page sizes', () => {
  const count = async (args: string): Promise<number> =>
    (await gateway.query<{ transfers: Connection }>(`{ transfers${args} { nodes { id } } }`)).transfers.nodes
      .length;

  it('are a hundred by default and a thousand at most', async () => {
    await index.client.query('truncate chain.transfers');
    await index.insertTransfers(rowsAt(Array.from({ length: 1_100 }, (_, i) => i)));
    expect(await count('')).toBe(100);
    expect(await count('(first: 1050)')).toBe(1_000);
    expect(await count('(first: 0)')).toBe(0);
    expect(await count('(offset: 1095)')).toBe(5);
  });

  it('say truly whether there is more, also at the very end', async () => {
    const page = async (args: string): Promise<object> =>
      (
        await gateway.query<{ transfers: { pageInfo: object } }>(
          `{ transfers${args} { pageInfo { hasNextPage hasPreviousPage } } }`,
        )
      ).transfers.pageInfo;
    await index.client.query('truncate chain.transfers');
    await index.insertTransfers(rowsAt([0, 1, 2]));
    expect(await page('(first: 3)')).toEqual({ hasNextPage: false, hasPreviousPage: false });
    expect(await page('(first: 2)')).toEqual({ hasNextPage: true, hasPreviousPage: false });
    expect(await page('(first: 2, offset: 1)')).toEqual({ hasNextPage: false, hasPreviousPage: true });
    expect(await page('(last: 2)')).toEqual({ hasNextPage: false, hasPreviousPage: true });
  });
});
