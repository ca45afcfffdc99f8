import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { destination, pino, type Logger } from 'pino';
import { traceIds } from '../telemetry/log-ids.js';
import type { Config } from './config.js';

/** A log of JSON lines on standard output, for a process that something else supervises. */
export function logToOutput({ logLevel }: Pick<Config, 'logLevel'>): Logger {
  return pino({ level: logLevel, mixin: traceIds });
}

export interface FileLog {
  readonly log: Logger;
  readonly path: string;
}

/** A log of JSON lines in `chaintill.log` of a data folder; that of the run before is kept as `chaintill.log.1`. */
export async function logToFile(folder: string, { logLevel }: Pick<Config, 'logLevel'>): Promise<FileLog> {
  const path = join(folder, 'chaintill.log');
  try {
    await rename(path, `${path}.1`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  // Written at once: what was logged just before a crash is what one wants to read.
  return { log: pino({ level: logLevel, mixin: traceIds }, destination({ dest: path, sync: true })), path };
}
