/** Reads a sample of indexed blocks again, in the way in which SubQuery reads them, and compares what they give. */
import { blocksOf } from '../chain/block-source.js';
import { readHeader, type BlockRef } from '../chain/header.js';
import type { Rpc } from '../chain/rpc.js';
import { ChaintillError } from '../domain/errors.js';
import { extract } from '../domain/extract/extract.js';
import { rowsOf, type BlockRows } from '../domain/extract/rows.js';
import type { Hex } from '../domain/hex.js';
import {
  blocksWithRows,
  readStartHeight,
  rowsOfBlock,
  type StoredRow,
} from '../store/chain/backfill/sample.js';
import { readIndexing } from '../store/chain/indexing.js';
import type { ChainDatabase } from '../store/chain/database.js';

export interface VerifyOptions {
  readonly chain: ChainDatabase;
  readonly rpc: Rpc;
  /** How many blocks; half of them, if there are as many, have rows. */
  readonly blocks: number;
  readonly onBlock?: (done: number, of: number) => void;
}

export interface BlockDifference {
  readonly blockNumber: number;
  readonly table: keyof BlockRows;
  /** Id of the first row that differs. */
  readonly id: string;
  /** What the index has and what the chain says, of that row; null for no row. */
  readonly stored: StoredRow | null;
  readonly expected: StoredRow | null;
}

export interface IndexVerification {
  /** The indexed height. */
  readonly height: number;
  readonly blocks: number;
  /** That the blocks of the sample give. */
  readonly rows: number;
  /** One for each table of a block that has any. */
  readonly differences: readonly BlockDifference[];
}

type Compared = 'transfers' | 'assetTransfers' | 'remarks' | 'failedPayments';
const TABLES: readonly Compared[] = ['transfers', 'assetTransfers', 'remarks', 'failedPayments'];

/** @throws {ChaintillError} `INDEX_NOT_READY`, `BLOCK_UNREADABLE`, and as `rpc` and the database */
export async function verifyIndex({
  chain,
  rpc,
  blocks,
  onBlock,
}: VerifyOptions): Promise<IndexVerification> {
  const { indexedHeight } = await readIndexing(chain);
  if (indexedHeight === null)
    throw new ChaintillError('INDEX_NOT_READY', 'nothing is indexed yet: start the indexer');
  const start = Math.max(1, (await readStartHeight(chain)) ?? 1);
  const heights = await sample(chain, { start, end: indexedHeight, blocks });
  const source = blocksOf(rpc, new Map());
  const differences: BlockDifference[] = [];
  let rows = 0;
  for (const [i, height] of heights.entries()) {
    const block = await source.read(await blockAt(rpc, height));
    const expected = rowsOf(block, extract(block));
    const stored = await rowsOfBlock(chain, height);
    for (const table of TABLES) {
      rows += expected[table].length;
      const difference = firstDifference(stored[table], expected[table]);
      if (difference) differences.push({ blockNumber: height, table, ...difference });
    }
    onBlock?.(i + 1, heights.length);
  }
  return { height: indexedHeight, blocks: heights.length, rows, differences };
}

async function blockAt(rpc: Rpc, height: number): Promise<BlockRef> {
  const hash = await rpc.request<Hex | null>('chain_getBlockHash', [height]);
  if (hash === null) {
    throw new ChaintillError(
      'BLOCK_UNREADABLE',
      `the RPC endpoint does not have block ${height}, which is indexed: name one that is up to date`,
    );
  }
  return readHeader(await rpc.request('chain_getHeader', [hash]));
}

/** Ascending, each height once, so that each version of the runtime is asked for once. */
async function sample(
  chain: ChainDatabase,
  { start, end, blocks }: { readonly start: number; readonly end: number; readonly blocks: number },
): Promise<readonly number[]> {
  const span = end - start + 1;
  if (span <= blocks) return Array.from({ length: span }, (_, i) => start + i);
  const anywhere = (): number => start + Math.floor(Math.random() * span);
  const withRows = await blocksWithRows(chain, Array.from({ length: Math.ceil(blocks / 2) }, anywhere));
  const heights = new Set(withRows.filter((height) => height <= end).slice(0, Math.ceil(blocks / 2)));
  while (heights.size < blocks) heights.add(anywhere());
  return [...heights].sort((a, b) => a - b);
}

function firstDifference(
  stored: readonly StoredRow[],
  expected: readonly { readonly id: string }[],
): Pick<BlockDifference, 'id' | 'stored' | 'expected'> | null {
  for (let i = 0; i < Math.max(stored.length, expected.length); i++) {
    const wanted = expected[i] ? comparable(expected[i] as object) : null;
    const found = stored[i] ? comparable(stored[i] as object) : null;
    if (JSON.stringify(wanted) !== JSON.stringify(found))
      return { id: String((wanted ?? found)?.['id']), stored: found, expected: wanted };
  }
  return null;
}

/** A row in the one form of both sides: absent is null, amounts in decimal, times in UTC. */
function comparable(row: object): StoredRow {
  return Object.fromEntries(
    Object.entries(row as StoredRow)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([column, value]) => [column, comparableValue(column, value)]),
  );
}

function comparableValue(column: string, value: unknown): unknown {
  if (value === undefined || value === null) return null;
  if (column === 'timestamp') return new Date(value as string | Date).toISOString();
  return typeof value === 'bigint' ? value.toString() : value;
}
