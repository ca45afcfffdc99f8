import { catchUp } from '../indexer/history.js';
import { describeProgress } from '../indexer/history-progress.js';
import type { Chain } from './chain.js';
import type { Context } from './context.js';

/** Indexes what was finalized while nothing ran, before the indexer begins. */
export async function indexHistoryFirst(
  { folder, log, progress, signal }: Context,
  { profile, genesisHash, endpoints }: Chain,
  databaseUrl: string,
  finalized: number,
): Promise<void> {
  const step = progress.step('History');
  const done = await catchUp(
    {
      ...{ databaseUrl, data: folder, profile, genesisHash, endpoints, signal },
      log: log.child({ part: 'backfill' }),
      onProgress: (at) => step.update(describeProgress(at)),
    },
    finalized,
  );
  step.done(done && done.blocks > 0 ? `indexed up to block ${done.height}` : 'left to the indexer');
}
