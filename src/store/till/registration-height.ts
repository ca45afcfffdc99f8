import { sql } from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import type { TillTransaction } from './database.js';
import { indexedHeight } from './indexed-height.js';

/**
 * The height that an order registered in this transaction begins at: the indexed one, or while the index is rebuilt the
 * settled one, which it must not fall behind.
 * @throws {ChaintillError} `INDEX_NOT_READY`
 */
export async function registrationHeight(transaction: TillTransaction, chainSchema: string): Promise<number> {
  const { rows } = await sql<{ height: number | null }>`
    select greatest(
      ${indexedHeight(chainSchema)},
      (select settled_height from till.instance)) as height`.execute(transaction);
  const height = rows[0]?.height ?? null;
  if (height !== null) return height;
  throw new ChaintillError(
    'INDEX_NOT_READY',
    'no block is indexed yet: try again once the indexer has begun',
  );
}
