import type { Logger } from 'pino';
import { readAssetRules } from '../chain/asset-rules.js';
import { readBalances } from '../chain/balances.js';
import type { ChainView } from '../chain/chain-view.js';
import type { Rpc } from '../chain/rpc.js';
import { keepSessions, pause } from '../chain/sessions.js';
import { statesAtHeights } from '../chain/state-at-height.js';
import { ChaintillError } from '../domain/errors.js';
import { dustOf, type NetworkProfile } from '../domain/network.js';
import type { TillDatabase } from '../store/till/database.js';
import {
  finishRoundBatch,
  readComparedHeight,
  readRoundBatch,
  type NoticedDifference,
  type RoundBatch,
} from '../store/till/deposit-round.js';
import { assetsOf, differencesIn } from './reconcile.js';

export interface ReconcilerOptions {
  readonly till: TillDatabase;
  /** Of this settler's leadership. */
  readonly epoch: bigint;
  /** Schema of the index. */
  readonly schema: string;
  /** RPC endpoints of the till's chain. */
  readonly endpoints: readonly string[];
  readonly network: NetworkProfile;
  readonly log: Logger;
  /** Between two batches; default 15,000. */
  readonly everyMs?: number;
  /** Deposit addresses that are compared at once; default 200: some hundreds of values of storage. */
  readonly batchSize?: number;
}

export interface Reconciler {
  /** Resolves when it writes nothing any more. */
  close(): Promise<void>;
}

const BATCH = 200;
const EVERY_MS = 15_000;
const WRONG_CHAIN_MS = 60_000;
/** No node, a database that is busy, a node that dropped the state, another leader: the next batch may do. */
const PASSING = /^(?:RPC_|DATABASE_|QUERY_|INDEX_|LEADERSHIP_)/;

/**
 * Compares each deposit address in turn with the finalized transfers to and from it, at one settled height, and keeps what
 * differs (SETTLEMENT 18). It settles nothing. Without a node that still has the state of that height, it waits.
 */
export function startReconciler(options: ReconcilerOptions): Reconciler {
  const { endpoints, network, log, everyMs = EVERY_MS } = options;
  const stop = new AbortController();

  async function session(rpc: Rpc, ended: AbortSignal): Promise<number> {
    const genesis = await rpc.request<unknown>('chain_getBlockHash', [0]);
    if (network.genesisHash !== null && genesis !== network.genesisHash) {
      log.error({ genesis }, 'deposit addresses cannot be compared: the RPC endpoint serves another chain');
      return WRONG_CHAIN_MS;
    }
    const stateAt = statesAtHeights(rpc);
    while (!ended.aborted) {
      try {
        await compareBatch(options, stateAt);
      } catch (error) {
        if (!(error instanceof ChaintillError) || !PASSING.test(error.code)) throw error;
        log.debug({ err: error }, 'deposit addresses were not compared; trying again');
      }
      await pause(everyMs, ended);
    }
    return everyMs;
  }

  const running = keepSessions({
    endpoints,
    log,
    stop: stop.signal,
    onLost: (reason) => log.debug({ reason }, 'comparing deposit addresses waits'),
    session,
  });
  return {
    async close() {
      stop.abort();
      await running;
    },
  };
}

async function compareBatch(
  { till, epoch, schema, network, log, batchSize = BATCH }: ReconcilerOptions,
  stateAt: ReturnType<typeof statesAtHeights>,
): Promise<void> {
  const compared = await readComparedHeight(till, schema);
  if (compared === null) return;
  const view = await stateAt(compared);
  if (view === null) return;
  const { height } = compared;
  const batch = await readRoundBatch(till, schema, height, batchSize);
  if (batch === null || batch.deposits.length === 0) return;
  const differences = await compare(view, network, batch);
  await finishRoundBatch(till, epoch, batch, { height, hash: view.at }, differences);
  for (const { deposit, asset, amount, reason } of differences) {
    if (reason !== 'unexplained') continue;
    log.warn(
      { order: deposit.id, asset, amount: String(amount), height },
      'a deposit address holds something else than its transfers say',
    );
  }
}

async function compare(
  view: ChainView,
  network: NetworkProfile,
  batch: RoundBatch,
): Promise<readonly NoticedDifference[]> {
  const known = network.assets.map(({ id }) => id);
  const assets = assetsOf(batch, known);
  const rules = await readAssetRules(view, assets);
  const addresses = batch.deposits.map(({ address }) => address);
  const balances = await readBalances(view, addresses, assets);
  const held = new Map(addresses.map((address, place) => [address, balances[place]]));
  return differencesIn(
    batch,
    assets,
    (address, asset) => {
      const of = held.get(address);
      if (asset === null) return of?.native ?? 0n;
      return of?.assets.find((one) => one.asset === asset)?.balance ?? 0n;
    },
    (asset) => ({
      dust: dustOf(network, asset),
      minBalance: asset === null ? view.metadata.existentialDeposit : (rules.get(asset)?.minBalance ?? 0n),
    }),
  );
}
