/** Whether the tables of schema `till` are those that this version of Chaintill knows. */
import { sql, type RawBuilder } from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import type { TillDatabase, TillTransaction } from './database.js';
import { MIGRATION_NAMES, tillTooNew } from './migrate.js';

/** What tells it, as SQL, for those who ask by a connection of their own. */
export const MIGRATIONS_DONE = 'select name from till.migrations';

/** Of Kysely's migrator, which holds it while it migrates. */
const MIGRATION_LOCK = 3_853_314_791_062_309_107n;
const [LOCK_CLASS, LOCK_OBJECT] = [MIGRATION_LOCK >> 32n, MIGRATION_LOCK & 0xffff_ffffn].map(String);

/**
 * True while no newer version has migrated the till. A condition of the very statements that write: one that waits for a
 * migration to let go of a table looks afterwards.
 */
export const IS_KNOWN: RawBuilder<boolean> = sql`
  not exists (select from till.migrations where name <> all(${[...MIGRATION_NAMES]}::text[]))`;

/**
 * Makes sure that whoever is about to write knows the tables: nothing is written into those of another version.
 * @throws {ChaintillError} `TILL_TOO_NEW` once a newer version has migrated the till, `TILL_NOT_READY` before this one has
 */
export async function requireVersion(db: TillDatabase | TillTransaction): Promise<void> {
  const { rows } = await sql<{ name: string }>`${sql.raw(MIGRATIONS_DONE)}`
    .execute(db)
    .catch((failure: unknown) => {
      if (failure instanceof ChaintillError && failure.code === 'INDEX_NOT_READY') return { rows: [] };
      throw failure;
    });
  judgeVersion(rows);
}

/** @param done rows of `MIGRATIONS_DONE`. @throws {ChaintillError} `TILL_TOO_NEW`, `TILL_NOT_READY` */
export function judgeVersion(done: readonly { readonly name: string }[]): void {
  if (done.some(({ name }) => !MIGRATION_NAMES.includes(name))) throw tillTooNew();
  if (done.length === MIGRATION_NAMES.length) return;
  throw new ChaintillError(
    'TILL_NOT_READY',
    done.length === 0
      ? 'the tables of orders and merchants are not made yet: start the gateway once'
      : 'the tables of orders and merchants are those of an earlier version: start a gateway of this one, which migrates them',
  );
}

/** Whether somebody migrates the till at this moment; its statements may have to wait for that. */
export async function isBeingMigrated(db: TillDatabase): Promise<boolean> {
  const { rows } = await sql<{ held: boolean }>`
    select exists (
      select from pg_locks where locktype = 'advisory' and granted and objsubid = 1
        and database = (select oid from pg_database where datname = current_database())
        and classid = ${LOCK_CLASS}::oid and objid = ${LOCK_OBJECT}::oid
    ) as held`.execute(db);
  return rows[0]?.held === true;
}
