import { sql } from 'kysely';
import type { TillDatabase } from '../database.js';

/** What is made in a database, and what its user may do there. */
export interface DatabaseSchemas {
  /** The extension that ownership of accounts is guarded with. */
  readonly btreeGist: 'installed' | 'available' | 'missing';
  /** Names of the migrations that schema till has had; null where there is no schema till. */
  readonly migrations: readonly string[] | null;
  /** Tables of the index that are there. */
  readonly indexTables: number;
  /** Whether the user may make schemas. */
  readonly mayCreate: boolean;
  /** What the user lacks, as `select on till.orders`. */
  readonly lacking: readonly string[];
}

/** @param schema of the index */
export async function readDatabaseSchemas(db: TillDatabase, schema: string): Promise<DatabaseSchemas> {
  const { rows } = await sql<Omit<DatabaseSchemas, 'migrations'> & { readonly migrated: boolean }>`
    select case when exists (select from pg_extension where extname = 'btree_gist') then 'installed'
        when exists (select from pg_available_extensions where name = 'btree_gist') then 'available'
        else 'missing' end as btree_gist,
      to_regclass('till.migrations') is not null as migrated,
      (select count(*)::integer from pg_tables where schemaname = ${schema}) as index_tables,
      has_database_privilege(current_database(), 'create') as may_create,
      array(
        select privilege || ' on ' || schemaname || '.' || tablename from pg_tables
        cross join unnest(case schemaname when 'till' then array['select', 'insert', 'update', 'delete']
          else array['select'] end) as privilege
        where schemaname in ('till', ${schema}) and not (
          has_schema_privilege(schemaname, 'usage')
          and has_table_privilege(format('%I.%I', schemaname, tablename), privilege))
        order by 1
      ) as lacking`.execute(db);
  const [row] = rows;
  if (!row) throw new RangeError('a select without a table gives one row');
  const { migrated, ...rest } = row;
  return { ...rest, migrations: migrated ? await readMigrations(db, rest.lacking) : null };
}

async function readMigrations(db: TillDatabase, lacking: readonly string[]): Promise<readonly string[]> {
  if (lacking.includes('select on till.migrations')) return [];
  const { rows } = await sql<{ name: string }>`select name from till.migrations order by name`.execute(db);
  return rows.map(({ name }) => name);
}
