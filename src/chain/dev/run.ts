import { destroyWorker } from '@acala-network/chopsticks-core';
import type { Logger } from 'pino';
import { createDevChain, runtimeFacts } from './chain.js';
import { devChainHandlers } from './handlers.js';
import { jsonRpc } from './json-rpc.js';
import type { NetworkProfile } from '../../domain/network.js';
import { createProducer, type Producer } from './producer.js';
import { devProfile } from './profile.js';
import { serveRpc } from './server.js';
import { withDevAccounts, type ChainSpec } from './spec.js';
import { startTicker } from './ticker.js';

export interface DevChainOptions {
  readonly host: string;
  readonly port: number;
  readonly strictPort: boolean;
}

export interface RunningDevChain {
  /** WebSocket address with the port that it got. */
  readonly endpoint: string;
  readonly profile: NetworkProfile;
  readonly close: () => Promise<void>;
}

/**
 * Starts a new chain from the spec: block 1 is built, JSON-RPC is served, and blocks follow by themselves.
 * @throws {ChaintillError} `PORT_TAKEN`, `LISTEN_FAILED`; other errors when the runtime does not run here.
 */
export async function runDevChain(
  spec: ChainSpec,
  options: DevChainOptions,
  log: Logger,
): Promise<RunningDevChain> {
  const chain = await createDevChain(withDevAccounts(spec));
  const producer = createProducer(chain, log);
  await buildFirstBlock(producer, log);
  const facts = await runtimeFacts(chain);
  const answer = jsonRpc(devChainHandlers(producer, log), { chain }, log);
  const server = await serveRpc(answer, options, log);
  const stopTicker = startTicker(facts.blockTimeMs, producer.build, (error) => {
    log.error({ err: error }, 'no block could be built; trying again at the next one');
  });
  return {
    endpoint: `ws://${options.host}:${server.port}`,
    profile: devProfile(spec, facts),
    close: async () => {
      stopTicker();
      server.close();
      await destroyWorker();
    },
  };
}

const FIRST_BLOCK_TRIES = 3;

/**
 * An indexer does not start while the finalized head is the genesis, so there is a block before anybody asks. Without a
 * time in the genesis chopsticks reads the clock twice, for the slot and for the timestamp; where a slot ends between the
 * two, the runtime refuses the block, and the next try is right.
 */
async function buildFirstBlock(producer: Producer, log: Logger): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await producer.build();
      return;
    } catch (error) {
      if (tries === FIRST_BLOCK_TRIES) throw error;
      log.warn({ err: error }, 'the first block could not be built; trying again');
    }
  }
}
