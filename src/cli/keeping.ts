/** The commands by which what is stored is kept, brought back and made anew. */
import type { Command } from 'commander';
import type { BackupOptions } from './commands/backup.js';
import type { ReindexOptions } from './commands/reindex.js';
import type { RestoreOptions } from './commands/restore.js';
import type { Config } from './config.js';
import { createProgress } from './progress.js';
import type { Command as CommandName } from './settings.js';

/** @param takeSettings gives a command the flags of its settings */
export function addKeeping(
  program: Command,
  takeSettings: (command: Command, name: CommandName) => () => Config,
  version: string,
): void {
  const backup = program
    .command('backup <file>')
    .description('keep orders, the log, keys and webhooks in a file, while everything goes on')
    .option('--json', 'print what is in it as JSON');
  const backupConfig = takeSettings(backup, 'backup');
  backup.action(async (file: string, options: Omit<BackupOptions, 'version'>) =>
    (await import('./commands/backup.js')).backup(
      backupConfig(),
      file,
      { ...options, version },
      createProgress(process.stdout),
    ),
  );

  const restore = program
    .command('restore <file>')
    .description('bring a file of "backup" into a database that has no orders')
    .option('--check', 'only read the file, and say whether it is whole')
    .option('--json', 'print what was done as JSON');
  const restoreConfig = takeSettings(restore, 'restore');
  restore.action(async (file: string, options: RestoreOptions) =>
    (await import('./commands/restore.js')).restore(
      restoreConfig(),
      file,
      options,
      createProgress(process.stdout),
    ),
  );

  const reindex = program
    .command('reindex')
    .description('make the index anew beside the one that is served, then put it in its place')
    .option('--anew', 'throw away what an earlier reindex left, and begin at the first block')
    .option('--json', 'print what is done as JSON, one object a line');
  const reindexConfig = takeSettings(reindex, 'reindex');
  reindex.action(async (options: ReindexOptions) =>
    (await import('./commands/reindex.js')).reindex(
      reindexConfig(),
      { ...options, version },
      createProgress(process.stdout),
    ),
  );
}
