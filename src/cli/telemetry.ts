/** What `chaintill` measures of its parts, where CHAINTILL_METRICS says that it is to be served. */
import type { Logger } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import type { GatewayOptions, Gateway } from '../gateway/server.js';
import type { NotifierStart, RunningNotifier } from '../notify/start.js';
import type { Settler } from '../settlement/settler.js';
import { createInstruments, type Instruments } from '../telemetry/instruments.js';
import { serveMetrics, type MetricsServer } from '../telemetry/serve.js';
import type { Config } from './config.js';

export interface Telemetry {
  /** Where it is served; null where it is not. */
  readonly url: string | null;
  /** What the gateway and the notifier are started with. */
  readonly gatewayOptions: Pick<GatewayOptions, 'onAnswer'>;
  readonly notifierOptions: Pick<NotifierStart, 'onAttempt'>;
  watchGateway(gateway: Gateway): void;
  watchNotifier(notifier: RunningNotifier): void;
  watchSettlement(settler: Settler): void;
  close(): Promise<void>;
}

/** @throws {ChaintillError} `METRICS_NOT_SERVED` */
export async function openTelemetry({ metrics }: Pick<Config, 'metrics'>, log: Logger): Promise<Telemetry> {
  if (metrics === null) return SILENT;
  const instruments = createInstruments();
  try {
    const server = await serveMetrics(metrics, instruments, log);
    log.info({ url: server.url }, 'metrics are served');
    return telemetryOf(instruments, server);
  } catch (cause) {
    throw new ChaintillError(
      'METRICS_NOT_SERVED',
      'metrics cannot be served: give CHAINTILL_METRICS an address of this machine with a port that is free',
      { cause },
    );
  }
}

const SILENT: Telemetry = {
  url: null,
  gatewayOptions: {},
  notifierOptions: {},
  watchGateway: () => undefined,
  watchNotifier: () => undefined,
  watchSettlement: () => undefined,
  close: () => Promise.resolve(),
};

function telemetryOf(instruments: Instruments, server: MetricsServer): Telemetry {
  return {
    url: server.url,
    gatewayOptions: { onAnswer: (answered) => instruments.seeRequest(answered) },
    notifierOptions: { onAttempt: (attempt) => instruments.seeAttempt(attempt) },
    watchGateway(gateway) {
      instruments.watchStanding(async () => {
        const { postgres, chain, indexer, settlement, notifications, replica } = await gateway.health();
        return {
          parts: { postgres, chain, indexer, settlement, notifications, ...(replica && { replica }) },
          heights: {
            best: chain.head,
            finalized: chain.finalized,
            indexed: indexer.indexedHeight,
            settled: settlement.settledHeight,
          },
          pendingDeliveries: notifications.pending,
          oldestDeliverySeconds: notifications.oldestSeconds,
          disabledEndpoints: notifications.disabledEndpoints,
        };
      });
    },
    watchNotifier(notifier) {
      instruments.watch(
        'chaintill_deliveries_under_way',
        'Requests to webhooks that wait for their answer, in this process',
        () => notifier.state().underWay,
      );
    },
    watchSettlement(settler) {
      instruments.watch(
        'chaintill_settlement_leads',
        'Whether this process is the one that settles: 1, or 0',
        () => (['waiting', 'standby'].includes(settler.state().state) ? 0 : 1),
      );
    },
    close: () => server.close(),
  };
}
