/** What counts as a failed payment, and what became of it. */
import { sql, type RawBuilder } from 'kysely';
import { chainTable } from '../database.js';
import { isPayment, quarterOf } from './payments-sql.js';

/** No chain has more blocks in an hour: half a second each. It bounds where a later payment is looked for. */
export const BLOCKS_OF_AN_HOUR = 7_200;

/**
 * Payments that failed, as rows (from_id, to_id, asset, error_pallet, error_name, amount, recovered, lost, lost_amount,
 * block_number, timestamp, quarter); `asset` is empty for the chain's own token, and so is what the index has as null.
 * @param where on `f`, besides; it may name rows of an outer query
 * @param height up to which later payments and failures are looked at
 */
export function failures(
  schema: string,
  where: RawBuilder<unknown>,
  height: number | RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`
    select f.from_id, f.to_id, coalesce(f.asset, '') as asset, coalesce(f.error_pallet, '') as error_pallet,
      coalesce(f.error_name, '') as error_name, coalesce(f.value, 0) as amount, became.recovered,
      became.lost, case when became.lost then coalesce(f.value, 0) else 0 end as lost_amount, f.block_number, f.timestamp,
      ${quarterOf('f.timestamp')} as quarter
    from ${sql.id(schema, 'failed_payments')} f
    cross join lateral (select ${isRecovered(schema, height)} as recovered offset 0) r
    cross join lateral (
      select r.recovered, not r.recovered and not ${isTriedAgain(schema, height)} as lost offset 0
    ) became
    where ${isAttempt('f')} and ${where}`;
}

/** @param f name of the row */
function isAttempt(f: string): RawBuilder<unknown> {
  const column = (name: string): RawBuilder<unknown> => sql.ref(`${f}.${name}`);
  return sql`${column('to_id')} is not null and ${column('from_id')} is distinct from ${column('to_id')}
    and ${column('timestamp')} is not null and (${column('value')} is null or ${column('value')} > 0)`;
}

/** Of the same payer, to the same payee, in a later extrinsic, within an hour. */
function isLater(row: string, height: number | RawBuilder<unknown>): RawBuilder<unknown> {
  const later = (name: string): RawBuilder<unknown> => sql.ref(`${row}.${name}`);
  return sql`${later('from_id')} = f.from_id and ${later('to_id')} = f.to_id
    and ${later('block_number')} between f.block_number and least(f.block_number + ${BLOCKS_OF_AN_HOUR}, ${height})
    and (${later('block_number')} > f.block_number or ${later('extrinsic_index')} > f.extrinsic_index)
    and ${later('timestamp')} <= f.timestamp + interval '1 hour'`;
}

/** By a payment of at least as much in the same asset. */
function isRecovered(schema: string, height: number | RawBuilder<unknown>): RawBuilder<unknown> {
  const paid = (
    table: 'transfers' | 'assetTransfers',
    asset: RawBuilder<unknown>,
  ): RawBuilder<unknown> => sql`
    exists (select from ${chainTable(schema, table)} t where ${isLater('t', height)} and ${isPayment('t')}
      and t.value >= coalesce(f.value, 0) ${asset})`;
  return sql`case when f.asset is null then ${paid('transfers', sql``)}
    else ${paid('assetTransfers', sql`and t.asset = f.asset`)} end`;
}

/** And failed again: then that later one stands for both. */
function isTriedAgain(schema: string, height: number | RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`exists (select from ${sql.id(schema, 'failed_payments')} g where ${isLater('g', height)}
    and ${isAttempt('g')} and g.asset is not distinct from f.asset)`;
}
