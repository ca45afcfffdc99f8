import { ChaintillError } from '../../domain/errors.js';
import type { Config } from '../config.js';
import { DEV_KEYS } from '../../gateway/auth/key-text.js';
import { runDemo } from '../demo/demo.js';
import { findInstance } from '../process/run-file.js';
import type { Progress } from '../progress.js';
import { runUntilStopped } from '../run.js';
import { runAll } from './start.js';

/** `chaintill demo`: orders and payments on the dev chain of the running instance, or of one that runs for as long as the demo. */
export async function demo(config: Config, progress: Progress): Promise<void> {
  const instance = await findInstance(config.data);
  if (!instance) {
    await runAll(config, progress, async ({ url, chain }, signal) => {
      await runDemo({
        key: DEV_KEYS.secret.text,
        url,
        endpoint: chain.endpoints[0] ?? '',
        say: (line) => progress.say(line),
        signal,
      });
    });
    return;
  }
  if (!instance.dev) {
    throw new ChaintillError(
      'DEMO_ON_REAL_NETWORK',
      `what runs here serves ${instance.network}, and the demo pays with development keys: stop it, or choose another folder with --data`,
    );
  }
  if (config.chainSpec !== null) {
    throw new ChaintillError(
      'DEMO_CHAIN_SPEC',
      `a dev chain already runs at ${instance.endpoint}: stop it, or leave out --chain-spec to pay on that one`,
    );
  }
  await runUntilStopped(progress, async ({ signal }) => {
    await runDemo({
      key: DEV_KEYS.secret.text,
      url: instance.url,
      endpoint: instance.endpoint,
      say: (line) => progress.say(line),
      signal,
    });
  });
}
