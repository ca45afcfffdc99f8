import { sql } from 'kysely';
import { ChaintillError } from '../../../domain/errors.js';
import type { TillTransaction } from '../database.js';
import { requireTill } from '../instance.js';
import { readIndexState } from '../settling/index-state.js';

/** Which blocks a till has been settled over, and whose it is. */
export interface ReplayExtent {
  /** Of the till: part of every event's id. */
  readonly instanceId: string;
  /** The first block that anything of the till may be in. */
  readonly from: number;
  /** Everything up to this height is settled. */
  readonly height: number;
}

/**
 * @param schema of the index
 * @param chainIdentity of the chain that the till must belong to; null for any
 * @throws {ChaintillError} `TILL_NOT_READY`, `TILL_OF_OTHER_CHAIN`, `NOTHING_SETTLED`; `INDEX_NOT_READY` while the index is not as far as what was
 * settled from it
 */
export async function readReplayExtent(
  db: TillTransaction,
  schema: string,
  chainIdentity: string | null,
): Promise<ReplayExtent> {
  if (chainIdentity !== null) await requireTill(db, chainIdentity);
  const { rows } = await sql<Omit<ReplayExtent, 'height'> & { readonly height: number | null }>`
    select id as instance_id, settled_height as height, least(
      (select min(registered_height) from till.orders), (select min(block_number) from till.payments),
      (select min(from_height) from till.accounts), settled_height) as from from till.instance`.execute(db);
  const [extent] = rows;
  if (!extent) {
    throw new ChaintillError('TILL_NOT_READY', 'the till belongs to no chain yet: start the gateway once');
  }
  const { height } = extent;
  if (height === null) {
    throw new ChaintillError(
      'NOTHING_SETTLED',
      'nothing is settled yet: start the gateway, and try again once blocks are indexed',
    );
  }
  const { indexedHeight } = await readIndexState(db, schema);
  if (indexedHeight === null || indexedHeight < height) {
    const at = indexedHeight === null ? 'has no block' : `is at block ${indexedHeight}`;
    throw new ChaintillError(
      'INDEX_NOT_READY',
      `the index ${at}, and everything up to block ${height} was settled: try again once it is there again`,
    );
  }
  return { ...extent, height };
}
