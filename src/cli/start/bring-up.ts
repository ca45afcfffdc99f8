import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { DEV_NETWORK } from '../config.js';
import { waitForFinalizedBlock } from '../indexer/finalized.js';
import { writeProject } from '../indexer/project.js';
import { startIndexer } from '../indexer/supervise.js';
import { loadProfile } from '../network.js';
import { freePort } from '../process/port.js';
import { announce, withdraw } from '../process/run-file.js';
import { abortable } from '../run.js';
import { openDevChain, openNetwork, type Chain } from './chain.js';
import type { Context } from './context.js';
import { openDatabase } from './database.js';
import { assertPortFree } from './gateway.js';
import { indexHistoryFirst } from './history.js';
import { waitUntilReady } from './ready.js';
import { startServices } from './services.js';

/** All parts, running. */
export interface Instance {
  /** Of the gateway. */
  readonly url: string;
  readonly chain: Chain;
}

/**
 * Starts Postgres, the chain, the gateway with all that works beside it, and the indexer, one after the other, and waits until
 * they are at work. The gateway answers already while a chain's history is indexed, which may take hours.
 */
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

  const serving = progress.step('Gateway');
  const indexer: { url: string | null } = { url: null };
  const url = await startServices(context, chain, {
    databaseUrl,
    chainIdentity,
    indexerUrl: () => indexer.url,
  });
  await announce(folder, { url, databaseUrl, endpoint: endpoints[0] ?? '', network: profile.name, dev });
  stack.push({ name: 'run.json', stop: () => withdraw(folder) });
  serving.done(url);
  signal.throwIfAborted();

  if (!dev && config.backfill === 'on') await indexHistoryFirst(context, chain, databaseUrl, finalized);
  const indexing = progress.step('Indexer');
  const kept = await startIndexer({
    folder: project,
    endpoints,
    databaseUrl,
    port: config.indexerPort ?? (await freePort()),
    log: log.child({ part: 'indexer' }),
    onNote: (note) => progress.say(`  ! ${note}`),
  });
  stack.push({ name: 'Indexer', stop: () => kept.stop(), kill: () => kept.kill() });
  void kept.gaveUp.then(fail);
  signal.throwIfAborted();
  indexer.url = kept.url;
  const probes = { gatewayUrl: url, indexerUrl: kept.url, short: dev };
  indexing.done(await waitUntilReady(probes, indexing, signal));
  return { url, chain };
}
