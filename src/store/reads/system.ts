import { sql } from 'kysely';
import type { TillDatabase } from '../till/database.js';

/** Which Postgres this is: a replica has the identifier of its primary. */
export interface DatabaseSystem {
  readonly identifier: string;
  /** A standby, which follows another and takes no writes. */
  readonly follows: boolean;
}

/** @throws {ChaintillError} `DATABASE_UNAVAILABLE` */
export async function readDatabaseSystem(db: TillDatabase): Promise<DatabaseSystem> {
  const { rows } = await sql<DatabaseSystem>`
    select system_identifier::text as identifier, pg_is_in_recovery() as follows from pg_control_system()`.execute(
    db,
  );
  const [row] = rows;
  if (!row) throw new RangeError('a cluster has one control file');
  return row;
}
