import { sql } from 'kysely';
import { chainTable, type TillDatabase } from '../database.js';
import { indexedHeight } from '../indexed-height.js';

export interface UnsettledBlocks {
  /** How far the index was when the blocks were read; null where it has no block. */
  readonly indexedHeight: number | null;
  /** Those that hold transfers to merchants' accounts, lowest first, with the hashes of the indexed rows. */
  readonly blocks: readonly { readonly number: number; readonly hash: string }[];
}

/** The blocks between the settled height and the indexed one that hold money for somebody, so many at most. */
export async function readUnsettledBlocks(
  till: TillDatabase,
  schema: string,
  most: number,
): Promise<UnsettledBlocks> {
  return till
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (db) => {
      const { rows: metadata } = await sql<{
        height: number | null;
      }>`select ${indexedHeight(schema)} as height`.execute(db);
      const of = (table: 'transfers' | 'assetTransfers'): ReturnType<typeof sql> => sql`
        select t.block_number as number, t.block_id as hash
        from till.instance i join ${chainTable(schema, table)} t on t.block_number > i.settled_height
        where exists (select from till.accounts a where a.account = t.to_id)
          or exists (select from till.orders o where o.payee = t.to_id and o.mode = 'address')`;
      const { rows: blocks } = await sql<{ number: number; hash: string }>`
        select distinct number, hash from (${of('transfers')} union all ${of('assetTransfers')}) b
        order by number limit ${most}`.execute(db);
      return { indexedHeight: metadata[0]?.height ?? null, blocks };
    });
}
