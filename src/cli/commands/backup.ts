import { resolve } from 'node:path';
import { backUp } from '../../store/backup/back-up.js';
import type { Config } from '../config.js';
import type { Progress } from '../progress.js';
import { runToEnd } from '../run.js';
import { tillUrl } from '../till.js';

export interface BackupOptions {
  /** Of Chaintill. */
  readonly version: string;
  readonly json?: boolean;
}

/** `chaintill backup`: schema `till` into a file, while everything goes on. docs/backup.md says what is in it. */
export async function backup(
  config: Config,
  file: string,
  { version, json = false }: BackupOptions,
  progress: Progress,
): Promise<void> {
  const databaseUrl = await tillUrl(config);
  const path = resolve(file);
  await runToEnd(progress, async ({ signal }) => {
    const step = json ? null : progress.step('Backup');
    const done = await backUp({
      databaseUrl,
      path,
      version,
      signal,
      onTable: (name, rows) => step?.update(`${name}, ${rows} rows so far`),
    });
    const { header, tables, rows } = done;
    if (json) console.log(JSON.stringify({ file: path, tables, rows, ...header }));
    else
      step?.done(
        `${rows} rows of ${tables} tables, settled up to block ${header.settledHeight ?? 'none'}, in ${path}`,
      );
  });
}
