import { sql, type RawBuilder } from 'kysely';
import type { AccountHex } from '../../domain/extract/block.js';
import { chainTable, type TillDatabase } from './database.js';

/** What final transfers say of an account in one asset; amounts in the smallest unit. */
export interface Movements {
  readonly address: AccountHex;
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  readonly received: bigint;
  readonly moved: bigint;
  /** The last transfer from it; null where there was none. */
  readonly lastMove: LastMove | null;
}

export interface LastMove {
  /** `<blockNumber>-<eventIndex>` */
  readonly id: string;
  readonly blockNumber: number;
  readonly extrinsicHash: string | null;
  /** In the smallest unit. */
  readonly value: string;
}

interface MovementRow extends Pick<Movements, 'address' | 'asset' | 'lastMove'> {
  readonly received: string;
  readonly moved: string;
}

/**
 * Sums of all transfers to and from accounts, up to a height.
 * @param schema of the index
 * @param height indexed, as it was read before: facts at or below it do not change
 * @returns nothing for an account and asset without any
 */
export async function readMovements(
  db: TillDatabase,
  schema: string,
  addresses: readonly AccountHex[],
  height: number,
): Promise<readonly Movements[]> {
  const of = sql`any(${[...addresses]}::text[]) and block_number <= ${height}`;
  const branch = (table: 'transfers' | 'assetTransfers', isOut: boolean): RawBuilder<unknown> => sql`
    select ${sql.ref(isOut ? 'fromId' : 'toId')} as address,
      ${table === 'transfers' ? sql`null::text` : sql.ref('asset')} as asset,
      ${isOut ? sql`true` : sql`false`} as is_out, value, id, block_number, event_index, extrinsic_hash
    from ${chainTable(schema, table)} where ${sql.ref(isOut ? 'fromId' : 'toId')} = ${of}`;
  const { rows } = await sql<MovementRow>`
    select address, asset,
      coalesce(sum(value) filter (where not is_out), 0)::text as received,
      coalesce(sum(value) filter (where is_out), 0)::text as moved,
      (array_agg(jsonb_build_object('id', id, 'blockNumber', block_number, 'extrinsicHash', extrinsic_hash,
          'value', value::text)
        order by block_number desc, event_index desc) filter (where is_out))[1] as last_move
    from (
      ${branch('transfers', false)} union all ${branch('transfers', true)} union all
      ${branch('assetTransfers', false)} union all ${branch('assetTransfers', true)}
    ) movements
    group by address, asset
    order by address, asset nulls first`.execute(db);
  return rows.map((row) => ({ ...row, received: BigInt(row.received), moved: BigInt(row.moved) }));
}
