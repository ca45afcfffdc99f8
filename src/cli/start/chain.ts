import { startDevChain } from '../../chain/dev/launch.js';
import { ChaintillError } from '../../domain/errors.js';
import type { NetworkProfile } from '../../domain/network.js';
import { checkNetwork } from '../network.js';
import { abortable } from '../run.js';
import type { Context } from './context.js';

/** The chain that is served. */
export interface Chain {
  readonly profile: NetworkProfile;
  readonly endpoints: readonly string[];
  /** Hash of block 0, as the endpoints report it. */
  readonly genesisHash: string;
  readonly dev: boolean;
}

/** Starts a new dev chain. */
export async function openDevChain({ config, log, progress, signal, stack, fail }: Context): Promise<Chain> {
  const step = progress.step('Dev chain');
  const chainLog = log.child({ part: 'chain' });
  const chain = await startDevChain({
    log: (line) => chainLog.info(line),
    ...(config.chainSpec === null ? {} : { chainSpec: config.chainSpec }),
  });
  let stopping = false;
  stack.push({
    name: 'Dev chain',
    stop() {
      stopping = true;
      return chain.stop();
    },
    kill: () => void process.kill(chain.pid, 'SIGKILL'),
  });
  void chain.exited.then(() => {
    // Its blocks were in its memory, so there is nothing to start again.
    if (!stopping)
      fail(new ChaintillError('CHAIN_ENDED', 'the dev chain ended, and its blocks with it. See the log.'));
  });
  const { genesisHash } = await abortable(checkNetwork(chain.profile, [chain.endpoint]), signal);
  step.done(`${chain.endpoint}, ${chain.profile.title}; a new chain, as at every start`);
  return { profile: chain.profile, endpoints: [chain.endpoint], genesisHash, dev: true };
}

/** Checks the endpoints of a network. */
export async function openNetwork(
  { config, progress, signal }: Context,
  profile: NetworkProfile,
): Promise<Chain> {
  const endpoints = config.endpoints.length > 0 ? config.endpoints : profile.endpoints;
  const step = progress.step(profile.title);
  const { genesisHash, silent } = await abortable(checkNetwork(profile, endpoints), signal);
  step.done(endpoints.filter((endpoint) => !silent.includes(endpoint)).join(', '));
  if (silent.length > 0) progress.say(`  ! no answer from ${silent.join(', ')}`);
  return { profile, endpoints, genesisHash, dev: false };
}
