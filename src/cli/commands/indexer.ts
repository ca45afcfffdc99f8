import { join, resolve } from 'node:path';
import type { BackfillProgress } from '../../backfill/run.js';
import { ChaintillError } from '../../domain/errors.js';
import type { Config } from '../config.js';
import { waitForFinalizedBlock } from '../indexer/finalized.js';
import { catchUp } from '../indexer/history.js';
import { describeProgress } from '../indexer/history-progress.js';
import { writeProject } from '../indexer/project.js';
import { startIndexer } from '../indexer/supervise.js';
import { logToOutput } from '../log.js';
import { checkNetwork, loadProfile } from '../network.js';
import { claimDatabase } from '../postgres/index-database.js';
import { freePort } from '../process/port.js';
import type { Progress } from '../progress.js';
import { abortable, runUntilStopped, untilAborted } from '../run.js';

const SAID_EVERY_MS = 10_000;

/** `chaintill indexer`: the indexer alone, into the database of DATABASE_URL. */
export async function indexer(config: Config, progress: Progress): Promise<void> {
  const databaseUrl = required(config.databaseUrl);
  const log = logToOutput(config);
  await runUntilStopped(progress, async ({ signal, stack, fail }) => {
    const profile = await loadProfile(config.network);
    const endpoints = config.endpoints.length > 0 ? config.endpoints : profile.endpoints;
    const { genesisHash, silent } = await abortable(checkNetwork(profile, endpoints), signal);
    if (silent.length > 0) log.warn({ endpoints: silent }, 'no answer');
    const claim = await claimDatabase(databaseUrl, { network: profile.name, genesisHash, dev: false });
    log.info({ network: profile.name, endpoints, claim }, 'starting the indexer');
    const data = resolve(config.data);
    const folder = join(data, 'indexer', profile.name);
    await writeProject(folder, { chainId: genesisHash, endpoints, startBlock: profile.startBlock });
    const finalized = await abortable(waitForFinalizedBlock(endpoints, signal), signal);
    if (config.backfill === 'on') {
      let said = performance.now();
      const onProgress = (at: BackfillProgress): void => {
        if (performance.now() - said < SAID_EVERY_MS) return;
        said = performance.now();
        log.info(at, `indexing the history: ${describeProgress(at)}`);
      };
      await catchUp(
        { databaseUrl, data, profile, genesisHash, endpoints, log, signal, onProgress },
        finalized,
      );
    }
    const running = await startIndexer({
      folder,
      endpoints,
      databaseUrl,
      port: config.indexerPort ?? (await freePort()),
      log,
    });
    stack.push({ name: 'Indexer', stop: () => running.stop(), kill: () => running.kill() });
    void running.gaveUp.then(fail);
    await untilAborted(signal);
  });
}

/** loadConfig has made sure of it. */
export function required(databaseUrl: string | null): string {
  if (databaseUrl === null) throw new ChaintillError('CONFIG', 'DATABASE_URL is not set');
  return databaseUrl;
}
