import type { Logger } from 'pino';
import { followBestBlocks, type BestBlocksState } from '../chain/best-blocks.js';
import type { BlockData } from '../domain/extract/block.js';
import { extract } from '../domain/extract/extract.js';
import { rowsOf, type AssetTransferRow, type TransferRow } from '../domain/extract/rows.js';
import type { TillDatabase, TillTransaction } from '../store/till/database.js';
import {
  passSightings,
  readWatcherWork,
  recordSightings,
  retractOffBranch,
  type SeenTransfer,
  type SightedPayment,
} from '../store/till/sightings.js';
import { rememberUnclaimed } from './unclaimed.js';

/** Says what happened to sightings, in the transaction that keeps it. What it throws undoes both, to be tried again. */
export type TellSightings = (
  transaction: TillTransaction,
  sightings: readonly SightedPayment[],
) => Promise<void>;

export interface WatcherOptions {
  readonly till: TillDatabase;
  /** RPC endpoints of the till's chain. */
  readonly endpoints: readonly string[];
  /** The genesis that the endpoint must have; null takes any (a dev chain). */
  readonly genesisHash: string | null;
  /** Expected time between blocks, in milliseconds. */
  readonly blockTimeMs: number;
  readonly log: Logger;
  /** Payments of one block that came in sight; never empty. */
  readonly onSighted: TellSightings;
  /** Payments whose block is not on the best branch any more; never empty. */
  readonly onRetracted: TellSightings;
}

export interface Watcher {
  state(): BestBlocksState;
  /** Resolves when it writes nothing any more. */
  close(): Promise<void>;
}

/**
 * Sights payments of open orders in best blocks, and retracts what a fork takes back. Hints: it may miss blocks, run twice,
 * and be ended at any moment; no order is settled or expired by it.
 */
export function startWatcher(options: WatcherOptions): Watcher {
  const { till, onSighted, onRetracted, ...connection } = options;
  const unclaimed = rememberUnclaimed();
  let commandsSeen = '';

  /** Those that no order claims may be of one that is registered yet. */
  async function sight(transfers: readonly SeenTransfer[]): Promise<void> {
    if (transfers.length === 0) return;
    const sighted = await till.transaction().execute(async (transaction) => {
      const found = await recordSightings(transaction, transfers);
      if (found.length > 0) await onSighted(transaction, found);
      return found;
    });
    unclaimed.add(transfers);
    unclaimed.claim(sighted);
  }

  async function retract(transaction: TillTransaction, ways: readonly SightedPayment[][]): Promise<void> {
    const retracted = ways.flat();
    if (retracted.length > 0) await onRetracted(transaction, retracted);
  }

  return followBestBlocks({
    ...connection,
    listener: {
      async onBranch({ above, head, hashes, forked }) {
        const { openOrders, sightings, settledHeight, commands } = await readWatcherWork(till);
        if (sightings) {
          await till
            .transaction()
            .execute(async (transaction) =>
              retract(transaction, [
                await passSightings(transaction, settledHeight ?? 0),
                await retractOffBranch(transaction, { above, upTo: forked ? null : head, hashes }),
              ]),
            );
        }
        unclaimed.keepOnly(hashes);
        if (commands !== commandsSeen) await sight(unclaimed.all());
        commandsSeen = commands;
        return openOrders ? (settledHeight ?? 0) : null;
      },
      async onBlock(block) {
        await sight(transfersOf(block));
      },
    },
  });
}

/** The transfers of a block, of the chain's own token and of assets, as the indexer would write them. */
function transfersOf(block: BlockData): SeenTransfer[] {
  const { transfers, assetTransfers } = rowsOf(block, extract(block));
  return [
    ...transfers.map((row) => seen(row, null)),
    ...assetTransfers.map((row: AssetTransferRow) => seen(row, row.asset)),
  ];
}

function seen(row: TransferRow, asset: string | null): SeenTransfer {
  return {
    blockHash: row.blockId,
    blockNumber: row.blockNumber,
    eventIndex: row.eventIndex,
    extrinsicHash: row.extrinsicHash ?? null,
    blockTime: row.timestamp?.toISOString() ?? null,
    from: row.fromId,
    to: row.toId,
    asset,
    value: row.value,
    reference: row.reference ?? null,
  };
}
