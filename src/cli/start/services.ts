import { BOB } from '../../chain/dev/accounts.js';
import type { GatewayOptions } from '../../gateway/server.js';
import { startPublisher } from '../../notify/nats/publisher.js';
import { startNotifier } from '../../notify/start.js';
import { startSettlement } from '../../settlement/start.js';
import { limitsOf } from '../limits.js';
import { openTelemetry } from '../telemetry.js';
import { openConfiguredTraces } from '../traces.js';
import type { Chain } from './chain.js';
import type { Context } from './context.js';
import { demoShop, hasDemoShop } from './demo-shop.js';
import { startGatewayOnPort } from './gateway.js';

/** Of this start. */
export type Serving = Required<Pick<GatewayOptions, 'databaseUrl' | 'chainIdentity' | 'indexerUrl'>>;

/**
 * Starts what works on the index, however far that is: gateway, settlement, notifier and publisher.
 * @returns where the gateway is
 */
export async function startServices(
  { config, log, stack }: Context,
  { profile, endpoints, dev }: Chain,
  { databaseUrl, chainIdentity, indexerUrl }: Serving,
): Promise<string> {
  const traces = await openConfiguredTraces(config, 'chaintill', log.child({ part: 'traces' }));
  stack.push({ name: 'Traces', stop: () => traces.close() });
  const telemetry = await openTelemetry(config, log.child({ part: 'metrics' }));
  stack.push({ name: 'Metrics', stop: () => telemetry.close() });
  const gateway = await startGatewayOnPort(
    {
      ...telemetry.gatewayOptions,
      host: config.host,
      databaseUrl,
      network: profile,
      endpoints: [...endpoints],
      indexerUrl,
      publicUrl: config.publicUrl,
      secretKey: config.secretKey,
      limits: limitsOf(config),
      chainIdentity,
      ...(dev && { devPayee: BOB.publicKey }),
      extensions: hasDemoShop(config, dev) ? [demoShop(config, profile)] : [],
      log: log.child({ part: 'gateway' }),
    },
    config.port,
  );
  stack.push({ name: 'Gateway', stop: () => gateway.close() });
  telemetry.watchGateway(gateway);
  const settlement = startSettlement({
    databaseUrl,
    network: profile,
    chainIdentity,
    endpoints,
    secondEndpoints: config.secondEndpoints,
    log: log.child({ part: 'settlement' }),
  });
  stack.push({ name: 'Settlement', stop: () => settlement.close() });
  telemetry.watchSettlement(settlement);
  const notifier = startNotifier({
    ...telemetry.notifierOptions,
    databaseUrl,
    network: profile,
    chainIdentity,
    secretKey: config.secretKey,
    log: log.child({ part: 'notifier' }),
  });
  stack.push({ name: 'Notifier', stop: () => notifier.close() });
  telemetry.watchNotifier(notifier);
  if (config.natsUrl !== null) {
    const publisher = startPublisher({
      databaseUrl,
      natsUrl: config.natsUrl,
      log: log.child({ part: 'publisher' }),
    });
    stack.push({ name: 'Publisher', stop: () => publisher.close() });
  }
  return gateway.url;
}
