import { resolve } from 'node:path';
import type { BackfillProgress } from '../../backfill/run.js';
import type { Config } from '../config.js';
import { waitForFinalizedBlock } from '../indexer/finalized.js';
import { indexHistory } from '../indexer/history.js';
import { describeProgress } from '../indexer/history-progress.js';
import { logToOutput } from '../log.js';
import { checkNetwork, loadProfile } from '../network.js';
import { claimDatabase } from '../postgres/index-database.js';
import type { Progress } from '../progress.js';
import { abortable, runUntilStopped } from '../run.js';
import { required } from './indexer.js';

export interface BackfillOptions {
  readonly json?: boolean;
}

const SAID_EVERY_MS = 1_000;

/** `chaintill backfill`: indexes finalized history at full speed, and ends; an indexer goes on from there. */
export async function backfillHistory(
  config: Config,
  { json = false }: BackfillOptions,
  progress: Progress,
): Promise<void> {
  const databaseUrl = required(config.databaseUrl);
  await runUntilStopped(progress, async ({ signal }) => {
    const profile = await loadProfile(config.network);
    const endpoints = config.endpoints.length > 0 ? config.endpoints : profile.endpoints;
    const { genesisHash } = await abortable(checkNetwork(profile, endpoints), signal);
    await claimDatabase(databaseUrl, { network: profile.name, genesisHash, dev: false });
    await abortable(waitForFinalizedBlock(endpoints, signal), signal);
    const step = json ? null : progress.step('History');
    let said = performance.now();
    const done = await indexHistory({
      databaseUrl,
      data: resolve(config.data),
      profile,
      genesisHash,
      endpoints,
      log: logToOutput({ logLevel: json ? 'silent' : config.logLevel }),
      signal,
      onProgress(at) {
        step?.update(describeProgress(at));
        if (!json || performance.now() - said < SAID_EVERY_MS) return;
        said = performance.now();
        console.log(JSON.stringify(at));
      },
    });
    if (json) console.log(JSON.stringify({ ...done, done: true, peakMegabytes: peakMegabytes() }));
    else step?.done(summary(done));
  });
}

function summary({ height, blocks, rows, seconds }: BackfillProgress): string {
  if (blocks === 0) return `nothing to do, the index is at block ${height}`;
  return `${blocks} blocks and ${rows} rows, up to block ${height}, ${Math.round(blocks / seconds)} blocks/s`;
}

/** Of this process, since it began. */
function peakMegabytes(): number {
  return Math.round(process.resourceUsage().maxRSS / 1024);
}
