/** Schema `till` into a file, as it is at one moment, beside whatever goes on writing into it. */
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { ChaintillError } from '../../domain/errors.js';
import { inTransaction, withConnection } from '../connection.js';
import { refuseExisting, writeBackupFile, type BackupHeader } from './file.js';
import { dataFrames, jsonFrame } from './frames.js';
import { createTally, type BackupTotals, type TableRecord } from './records.js';
import { copyTarget, storedTables, tableNames, type StoredTable } from './tables.js';

export interface BackUpOptions {
  readonly databaseUrl: string;
  readonly path: string;
  /** Version of Chaintill. */
  readonly version: string;
  readonly signal: AbortSignal;
  /** @param rows of all tables so far */
  readonly onTable?: (name: string, rows: number) => void;
}

export interface BackedUp extends BackupTotals {
  readonly header: BackupHeader;
}

/**
 * Writers are not held up; migrations and whoever drops the schema wait until it is done.
 * @throws {ChaintillError} `BACKUP_EXISTS`, `BACKUP_FILE`, `TILL_NOT_READY`, `BACKUP_MIGRATING`, `DATABASE_UNAVAILABLE`
 */
export async function backUp(options: BackUpOptions): Promise<BackedUp> {
  const { databaseUrl, path, version, signal, onTable } = options;
  await refuseExisting(path);
  return withConnection(databaseUrl, signal, async (client) => {
    const names = await tableNames(client);
    if (!names.includes('instance')) throw notReady();
    return inTransaction(client, 'isolation level repeatable read, read only', async () => {
      // Before the first read, which is the moment: a table that is rewritten later would look empty to it.
      await client.query(
        `lock table ${names.map((name) => `till.${pg.escapeIdentifier(name)}`).join(', ')} in access share mode`,
      );
      const header = await readHeader(client, version);
      if ((await tableNames(client)).join() !== names.join()) {
        throw new ChaintillError('BACKUP_MIGRATING', 'the tables are being migrated: try again');
      }
      const totals = { tables: 0, rows: 0 };
      async function* frames(): AsyncGenerator<Buffer> {
        for (const table of await storedTables(client)) {
          onTable?.(table.name, totals.rows);
          totals.rows += yield* tableFrames(client, table);
          totals.tables += 1;
        }
        yield jsonFrame('Z', totals);
      }
      await writeBackupFile(path, header, frames(), signal);
      return { header, ...totals };
    });
  });
}

/** @returns how many rows it had */
async function* tableFrames(client: pg.Client, table: StoredTable): AsyncGenerator<Buffer, number> {
  const record: TableRecord = {
    name: table.name,
    columns: [...table.columns],
    numbers: await lastNumbers(client, table),
  };
  yield jsonFrame('T', record);
  const tally = createTally();
  for await (const rows of client.query(copyTo(`copy ${copyTarget(table)} to stdout`))) {
    tally.add(rows as Buffer);
    yield* dataFrames(rows as Buffer);
  }
  const end = tally.end();
  yield jsonFrame('E', end);
  return end.rows;
}

async function lastNumbers(
  client: pg.Client,
  { name, identities }: StoredTable,
): Promise<Record<string, string>> {
  const numbers: Record<string, string> = {};
  for (const column of identities) {
    const { rows } = await client.query<{ last: string | null }>(
      `select pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass)::text as last`,
      [`till.${pg.escapeIdentifier(name)}`, column],
    );
    const last = rows[0]?.last ?? null;
    if (last !== null) numbers[column] = last;
  }
  return numbers;
}

async function readHeader(client: pg.Client, version: string): Promise<BackupHeader> {
  const { rows } = await client.query<Omit<BackupHeader, 'chaintill'>>(
    `select to_char(now() at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "createdAt", network,
       genesis_hash as "genesisHash", chain_identity as "chainIdentity", id as instance, settled_height as "settledHeight",
       (select array_agg(name order by name) from till.migrations) as migrations
     from till.instance`,
  );
  if (!rows[0]) throw notReady();
  return { chaintill: version, ...rows[0] };
}

function notReady(): ChaintillError {
  return new ChaintillError(
    'TILL_NOT_READY',
    'there is nothing to back up: the database holds no till of any chain yet',
  );
}
