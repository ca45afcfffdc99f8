import { sql } from 'kysely';
import type { TillDatabase } from '../database.js';

/** The Postgres that a till is in. */
export interface DatabaseServer {
  /** As 17.8. */
  readonly version: string;
  readonly major: number;
  readonly now: Date;
  /** A standby, which takes no writes. */
  readonly isStandby: boolean;
  /** Of the database, in bytes. */
  readonly size: bigint;
  readonly maxConnections: number;
  readonly openConnections: number;
}

/** @throws {ChaintillError} `DATABASE_UNAVAILABLE` */
export async function readDatabaseServer(db: TillDatabase): Promise<DatabaseServer> {
  const { rows } = await sql<Omit<DatabaseServer, 'size'> & { readonly size: string }>`
    select split_part(current_setting('server_version'), ' ', 1) as version,
      current_setting('server_version_num')::integer / 10000 as major, clock_timestamp() as now,
      pg_is_in_recovery() as is_standby, pg_database_size(current_database()) as size,
      current_setting('max_connections')::integer as max_connections,
      (select count(*)::integer from pg_stat_activity where backend_type = 'client backend') as open_connections`.execute(
    db,
  );
  const [row] = rows;
  if (!row) throw new RangeError('a select without a table gives one row');
  return { ...row, size: BigInt(row.size) };
}
