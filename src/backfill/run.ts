/** Indexes finalized history at full speed, up to the finalized head. Whoever stops or kills it may start it again. */
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { connectRpc, type Rpc } from '../chain/rpc.js';
import { recordCompany } from '../domain/company/record.js';
import type { BlockRows } from '../domain/extract/rows.js';
import { ChaintillError } from '../domain/errors.js';
import type { Hex } from '../domain/hex.js';
import type { IndexWriter } from '../store/chain/backfill/writer.js';
import { ScaleError } from './decode/cursor.js';
import { readHeaderJson } from './decode/header.js';
import { createExecutors } from './fetch/executors.js';
import { persist } from './fetch/patience.js';
import { readInOrder } from './fetch/pipeline.js';
import type { Stretch } from './fetch/stretch.js';

export interface BackfillOptions {
  readonly endpoints: readonly string[];
  /** Hash of block 0 of the chain that is indexed, which each endpoint must have. */
  readonly genesisHash: string;
  readonly writer: IndexWriter;
  /** The first block of an index that has none. */
  readonly startBlock: number;
  /** Where to stop; the finalized head if not given. */
  readonly to?: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: BackfillProgress) => void;
  /** Told of each failure of the node that is tried again. */
  readonly onFailure?: (error: unknown) => void;
}

export interface BackfillProgress {
  /** The last block that is written. */
  readonly height: number;
  readonly target: number;
  /** Since the beginning of this run. */
  readonly blocks: number;
  readonly rows: number;
  readonly seconds: number;
}

/** What is left to SubQuery, which would index it while another round of ours begins. */
const LEFT_OVER = 16;

/**
 * @returns what was done; no blocks where there is nothing to do
 * @throws {ChaintillError} `METADATA_UNSUPPORTED`, `RUNTIME_UNSUPPORTED`, `RPC_UNREACHABLE`, `BLOCK_UNREADABLE`,
 * `STATE_UNAVAILABLE`, `GENESIS_MISMATCH`, `INDEX_AHEAD`, `INDEX_MOVED`, and as reading and writing do; what was written stays
 */
export async function backfill(options: BackfillOptions): Promise<BackfillProgress> {
  const { endpoints, genesisHash, writer, startBlock, signal, onProgress } = options;
  const { onFailure = () => undefined } = options;
  await cryptoWaitReady(); // without it hashing is right as well, and six times slower
  await writer.trim();
  const rpc = await connectRpc(endpoints, undefined, signal);
  const begun = performance.now();
  const executors = createExecutors();
  let progress = {
    height: (await writer.height()) ?? startBlock - 1,
    target: 0,
    blocks: 0,
    rows: 0,
    seconds: 0,
  };
  try {
    for (;;) {
      const from = progress.height + 1;
      const { head, parent } = await persist({ rpc, signal, onFailure }, () => look(rpc, genesisHash, from));
      const target = Math.min(head, options.to ?? head);
      progress = { ...progress, target };
      if (progress.height >= target || (progress.blocks > 0 && target - progress.height <= LEFT_OVER)) break;
      const stretches = readInOrder({
        ...{ rpc, executors, startBlock, signal, onFailure, from, to: target },
        ...(parent !== null && { parent }),
      });
      for await (const stretch of stretches) {
        await write(writer, stretch, target);
        progress = {
          height: stretch.to,
          target,
          blocks: progress.blocks + stretch.to - stretch.from + 1,
          rows: progress.rows + countRows(stretch.rows),
          seconds: (performance.now() - begun) / 1000,
        };
        onProgress?.(progress);
      }
    }
  } finally {
    await rpc.close();
  }
  return progress;
}

async function write(
  writer: IndexWriter,
  { from, to, rows, companies }: Stretch,
  target: number,
): Promise<void> {
  await writer.write({
    from,
    to,
    rows,
    target,
    async more(store) {
      for (const { block, state, ...how } of companies) await recordCompany(store, block, state, how);
    },
  });
}

/**
 * The chain as a node has it: the finalized head, and the block that the next one goes on from; null where it has none. All
 * that is read from then on must go on from there, so no other node can bring in another chain.
 * @throws {ChaintillError} `GENESIS_MISMATCH`, `BLOCK_UNREADABLE`, and as `rpc`
 */
async function look(
  rpc: Rpc,
  expected: string,
  from: number,
): Promise<{ readonly head: number; readonly parent: Hex | null }> {
  // In one message, so that one node answers it all.
  const [genesis, parent, finalized] = await rpc.requestAll([
    { method: 'chain_getBlockHash', params: [0] },
    { method: 'chain_getBlockHash', params: [from - 1] },
    { method: 'chain_getFinalizedHead', params: [] },
  ]);
  if (genesis !== expected) {
    throw new ChaintillError(
      'GENESIS_MISMATCH',
      `an RPC endpoint serves another chain, with genesis ${String(genesis)}: check --network and --endpoint`,
    );
  }
  const { number, hash } = readPlace(await rpc.request('chain_getHeader', [finalized]));
  if (hash !== finalized) throw unreadableHead();
  return { head: number, parent: typeof parent === 'string' ? (parent as Hex) : null };
}

function readPlace(header: unknown): ReturnType<typeof readHeaderJson> {
  try {
    return readHeaderJson(header);
  } catch (error) {
    if (error instanceof ScaleError) throw unreadableHead(error);
    throw error;
  }
}

function unreadableHead(cause?: unknown): ChaintillError {
  return new ChaintillError(
    'BLOCK_UNREADABLE',
    'the RPC endpoint gives no header for its finalized head: check the endpoint, or name another',
    { cause },
  );
}

function countRows(rows: readonly BlockRows[]): number {
  let count = 0;
  for (const { transfers, assetTransfers, remarks, assets, failedPayments } of rows)
    for (const { length } of [transfers, assetTransfers, remarks, assets, failedPayments]) count += length;
  return count;
}
