import { ChaintillError } from '../../domain/errors.js';
import { DEV_KEYS } from '../../gateway/auth/key-text.js';
import type { Config } from '../config.js';
import { listen as run } from '../listen/listen.js';
import { openMemory } from '../listen/memory.js';
import { createReport } from '../listen/report.js';
import { findInstance } from '../process/run-file.js';
import type { Progress } from '../progress.js';
import { runUntilStopped } from '../run.js';

export interface ListenFlags {
  /** `http://…`; nothing is posted without it. */
  readonly forwardTo?: string;
  /** Joined by commas. */
  readonly types?: string;
  /** A cursor, or `0`. */
  readonly after?: string;
  readonly print?: boolean;
  readonly json?: boolean;
}

const BEGINNING = '0';

/**
 * `chaintill listen`: hands the events of a merchant on to a server on this machine, from where it stopped the last time.
 * @throws {ChaintillError} `NO_SERVER`, `NO_API_KEY`, `FORWARD_TO`, `ALREADY_LISTENING`, and as `listen` does
 */
export async function listen(config: Config, flags: ListenFlags, progress: Progress): Promise<void> {
  const { forwardTo = null, print = false, json = false } = flags;
  if (forwardTo === null && !print && !json) throw nowhere();
  if (forwardTo !== null && !isHttp(forwardTo)) throw nowhere();
  const { server, key, dev } = await findServer(config);
  const report = createReport({ print, json, write: (line) => progress.say(line) });
  await runUntilStopped(progress, async ({ signal, stack }) => {
    const memory = await openMemory(config.data, server, key);
    stack.push({ name: 'lock', stop: () => memory.release() });
    const after = flags.after ?? memory.cursor ?? BEGINNING;
    report.say(`Listening at ${server}, ${after === BEGINNING ? 'from the beginning' : `after ${after}`}.`);
    if (forwardTo !== null) {
      report.say(`Events go to ${forwardTo}, signed as Standard Webhooks with ${memory.secret}`);
    }
    const types = flags.types?.split(',').map((type) => type.trim()) ?? null;
    await run({ server, key, forwardTo, types, after, startsOver: dev, memory, report, signal });
  });
}

interface Server {
  readonly server: string;
  readonly key: string;
  /** Whether it is the dev chain of this data folder. */
  readonly dev: boolean;
}

async function findServer({ server, apiKey, data }: Config): Promise<Server> {
  const instance = server === null ? await findInstance(data) : null;
  const url = server ?? instance?.url;
  if (url === undefined) {
    throw new ChaintillError(
      'NO_SERVER',
      'no gateway to listen to: start Chaintill first (npm start), name its folder with --data, or its address with --server',
    );
  }
  const dev = instance?.dev ?? false;
  const key = apiKey ?? (dev ? DEV_KEYS.read.text : null);
  if (key === null) {
    throw new ChaintillError(
      'NO_API_KEY',
      "set CHAINTILL_API_KEY to a key of the merchant's; read-only will do",
    );
  }
  return { server: url, key, dev };
}

function isHttp(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function nowhere(): ChaintillError {
  return new ChaintillError(
    'FORWARD_TO',
    'say where events go: --forward-to http://127.0.0.1:3000/webhooks, or --print to see them only',
  );
}
