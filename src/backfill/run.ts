/** Indexes finalized history at full speed, up to the finalized head. Whoever stops or kills it may start it again. */
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { connectRpc, type Rpc } from '../chain/rpc.js';
import { recordCompany } from '../domain/company/record.js';
import type { BlockRows } from '../domain/extract/rows.js';
import type { Hex } from '../domain/hex.js';
import type { IndexWriter } from '../store/chain/backfill/writer.js';
import { createExecutors } from './fetch/executors.js';
import { readInOrder } from './fetch/pipeline.js';
import type { Stretch } from './fetch/stretch.js';

export interface BackfillOptions {
  readonly endpoints: readonly string[];
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
 * `STATE_UNAVAILABLE`, `INDEX_AHEAD`, `INDEX_MOVED`, and as reading and writing do; what was written stays
 */
export async function backfill(options: BackfillOptions): Promise<BackfillProgress> {
  const { endpoints, writer, startBlock, signal, onProgress, onFailure = () => undefined } = options;
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
      const head = await finalizedHeight(rpc);
      const target = Math.min(head, options.to ?? head);
      progress = { ...progress, target };
      if (progress.height >= target || (progress.blocks > 0 && target - progress.height <= LEFT_OVER)) break;
      const stretches = readInOrder({
        ...{ rpc, executors, startBlock, signal, onFailure },
        from: progress.height + 1,
        to: target,
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

async function finalizedHeight(rpc: Rpc): Promise<number> {
  const hash = await rpc.request<Hex>('chain_getFinalizedHead');
  const { number } = await rpc.request<{ readonly number: string }>('chain_getHeader', [hash]);
  return Number.parseInt(number, 16);
}

function countRows(rows: readonly BlockRows[]): number {
  let count = 0;
  for (const { transfers, assetTransfers, remarks, assets, failedPayments } of rows)
    for (const { length } of [transfers, assetTransfers, remarks, assets, failedPayments]) count += length;
  return count;
}
