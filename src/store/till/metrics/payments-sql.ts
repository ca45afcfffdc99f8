/** What counts as a payment of the index, in one place: roll-ups, the edges of a window and a recount read the same rows. */
import { sql, type RawBuilder } from 'kysely';
import { chainTable } from '../database.js';

/** The quarter of an hour, since 1970, that a column of block times is in. They are UTC, without a zone. */
export function quarterOf(column: string): RawBuilder<unknown> {
  return sql`floor(extract(epoch from ${sql.ref(column)}) / 900)::integer`;
}

/**
 * A transfer that a call made, of more than nothing, to somebody else, in a block that has a time. Fees, rewards and what
 * else no call made are none. @param t name of the transfer's row
 */
export function isPayment(t: string): RawBuilder<unknown> {
  const column = (name: string): RawBuilder<unknown> => sql.ref(`${t}.${name}`);
  return sql`${column('call_path')} is not null and ${column('value')} > 0 and ${column('timestamp')} is not null
    and ${column('from_id')} <> ${column('to_id')}`;
}

/**
 * Payments in either kind of table, as rows (from_id, to_id, asset, value, block_number, timestamp, quarter); `asset` is empty
 * for the chain's own token.
 * @param where on `t`, besides; it may name rows of an outer query
 * @param only where the asset is known, what is compared with it: the other table is not looked at
 */
export function payments(
  schema: string,
  where: RawBuilder<unknown>,
  only: RawBuilder<unknown> | null = null,
): RawBuilder<unknown> {
  const select = (table: 'transfers' | 'assetTransfers'): RawBuilder<unknown> => {
    const isNative = table === 'transfers';
    const asked = only === null ? sql`` : isNative ? sql`and ${only} = ''` : sql`and t.asset = ${only}`;
    return sql`
      select t.from_id, t.to_id, ${isNative ? sql`''::text` : sql`t.asset`} as asset, t.value, t.block_number,
        t.timestamp, ${quarterOf('t.timestamp')} as quarter
      from ${chainTable(schema, table)} t where ${isPayment('t')} ${asked} and ${where}`;
  };
  return sql`${select('transfers')} union all ${select('assetTransfers')}`;
}
