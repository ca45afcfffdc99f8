/** A file of `back-up.ts` into a database that has no schema `till`. */
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { Logger } from 'pino';
import { ChaintillError } from '../../domain/errors.js';
import { inTransaction, withConnection } from '../connection.js';
import { migrateTill } from '../till/migrate.js';
import { beginAnew } from './begin-anew.js';
import type { CheckedBackup } from './check.js';
import { copyTarget, MIGRATOR, tableNames } from './tables.js';
import { walkBackup, type WalkedTable } from './walk.js';

export interface RestoreOptions {
  readonly databaseUrl: string;
  readonly path: string;
  /** What `checkBackup` said of the file. */
  readonly checked: CheckedBackup;
  readonly log: Logger;
  readonly signal: AbortSignal;
  /** @param rows of all tables so far */
  readonly onTable?: (name: string, rows: number) => void;
}

/** Of schema `till` while a restore is at it: what one that was killed has left is told from a till by it. */
const UNFINISHED = 'chaintill restore, not finished';

/**
 * Makes the tables as they were at the backup, fills them in one transaction, and brings them up to this version. Where that
 * fails there is no schema `till`, as before.
 * @returns the names of the migrations that are newer than the backup
 * @throws {ChaintillError} `RESTORE_TARGET_NOT_EMPTY`, `BACKUP_OF_OTHER_CHAIN`, `BACKUP_DAMAGED`, `DATABASE_UNAVAILABLE`, and
 * as `migrateTill`
 */
export async function restoreTill(options: RestoreOptions): Promise<readonly string[]> {
  const { databaseUrl, checked, log, signal } = options;
  const { header } = checked;
  await withConnection(databaseUrl, signal, async (client) => {
    await clearUnfinished(client);
    await refuseTarget(client, header.genesisHash);
    await client.query(`create schema till; comment on schema till is '${UNFINISHED}'`);
    try {
      await migrateTill({ url: databaseUrl, log, signal, upTo: header.migrations.at(-1) ?? '' });
      await inTransaction(client, '', () => load(client, options));
    } catch (failure) {
      // Where this is not possible either, the next restore does it.
      await client.query('drop schema if exists till cascade').catch(() => undefined);
      throw failure;
    }
    await client.query(`analyze ${(await dataTables(client)).join(', ')}`);
  });
  return migrateTill({ url: databaseUrl, log, signal });
}

async function load(client: pg.Client, { path, checked, onTable }: RestoreOptions): Promise<void> {
  // A migration puts rows into some tables; those of the backup have them too.
  await client.query(`truncate ${(await dataTables(client)).join(', ')}`);
  const loaded = await walkBackup(path, async (table, rowsBefore) => {
    onTable?.(table.name, rowsBefore);
    await loadTable(client, table);
  });
  if (loaded.tables !== checked.tables || loaded.rows !== checked.rows) {
    throw new ChaintillError(
      'BACKUP_DAMAGED',
      'the file was changed while it was read: use another copy, and let nobody write into it',
    );
  }
  await beginAnew(client);
  await client.query('comment on schema till is null');
}

/** All but the migrator's own, quoted. */
async function dataTables(client: pg.Client): Promise<readonly string[]> {
  const names = (await tableNames(client)).filter((name) => !MIGRATOR.has(name));
  return names.map((name) => `till.${pg.escapeIdentifier(name)}`);
}

async function loadTable(client: pg.Client, table: WalkedTable): Promise<void> {
  const name = `till.${pg.escapeIdentifier(table.name)}`;
  // What they would do, or notice, was done when the rows were first written.
  await client.query(`alter table ${name} disable trigger user`);
  await pipeline(table.rows, client.query(copyFrom(`copy ${copyTarget(table)} from stdin`)));
  await client.query(`alter table ${name} enable trigger user`);
  for (const [column, last] of Object.entries(table.numbers)) {
    await client.query('select setval(pg_get_serial_sequence($1, $2)::regclass, $3)', [name, column, last]);
  }
}

async function clearUnfinished(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(
    `select from pg_namespace where nspname = 'till' and obj_description(oid, 'pg_namespace') = $1`,
    [UNFINISHED],
  );
  if (rowCount === 1) await client.query('drop schema till cascade');
}

async function refuseTarget(client: pg.Client, genesisHash: string): Promise<void> {
  const { rows } = await client.query<{ name: string; comment: string | null }>(
    `select nspname as name, obj_description(oid, 'pg_namespace') as comment from pg_namespace where nspname in ('till', 'chain')`,
  );
  if (rows.some(({ name }) => name === 'till')) {
    throw new ChaintillError(
      'RESTORE_TARGET_NOT_EMPTY',
      'the database has a schema till already, which is kept: restore into another database',
    );
  }
  const index = rows.find(({ name }) => name === 'chain');
  if (index && index.comment?.includes(`"${genesisHash}"`) !== true) {
    throw new ChaintillError(
      'BACKUP_OF_OTHER_CHAIN',
      'the database holds the index of another chain than that of the backup: restore into another database',
    );
  }
}
