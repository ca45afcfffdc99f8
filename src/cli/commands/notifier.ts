import { startPublisher } from '../../notify/nats/publisher.js';
import { startNotifier } from '../../notify/start.js';
import { DEV_NETWORK, type Config } from '../config.js';
import { logToOutput } from '../log.js';
import { loadProfile } from '../network.js';
import { serveNotifierHealth } from '../notifier-health.js';
import type { Progress } from '../progress.js';
import { runUntilStopped, untilAborted } from '../run.js';
import { openTelemetry } from '../telemetry.js';
import { openConfiguredTraces } from '../traces.js';
import { required } from './indexer.js';

/** `chaintill notifier`: sends webhooks from the database of DATABASE_URL, and events to NATS, beside any number of others. */
export async function notifier(config: Config, progress: Progress): Promise<void> {
  const databaseUrl = required(config.databaseUrl);
  const log = logToOutput(config);
  await runUntilStopped(progress, async ({ signal, stack }) => {
    const network = await loadProfile(config.network);
    const traces = await openConfiguredTraces(config, 'chaintill-notifier', log);
    stack.push({ name: 'Traces', stop: () => traces.close() });
    const telemetry = await openTelemetry(config, log);
    stack.push({ name: 'Metrics', stop: () => telemetry.close() });
    const running = startNotifier({
      ...telemetry.notifierOptions,
      databaseUrl,
      network,
      chainIdentity: network.genesisHash ?? DEV_NETWORK,
      secretKey: config.secretKey,
      log,
    });
    stack.push({ name: 'Notifier', stop: () => running.close() });
    telemetry.watchNotifier(running);
    const health = await serveNotifierHealth(config, running, log);
    if (health) stack.push({ name: 'Health', stop: () => health.close() });
    if (config.natsUrl !== null) {
      const publisher = startPublisher({ databaseUrl, natsUrl: config.natsUrl, log });
      stack.push({ name: 'Publisher', stop: () => publisher.close() });
    }
    log.info({ network: network.name }, 'the notifier runs');
    await untilAborted(signal);
  });
}
