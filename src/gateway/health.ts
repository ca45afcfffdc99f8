import { setTimeout as delay } from 'node:timers/promises';
import type { Heads } from '../chain/heads.js';
import { ChaintillError } from '../domain/errors.js';
import type { NetworkProfile } from '../domain/network.js';
import type { ChainDatabase } from '../store/chain/database.js';
import { readIndexing, type Indexing } from '../store/chain/indexing.js';
import type { Reads } from '../store/reads/reads.js';
import type { ReplicaState } from '../store/reads/replica.js';
import type { TillDatabase } from '../store/till/database.js';
import { readSettlementState, type SettlementState } from '../store/till/settlement-state.js';
import { readBacklog } from '../store/till/delivery/backlog.js';
import { lagOf } from './lag.js';
import { judgeBacklog, type NotificationHealth } from './notification-health.js';

type Status = 'ok' | 'degraded' | 'unavailable';

interface Part {
  readonly status: Status;
  /** What is wrong; null when nothing is. */
  readonly reason: string | null;
}

/** What `GET /health` answers. `ok` means that every part is; `degraded`, that the gateway is of use all the same. */
export interface Health {
  readonly status: Status;
  readonly postgres: Part;
  readonly indexer: Part & { readonly indexedHeight: number | null; readonly lag: number | null };
  readonly settlement: Part & { readonly settledHeight: number | null; readonly lag: number | null };
  readonly chain: Part & { readonly head: number | null; readonly finalized: number | null };
  readonly notifications: NotificationHealth;
  /** Left out where there is none. While it is not `ok`, all is read from the primary. */
  readonly replica?: ReplicaHealth;
}

interface ReplicaHealth extends Part {
  readonly lagMs: number | null;
}

export interface HealthOptions {
  readonly chain: ChainDatabase;
  readonly till: TillDatabase;
  readonly reads: Pick<Reads, 'replica'>;
  readonly network: NetworkProfile;
  readonly heads: Pick<Heads, 'state'>;
  /** Where SubQuery serves its own `/health`; null where it cannot be reached, and its notes must do. */
  readonly indexerUrl: string | null;
  /** Why schema `till` cannot be used; null while it can. */
  readonly tillRefusal: () => ChaintillError | null;
}

/** A part that has not answered by then is not fine; the answer itself must come within two seconds. */
const PATIENCE_MS = 1_500;
const MIN_LAG_BLOCKS = 10;
/** Finalized blocks that may wait to be indexed, as time. */
const LAG_MS = 120_000;

export async function checkHealth(options: HealthOptions): Promise<Health> {
  const [indexing, indexer, settling, notifications] = await Promise.all([
    readInTime(options.chain),
    askIndexer(options.indexerUrl),
    readSettling(options.till),
    inTime(readBacklog(options.till), 'Postgres did not answer in time')
      .catch(() => null)
      .then(judgeBacklog),
  ]);
  const postgres: Part = describe(
    indexing.reached ? (options.tillRefusal()?.message ?? null) : indexing.reason,
  );
  const head = options.heads.state();
  const chain = { ...describe(head.reason), head: head.best, finalized: head.finalized };
  const indexedHeight = indexing.notes?.indexedHeight ?? null;
  const lag = lagOf(head.finalized, indexedHeight);
  const problem = indexer ?? judgeIndex(indexing, lag, options.network);
  const settledHeight = settling?.settledHeight ?? null;
  const settlementLag = lagOf(indexedHeight, settledHeight);
  const stopped = judgeSettlement(settling, settlementLag);
  const replica = describeReplica(options.reads.replica());
  const works = [postgres.reason, chain.reason, problem, stopped].every((reason) => reason === null);
  return {
    status: works ? usable(notifications, replica) : 'unavailable',
    postgres,
    indexer: { ...describe(problem), indexedHeight, lag },
    settlement: { ...describe(stopped), settledHeight, lag: settlementLag },
    chain,
    notifications,
    ...(replica && { replica }),
  };
}

function usable(notifications: NotificationHealth, replica: ReplicaHealth | null): Status {
  return replica?.reason == null ? notifications.status : 'degraded';
}

function describeReplica(state: ReplicaState | null): ReplicaHealth | null {
  return state && { ...describe(state.reason), lagMs: state.lagMs };
}

function describe(reason: string | null): Part {
  return { status: reason === null ? 'ok' : 'unavailable', reason };
}

interface Reading {
  readonly reached: boolean;
  readonly notes: Indexing | null;
  readonly reason: string | null;
}

async function readInTime(chain: ChainDatabase): Promise<Reading> {
  try {
    const notes = await inTime(readIndexing(chain), 'Postgres did not answer in time');
    return { reached: true, notes, reason: null };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'Postgres cannot be read';
    // Missing tables were reported by a Postgres that works.
    return {
      reached: error instanceof ChaintillError && error.code === 'INDEX_NOT_READY',
      notes: null,
      reason,
    };
  }
}

/** @returns what is wrong with the indexer's process; null when nothing is, or when it cannot be asked. */
async function askIndexer(indexerUrl: string | null): Promise<string | null> {
  if (indexerUrl === null) return null;
  try {
    const answer = await fetch(new URL('/health', indexerUrl), { signal: AbortSignal.timeout(PATIENCE_MS) });
    await answer.body?.cancel();
    return answer.ok ? null : `the indexer says that it is not healthy (HTTP ${answer.status})`;
  } catch {
    return 'the indexer does not answer'; // refused, reset or too slow: all the same to whoever reads this
  }
}

function judgeIndex({ notes, reason }: Reading, lag: number | null, network: NetworkProfile): string | null {
  if (!notes) return reason;
  if (
    network.genesisHash !== null &&
    notes.genesisHash !== null &&
    notes.genesisHash !== network.genesisHash
  ) {
    return `the index is of another chain, with genesis ${notes.genesisHash}`;
  }
  if (notes.indexedHeight === null) return 'no block is indexed yet';
  if (lag === null) return 'how far it trails cannot be told without the finalized head';
  const allowed = Math.max(MIN_LAG_BLOCKS, Math.ceil(LAG_MS / network.blockTimeMs));
  return lag > allowed ? `${lag} finalized blocks are not indexed yet; up to ${allowed} are normal` : null;
}

/** @returns null where the till cannot be read, which is said of Postgres. */
async function readSettling(till: TillDatabase): Promise<SettlementState | null> {
  try {
    return await inTime(readSettlementState(till), 'Postgres did not answer in time');
  } catch {
    return null;
  }
}

function judgeSettlement(settling: SettlementState | null, lag: number | null): string | null {
  if (!settling) return 'how far it is cannot be read';
  if (settling.state !== 'settling') return settling.reason ?? settling.state;
  if (settling.settledHeight === null) return 'no settler has looked at the index yet';
  if (settling.setAside !== null) {
    return `an order could not be settled and waits for the operator: ${settling.setAside}`;
  }
  return lag !== null && lag > MIN_LAG_BLOCKS
    ? `${lag} indexed blocks are not settled yet: is a gateway running that may settle?`
    : null;
}

async function inTime<T>(work: Promise<T>, complaint: string): Promise<T> {
  const patience = new AbortController();
  try {
    return await Promise.race([
      work,
      delay(PATIENCE_MS, undefined, { signal: patience.signal }).then(() => {
        throw new Error(complaint);
      }),
    ]);
  } finally {
    patience.abort();
  }
}
