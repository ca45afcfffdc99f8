/** The index made anew beside the one that is served, and put in its place. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { BackfillProgress } from '../../backfill/run.js';
import { ChaintillError } from '../../domain/errors.js';
import type { NetworkProfile } from '../../domain/network.js';
import { ensureChainIndexes } from '../../store/chain/indexes.js';
import {
  analyzeNext,
  asOnlyRebuild,
  dropOld,
  NEXT_SCHEMA,
  prepareNext,
} from '../../store/chain/rebuild/next.js';
import { swapIndex } from '../../store/chain/rebuild/swap.js';
import { withConnection } from '../../store/connection.js';
import { openTillDatabase } from '../../store/till/database.js';
import { judgeNextIndex } from '../../store/till/settling/judge-next.js';
import { takeIndexFromIndexer } from '../postgres/index-lock.js';
import { freePort } from '../process/port.js';
import type { Run } from '../run.js';
import { waitForFinalizedBlock } from './finalized.js';
import { catchUp } from './history.js';
import { writeProject } from './project.js';
import { startIndexer, type Indexer } from './supervise.js';
import { indexedHeight } from './tables.js';

export interface RebuildOptions {
  readonly databaseUrl: string;
  /** Absolute path of the data folder. */
  readonly data: string;
  readonly profile: Pick<NetworkProfile, 'name' | 'startBlock'>;
  readonly genesisHash: string;
  readonly endpoints: readonly string[];
  /** Whether history is indexed at full speed before SubQuery goes on. */
  readonly backfill: 'on' | 'off';
  /** Whether what an earlier rebuild left is thrown away. */
  readonly anew: boolean;
  /** Of Chaintill. */
  readonly version: string;
  readonly log: Logger;
  /** Told what is being done, and of a backfill how far it is. */
  readonly onPhase: (phase: RebuildPhase) => void;
  readonly onProgress: (progress: BackfillProgress) => void;
}

export type RebuildPhase = 'history' | 'indexer' | 'comparison' | 'swap';

export interface Rebuilt {
  /** Whether it went on with what an earlier rebuild had left. */
  readonly resumed: boolean;
  /** Of the new index, when it took the old one's place. */
  readonly height: number;
}

const POLL_MS = 500;

/**
 * The old index is written and read until the new one is as far; then its indexer is cut off for as long as the rest
 * takes, and finds the new one when it is back.
 * @throws {ChaintillError} `REINDEX_RUNNING`, `REINDEX_DIFFERS` (and then all is as before), `INDEX_NOT_READY`,
 * `INDEX_OF_OTHER_CHAIN`, `INDEX_MOVED`, `INDEX_IN_USE`, `INDEXER_FAILED`, and as `catchUp`
 */
export async function rebuildIndex(options: RebuildOptions, run: Run): Promise<Rebuilt> {
  const { databaseUrl, profile, genesisHash, endpoints, backfill, log, onPhase } = options;
  const { signal } = run;
  return asOnlyRebuild(databaseUrl, signal, async (client) => {
    const resumed = await prepareNext(client, genesisHash, options);
    const finalized = await waitForFinalizedBlock(endpoints, signal);
    if (backfill === 'on') {
      onPhase('history');
      await catchUp({ ...options, profile, schema: NEXT_SCHEMA, signal }, finalized);
    }
    onPhase('indexer');
    const indexer = await startNext(options, run);
    await until(() => isAsFar(databaseUrl), indexer, signal);
    await ensureChainIndexes(databaseUrl, NEXT_SCHEMA, signal);
    await analyzeNext(client);
    const height = await withConnection(databaseUrl, signal, async (holder) => {
      await takeIndexFromIndexer(holder, client, 'chain');
      await until(() => isAsFar(databaseUrl), indexer, signal);
      await indexer.stop();
      onPhase('comparison');
      await compare(databaseUrl, log);
      onPhase('swap');
      return swapIndex(holder);
    });
    await dropOld(client);
    return { resumed, height };
  });
}

async function startNext(
  { databaseUrl, data, profile, genesisHash, endpoints, log }: RebuildOptions,
  { stack }: Run,
): Promise<Indexer> {
  const folder = join(data, 'indexer', `${profile.name}-next`);
  await writeProject(folder, { chainId: genesisHash, endpoints, startBlock: profile.startBlock });
  const indexer = await startIndexer({
    ...{ folder, endpoints, databaseUrl, log },
    port: await freePort(),
    schema: NEXT_SCHEMA,
  });
  stack.push({ name: 'Indexer', stop: () => indexer.stop(), kill: () => indexer.kill() });
  return indexer;
}

async function isAsFar(databaseUrl: string): Promise<boolean> {
  const next = await indexedHeight(databaseUrl, NEXT_SCHEMA);
  return next !== null && next >= ((await indexedHeight(databaseUrl)) ?? 0);
}

/** Waits for a condition that the indexer brings about. */
async function until(
  condition: () => Promise<boolean>,
  { gaveUp }: Indexer,
  signal: AbortSignal,
): Promise<void> {
  while (!(await condition())) {
    const failure = await Promise.race([gaveUp, sleep(POLL_MS, null, { signal })]);
    if (failure !== null) throw failure;
  }
}

async function compare(databaseUrl: string, log: Logger): Promise<void> {
  const till = openTillDatabase({ url: databaseUrl, log, size: 1, statementTimeoutMs: 'unlimited' });
  try {
    const objection = await judgeNextIndex(till, NEXT_SCHEMA);
    if (objection === null) return;
    throw new ChaintillError(
      'REINDEX_DIFFERS',
      `the old index stays in its place, and the new one is left in schema ${NEXT_SCHEMA}, since settlement would stop with an alarm: ${objection.reason}`,
    );
  } finally {
    await till.destroy();
  }
}
