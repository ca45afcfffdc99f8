import { DEFAULT_PORT, type Config } from '../config.js';
import { logToOutput } from '../log.js';
import { loadProfile } from '../network.js';
import type { Progress } from '../progress.js';
import { runUntilStopped, untilAborted } from '../run.js';
import { startGateway } from '../../gateway/server.js';
import { required } from './indexer.js';

/** `chaintill gateway`: the gateway alone, over the database of DATABASE_URL. */
export async function gateway(config: Config, progress: Progress): Promise<void> {
  const databaseUrl = required(config.databaseUrl);
  const log = logToOutput(config);
  await runUntilStopped(progress, async ({ signal, stack }) => {
    const network = await loadProfile(config.network);
    const running = await startGateway({
      host: config.host,
      port: config.port ?? DEFAULT_PORT,
      databaseUrl,
      network,
      endpoints: config.endpoints.length > 0 ? config.endpoints : network.endpoints,
      // The indexer's pages are for its own machine alone; its state is in the database as well.
      indexerUrl: null,
      log,
    });
    stack.push({ name: 'Gateway', stop: () => running.close() });
    log.info({ url: running.url, network: network.name }, 'the gateway listens');
    await untilAborted(signal);
  });
}
