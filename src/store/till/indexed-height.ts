import { sql, type RawBuilder } from 'kysely';
import { chainTable } from './database.js';

/** The height up to which everything is indexed, as an expression; null where no block is. @param schema of the index */
export function indexedHeight(schema: string): RawBuilder<number | null> {
  return sql`(select (value #>> '{}')::integer from ${chainTable(schema, '_metadata')} where key = 'lastProcessedHeight')`;
}
