/** Adds blocks of the index to roll-ups: those of the till, and those that a recount makes of its own. */
import { sql, type RawBuilder } from 'kysely';
import type { TillTransaction } from '../database.js';
import type { HeightRange } from '../settling/facts.js';
import { failures } from './failures-sql.js';
import { payments } from './payments-sql.js';

/** @param table of the shape of `till.metric_payments` */
export async function addPayments(
  db: TillTransaction,
  table: RawBuilder<unknown>,
  { schema, fill }: { readonly schema: string; readonly fill: number },
  { after, to }: HeightRange,
): Promise<void> {
  const inRange = sql`t.block_number > ${after} and t.block_number <= ${to}`;
  await sql`
    insert into ${table} as m (fill, account, quarter, asset, payments, volume, first_block, last_block)
    select ${fill}::integer, to_id, quarter, asset, count(*), sum(value), min(block_number), max(block_number)
    from (${payments(schema, inRange)}) p group by to_id, quarter, asset
    on conflict (fill, account, quarter, asset) do update set payments = m.payments + excluded.payments,
      volume = m.volume + excluded.volume, last_block = excluded.last_block`.execute(db);
}

/**
 * @param table of the shape of `till.metric_failures`
 * @param height up to which later payments are looked at; those of an hour after the last block are below it
 */
export async function addFailures(
  db: TillTransaction,
  table: RawBuilder<unknown>,
  { schema, fill, height }: { readonly schema: string; readonly fill: number; readonly height: number },
  { after, to }: HeightRange,
): Promise<void> {
  const inRange = sql`f.block_number > ${after} and f.block_number <= ${to}`;
  await sql`
    insert into ${table} as m (fill, account, quarter, asset, error_pallet, error_name, failures, amount, recovered,
      lost, lost_amount, first_block, last_block)
    select ${fill}::integer, to_id, quarter, asset, error_pallet, error_name, count(*), sum(amount),
      count(*) filter (where recovered), count(*) filter (where lost), sum(lost_amount), min(block_number),
      max(block_number)
    from (${failures(schema, inRange, height)}) x group by to_id, quarter, asset, error_pallet, error_name
    on conflict (fill, account, quarter, asset, error_pallet, error_name) do update set
      failures = m.failures + excluded.failures, amount = m.amount + excluded.amount,
      recovered = m.recovered + excluded.recovered, lost = m.lost + excluded.lost,
      lost_amount = m.lost_amount + excluded.lost_amount, last_block = excluded.last_block`.execute(db);
}
