import { DEV_KEYS } from '../../gateway/auth/key-text.js';
import type { Config } from '../config.js';
import { openDataFolder } from '../data-folder.js';
import { logToFile } from '../log.js';
import type { Progress } from '../progress.js';
import { runUntilStopped, untilAborted } from '../run.js';
import { bringUp, type Instance } from '../start/bring-up.js';
import { hasDemoShop } from '../start/demo-shop.js';

/** Runs all parts in this process and below it, until `whenReady` is done or somebody stops them. */
export async function runAll(
  config: Config,
  progress: Progress,
  whenReady: (instance: Instance, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  await runUntilStopped(progress, async ({ signal, stack, fail }) => {
    const { path: folder, lock } = await openDataFolder(config.data);
    stack.push({ name: 'lock', stop: () => lock.release() });
    const { log, path: logPath } = await logToFile(folder, config);
    progress.say(`  Log: ${logPath}`);
    const context = {
      config,
      folder,
      log,
      progress,
      signal,
      stack,
      fail(reason: unknown) {
        log.fatal({ err: reason }, 'stopping');
        fail(reason);
      },
    };
    await whenReady(await bringUp(context), signal);
  });
}

/** `chaintill start`: everything, until it is stopped. */
export async function start(config: Config, progress: Progress): Promise<void> {
  await runAll(config, progress, async ({ url, chain }, signal) => {
    const shop = hasDemoShop(config, chain.dev);
    progress.say('');
    if (shop) progress.say(`  Demo shop ${url}/demo  ← buy something here first`);
    progress.say(`  Dashboard ${url}/dashboard`);
    progress.say(`  GraphQL   ${url}/graphql`);
    progress.say(`  Health    ${url}/health`);
    progress.say(`  Chain     ${chain.endpoints.join(', ')}`);
    if (shop) {
      progress.say(
        `  Keys      ${DEV_KEYS.secret.text}, ${DEV_KEYS.read.text} (read-only): for a try, on this machine only`,
      );
    }
    progress.say('');
    progress.say('Ready. Ctrl-C stops everything.');
    await untilAborted(signal);
  });
}
