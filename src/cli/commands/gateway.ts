import { DEFAULT_PORT, DEV_NETWORK, type Config } from '../config.js';
import { limitsOf } from '../limits.js';
import { logToOutput } from '../log.js';
import { loadProfile } from '../network.js';
import type { Progress } from '../progress.js';
import { runUntilStopped, untilAborted } from '../run.js';
import { openTelemetry } from '../telemetry.js';
import { openConfiguredTraces } from '../traces.js';
import { startSettlement } from '../../settlement/start.js';
import { startGateway } from '../../gateway/server.js';
import { required } from './indexer.js';

/**
 * `chaintill gateway`: the gateway over the database of DATABASE_URL. Of several, one settles, and another takes over when
 * that one ends.
 */
export async function gateway(config: Config, progress: Progress): Promise<void> {
  const databaseUrl = required(config.databaseUrl);
  const log = logToOutput(config);
  await runUntilStopped(progress, async ({ signal, stack }) => {
    const network = await loadProfile(config.network);
    const endpoints = config.endpoints.length > 0 ? config.endpoints : network.endpoints;
    const traces = await openConfiguredTraces(config, 'chaintill-gateway', log);
    stack.push({ name: 'Traces', stop: () => traces.close() });
    const telemetry = await openTelemetry(config, log);
    stack.push({ name: 'Metrics', stop: () => telemetry.close() });
    const running = await startGateway({
      ...telemetry.gatewayOptions,
      host: config.host,
      port: config.port ?? DEFAULT_PORT,
      databaseUrl,
      readDatabaseUrl: config.readDatabaseUrl,
      network,
      endpoints,
      // The indexer's pages are for its own machine alone; its state is in the database as well.
      indexerUrl: null,
      publicUrl: config.publicUrl,
      secretKey: config.secretKey,
      limits: limitsOf(config),
      log,
    });
    stack.push({ name: 'Gateway', stop: () => running.close() });
    telemetry.watchGateway(running);
    const settlement = startSettlement({
      databaseUrl,
      network,
      chainIdentity: network.genesisHash ?? DEV_NETWORK,
      endpoints,
      secondEndpoints: config.secondEndpoints,
      log: log.child({ part: 'settlement' }),
    });
    stack.push({ name: 'Settlement', stop: () => settlement.close() });
    telemetry.watchSettlement(settlement);
    log.info({ url: running.url, network: network.name }, 'the gateway listens');
    await untilAborted(signal);
  });
}
