import { sql } from 'kysely';
import type { TillTransaction } from './database.js';

/**
 * For the rest of the transaction: what is asked for is few rows of large tables, always by an index. The planner guesses
 * otherwise, and badly, as long as it has no statistics of tables that were just filled.
 */
export async function readByIndex(db: TillTransaction): Promise<void> {
  await sql`select set_config(name, 'off', true)
    from unnest(array['enable_hashjoin', 'enable_mergejoin', 'enable_seqscan']) as name`.execute(db);
}
