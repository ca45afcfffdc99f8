import { sql } from 'kysely';
import type { TillDatabase } from '../database.js';
import { lockInstanceRow } from '../instance-lock.js';
import { judgeIndex, readIndexState, type Objection } from './index-state.js';

/**
 * What settlement would say of another index in the place of the one that it settles from; null where it would go on, or
 * nothing was settled yet. Nothing is settled meanwhile.
 * @param schema of the other index
 */
export async function judgeNextIndex(till: TillDatabase, schema: string): Promise<Objection | null> {
  return till.transaction().execute(async (db) => {
    const { rows } = await sql<{ found: boolean }>`
      select to_regclass('till.instance') is not null as found`.execute(db);
    if (rows[0]?.found !== true || !(await db.selectFrom('instance').select('id').executeTakeFirst()))
      return null;
    const instance = await lockInstanceRow(db);
    return judgeIndex(db, schema, instance, await readIndexState(db, schema));
  });
}
