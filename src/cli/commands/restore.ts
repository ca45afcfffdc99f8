import { resolve } from 'node:path';
import { destination, pino } from 'pino';
import { checkBackup } from '../../store/backup/check.js';
import { restoreTill } from '../../store/backup/restore.js';
import type { Config } from '../config.js';
import { openDataFolder } from '../data-folder.js';
import { startEmbeddedPostgres } from '../postgres/embedded.js';
import { createDatabase } from '../postgres/index-database.js';
import type { Progress } from '../progress.js';
import { runToEnd, type Run } from '../run.js';

export interface RestoreOptions {
  readonly check?: boolean;
  readonly json?: boolean;
}

/**
 * `chaintill restore`: a file of `chaintill backup` into the database of DATABASE_URL, or into the embedded Postgres of a
 * data folder on which nothing runs. The file is read to its end before anything is written.
 */
export async function restore(
  config: Config,
  file: string,
  { check = false, json = false }: RestoreOptions,
  progress: Progress,
): Promise<void> {
  const path = resolve(file);
  const log = pino({ level: 'warn' }, destination({ dest: 2, sync: true }));
  await runToEnd(progress, async (run) => {
    const reading = json ? null : progress.step('File');
    const checked = await checkBackup(path);
    const { header, tables, rows } = checked;
    reading?.done(
      `of ${header.network}, made at ${header.createdAt}: ${rows} rows of ${tables} tables, settled up to block ${header.settledHeight ?? 'none'}`,
    );
    let migrated: readonly string[] = [];
    if (!check) {
      const databaseUrl = config.databaseUrl ?? (await embeddedUrl(config.data, header.network, run, log));
      const step = json ? null : progress.step('Restore');
      migrated = await restoreTill({
        ...{ databaseUrl, path, checked, log, signal: run.signal },
        onTable: (name, before) => step?.update(`${name}, ${before} of ${rows} rows so far`),
      });
      step?.done(
        migrated.length === 0 ? `${rows} rows` : `${rows} rows, and migrated: ${migrated.join(', ')}`,
      );
    }
    if (json)
      console.log(JSON.stringify({ file: path, restored: !check, migrated, tables, rows, ...header }));
  });
}

/** Of the database that `start` with this folder will use for the network. */
async function embeddedUrl(
  data: string,
  network: string,
  { stack }: Run,
  log: Parameters<typeof startEmbeddedPostgres>[0]['log'],
): Promise<string> {
  const { path, lock } = await openDataFolder(data);
  stack.push({ name: 'Data folder', stop: () => lock.release() });
  const server = await startEmbeddedPostgres({ dataFolder: path, log, onNote: (note) => log.warn(note) });
  stack.push({ name: 'Postgres', stop: () => server.stop(), kill: () => server.kill() });
  return createDatabase(server.url, network);
}
