import type { Kysely } from 'kysely';

/**
 * All that `read` reads is of one moment: REPEATABLE READ, read only. Inside a transaction it is that one's moment.
 */
export async function snapshot<Tables, T>(
  db: Kysely<Tables>,
  read: (db: Kysely<Tables>) => Promise<T>,
): Promise<T> {
  if (db.isTransaction) return read(db);
  return db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(read);
}
