/** Adds blocks of the index to roll-ups: those of the till, and those that a recount makes of its own. */
import { sql, type RawBuilder } from 'kysely';
import type { TillTransaction } from '../database.js';
import type { HeightRange } from '../settling/facts.js';
import { failures } from './failures-sql.js';
import { payments } from './payments-sql.js';
import { FAILURES, PAYMENTS, type RollUpTable } from './tables.js';

/** @param table of the shape of `till.metric_payments` */
export async function addPayments(
  db: TillTransaction,
  table: RawBuilder<unknown>,
  { schema, fill }: { readonly schema: string; readonly fill: number },
  { after, to }: HeightRange,
): Promise<void> {
  const inRange = sql`t.block_number > ${after} and t.block_number <= ${to}`;
  const added = sql`
    select to_id as account, asset, quarter, count(*) as payments, sum(value) as volume, min(block_number) as first_block,
      max(block_number) as last_block
    from (${payments(schema, inRange)}) p group by to_id, asset, quarter`;
  await addSql(PAYMENTS, table, fill, added).execute(db);
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
  const added = sql`
    select to_id as account, asset, error_pallet, error_name, quarter, count(*) as failures, sum(amount) as amount,
      count(*) filter (where recovered) as recovered, count(*) filter (where lost) as lost,
      sum(lost_amount) as lost_amount, min(block_number) as first_block, max(block_number) as last_block
    from (${failures(schema, inRange, height)}) x group by to_id, asset, error_pallet, error_name, quarter`;
  await addSql(FAILURES, table, fill, added).execute(db);
}

/**
 * What is added is later than all that is in: so each account's sums go on from its last one, which may be of the same
 * quarter.
 * @param added sums of each quarter for itself
 */
function addSql(
  { kind, sums }: RollUpTable,
  table: RawBuilder<unknown>,
  fill: number,
  added: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const names = ['account', ...kind].map((name) => sql.ref(name));
  const key = sql.join(names);
  const isSame = sql.join(
    names.map((name) => sql`m.${name} = a.${name}`),
    sql` and `,
  );
  const columns = sums.map((name) => sql.ref(name));
  return sql`
    insert into ${table} (fill, ${key}, quarter, ${sql.join(columns)}, first_block, last_block)
    select ${fill}::integer, ${key}, quarter,
      ${sql.join(columns.map((sum) => sql`sum(coalesce(l.${sum}, 0) + a.${sum}) over since`))}, first_block, last_block
    from (select *, row_number() over (partition by ${key} order by quarter) as n from (${added}) q) a
    left join lateral (
      select ${sql.join(columns.map((sum) => sql`m.${sum}`))} from ${table} m
      where a.n = 1 and m.fill = ${fill} and ${isSame} order by m.quarter desc limit 1
    ) l on true
    window since as (partition by ${key} order by quarter)
    on conflict (fill, ${key}, quarter) do update set
      ${sql.join(columns.map((sum) => sql`${sum} = excluded.${sum}`))}, last_block = excluded.last_block`;
}
