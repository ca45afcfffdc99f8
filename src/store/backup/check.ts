import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ChaintillError } from '../../domain/errors.js';
import { MIGRATION_NAMES } from '../till/migrate.js';
import { checkBackupFile, type BackupHeader } from './file.js';
import type { BackupTotals } from './records.js';
import { walkBackup } from './walk.js';

export interface CheckedBackup extends BackupTotals {
  readonly header: BackupHeader;
}

/**
 * Reads a backup to its end, and says what it is.
 * @throws {ChaintillError} `BACKUP_FORMAT`, `BACKUP_DAMAGED`, `BACKUP_FILE`; `BACKUP_TOO_NEW` where a newer version made it
 */
export async function checkBackup(path: string): Promise<CheckedBackup> {
  const header = await checkBackupFile(path);
  if (header.migrations.some((name, i) => name !== MIGRATION_NAMES[i])) {
    throw new ChaintillError(
      'BACKUP_TOO_NEW',
      'this version does not know the tables of the backup: restore it with the version that made it, or a newer one',
    );
  }
  const totals = await walkBackup(path, ({ rows }) =>
    pipeline(rows, new Writable({ write: (_chunk, _encoding, done) => done() })),
  );
  return { header, ...totals };
}
