import { resolve } from 'node:path';
import { destination, pino } from 'pino';
import { ChaintillError } from '../../domain/errors.js';
import { DEV_NETWORK, type Config } from '../config.js';
import { describeProgress } from '../indexer/history-progress.js';
import { rebuildIndex, type RebuildPhase } from '../indexer/rebuild.js';
import { checkNetwork, loadProfile } from '../network.js';
import { findInstance } from '../process/run-file.js';
import type { Progress, Step } from '../progress.js';
import { abortable, runToEnd } from '../run.js';
import { tillUrl } from '../till.js';

export interface ReindexOptions {
  /** Of Chaintill. */
  readonly version: string;
  readonly anew?: boolean;
  readonly json?: boolean;
}

const PHASES: Readonly<Record<RebuildPhase, string>> = {
  history: 'History',
  indexer: 'Indexer, until the new index is as far as the old one',
  comparison: 'Comparing with what was settled',
  swap: 'Swapping',
};
const SAID_EVERY_MS = 1_000;

/** `chaintill reindex`: schema `chain` made anew beside the one that is served, then put in its place. */
export async function reindex(
  config: Config,
  { version, anew = false, json = false }: ReindexOptions,
  progress: Progress,
): Promise<void> {
  const databaseUrl = await tillUrl(config);
  const profile = await loadProfile(await networkOf(config));
  const endpoints = config.endpoints.length > 0 ? config.endpoints : profile.endpoints;
  const log = pino({ level: 'warn' }, destination({ dest: 2, sync: true }));
  await runToEnd(progress, async (run) => {
    const { genesisHash } = await abortable(checkNetwork(profile, endpoints), run.signal);
    const shown: { step: Step | null } = { step: null };
    let said = performance.now();
    const done = await rebuildIndex(
      {
        ...{ databaseUrl, data: resolve(config.data), profile, genesisHash, endpoints, anew, version, log },
        backfill: config.backfill,
        onPhase(phase) {
          shown.step?.done('done');
          if (json) console.log(JSON.stringify({ phase }));
          else shown.step = progress.step(PHASES[phase]);
        },
        onProgress(at) {
          shown.step?.update(describeProgress(at));
          if (!json || performance.now() - said < SAID_EVERY_MS) return;
          said = performance.now();
          console.log(JSON.stringify(at));
        },
      },
      run,
    );
    if (json) console.log(JSON.stringify({ ...done, done: true }));
    else shown.step?.done(`the new index is served, from block ${done.height} on`);
  });
}

/** That of the settings; without one, that of the instance that runs on the data folder. */
async function networkOf({ network, databaseUrl, data }: Config): Promise<string> {
  if (network !== DEV_NETWORK) return network;
  const instance = databaseUrl === null ? await findInstance(data) : null;
  if (instance?.dev === false) return instance.network;
  throw new ChaintillError(
    'CONFIG',
    '"reindex" needs --network NAME: the dev chain is new at every start, and its index with it',
  );
}
