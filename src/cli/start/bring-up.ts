import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { BOB } from '../../chain/dev/accounts.js';
import { DEV_NETWORK } from '../config.js';
import { waitForFinalizedBlock } from '../indexer/finalized.js';
import { writeProject } from '../indexer/project.js';
import { startIndexer } from '../indexer/supervise.js';
import { startPublisher } from '../../notify/nats/publisher.js';
import { startNotifier } from '../../notify/start.js';
import { startSettlement } from '../../settlement/start.js';
import { limitsOf } from '../limits.js';
import { loadProfile } from '../network.js';
import { freePort } from '../process/port.js';
import { announce, withdraw } from '../process/run-file.js';
import { abortable } from '../run.js';
import { openTelemetry } from '../telemetry.js';
import { openConfiguredTraces } from '../traces.js';
import { openDevChain, openNetwork, type Chain } from './chain.js';
import type { Context } from './context.js';
import { openDatabase } from './database.js';
import { demoShop, hasDemoShop } from './demo-shop.js';
import { indexHistoryFirst } from './history.js';
import { assertPortFree, startGatewayOnPort } from './gateway.js';
import { waitUntilReady } from './ready.js';

/** All parts, running. */
export interface Instance {
  /** Of the gateway. */
  readonly url: string;
  readonly chain: Chain;
}

/** Starts Postgres, the chain, the indexer and the gateway, one after the other, and waits until they answer. */
export async function bringUp(context: Context): Promise<Instance> {
  const { config, folder, log, progress, signal, stack, fail } = context;
  if (config.port !== null) await assertPortFree(config.host, config.port);
  const network = config.network === DEV_NETWORK ? null : await loadProfile(config.network);
  const database = await openDatabase(context);
  signal.throwIfAborted();
  const chain = network ? await openNetwork(context, network) : await openDevChain(context);
  signal.throwIfAborted();

  const { profile, endpoints, genesisHash, dev } = chain;
  // Every start of a dev chain is another chain, behind the same placeholder of a genesis hash.
  const chainIdentity = dev ? `dev-${randomUUID()}` : genesisHash;
  const { url: databaseUrl, claim } = await database.claim({ network: profile.name, genesisHash, dev });
  if (claim === 'dropped') {
    progress.say('    The chain of the last start is gone, so all that was stored about it was dropped.');
  }
  const project = join(folder, 'indexer', profile.name);
  await writeProject(project, { chainId: genesisHash, endpoints, startBlock: profile.startBlock });
  const finalized = await abortable(waitForFinalizedBlock(endpoints, signal), signal);
  if (!dev && config.backfill === 'on') await indexHistoryFirst(context, chain, databaseUrl, finalized);
  const step = progress.step('Indexer');
  const indexer = await startIndexer({
    folder: project,
    endpoints,
    databaseUrl,
    port: config.indexerPort ?? (await freePort()),
    log: log.child({ part: 'indexer' }),
    onNote: (note) => progress.say(`  ! ${note}`),
  });
  stack.push({ name: 'Indexer', stop: () => indexer.stop(), kill: () => indexer.kill() });
  void indexer.gaveUp.then(fail);
  signal.throwIfAborted();

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
      indexerUrl: indexer.url,
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
  const probes = { gatewayUrl: gateway.url, indexerUrl: indexer.url, short: dev };
  step.done(await waitUntilReady(probes, step, signal));

  await announce(folder, {
    url: gateway.url,
    databaseUrl,
    endpoint: endpoints[0] ?? '',
    network: profile.name,
    dev,
  });
  stack.push({ name: 'run.json', stop: () => withdraw(folder) });
  return { url: gateway.url, chain };
}
