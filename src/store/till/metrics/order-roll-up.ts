import { sql, type RawBuilder } from 'kysely';
import { QUARTERS_OF_A_DAY, startOfDay } from '../../../domain/metrics/day-pieces.js';
import type { TillDatabase, TillTransaction } from '../database.js';
import { countedOrders, ORDER_COLUMNS, ORDER_SUMS, ownOrders, runningOrders } from './orders-sql.js';
import { quarterOf } from './payments-sql.js';

export interface OrderRollUpOptions {
  /** Orders that one step takes, about, and those of a day at most; a quarter of an hour is never divided. */
  readonly most: number;
}

/** Quarters of an hour that are never rolled up: the newest, whose orders still change, or are not committed yet. */
const UNRIPE = 8;
/** Marked quarters that are counted anew in one step; the rest of their days is written with them. */
const MOST_MARKED = 200;

/**
 * Counts quarters of an hour that were marked anew, and then those that are not rolled up yet, in one transaction. Marks
 * that a writer holds are left for the next step, so it waits for nobody.
 * @returns whether another step has something to do already
 * @throws {ChaintillError} `DATABASE_UNAVAILABLE`, `QUERY_TIMEOUT`
 */
export async function rollUpOrders(till: TillDatabase, { most }: OrderRollUpOptions): Promise<boolean> {
  // Each statement must see what was committed before it: a mark is taken first, and then what it stands for is read.
  return till
    .transaction()
    .setIsolationLevel('read committed')
    .execute(async (db) => {
      const {
        rows: [progress],
      } = await sql<{ from: number; ripe: number }>`
        select until_quarter as "from", floor(extract(epoch from now()) / 900)::integer - ${UNRIPE}::integer as ripe
        from till.metric_order_progress for update`.execute(db);
      if (!progress) return false;
      const marked = await countMarked(db);
      const until = await nextEnd(db, progress, most);
      if (until > progress.from) {
        await addQuarters(db, progress.from, until);
        await sql`update till.metric_order_progress set until_quarter = ${until}`.execute(db);
      }
      return marked === MOST_MARKED || until < progress.ripe;
    });
}

async function countMarked(db: TillTransaction): Promise<number> {
  const { rows } = await sql<{ merchantId: string; quarter: number }>`
    delete from till.metric_order_marks where (merchant_id, quarter) in (
      select merchant_id, quarter from till.metric_order_marks order by 1, 2 limit ${MOST_MARKED} for update skip locked
    ) returning merchant_id, quarter`.execute(db);
  const marked = sql`unnest(${rows.map(({ merchantId }) => merchantId)}::uuid[], ${rows.map(({ quarter }) => quarter)}::integer[])
    as m(merchant_id, quarter)`;
  if (rows.length > 0) await countAnew(db, marked);
  return rows.length;
}

/** Writes the quarters `m` as they are now, and with them the sums of what follows on their days. */
async function countAnew(db: TillTransaction, marked: RawBuilder<unknown>): Promise<void> {
  const ofDays = sql`(merchant_id, quarter / ${sql.lit(QUARTERS_OF_A_DAY)}) in (
    select merchant_id, quarter / ${sql.lit(QUARTERS_OF_A_DAY)} from ${marked})`;
  const now = countedOrders(
    sql`${marked} join till.orders o on o.merchant_id = m.merchant_id
      and o.created_at >= ${startOf(sql`m.quarter`)} and o.created_at < ${startOf(sql`m.quarter + 1`)}`,
    sql`m.quarter < (select until_quarter from till.metric_order_progress)`,
  );
  const own = sql`
    select * from (${ownOrders(ofDays)}) stored where (merchant_id, quarter) not in (select merchant_id, quarter from ${marked})
    union all
    (${now})`;
  const columns = [...ORDER_SUMS, 'paying', 'settling'];
  const of = (row: string): RawBuilder<unknown> => sql.join(columns.map((name) => sql.ref(`${row}.${name}`)));
  // No order is ever taken away, so no row is left over.
  await sql`insert into till.metric_orders as o (${ORDER_COLUMNS}) ${runningOrders(own)}
    on conflict (merchant_id, asset, quarter) do update set ${sql.join(
      columns.map((name) => sql`${sql.ref(name)} = excluded.${sql.ref(name)}`),
    )} where (${of('o')}) is distinct from (${of('excluded')})`.execute(db);
}

/** Adds quarters from `from` up to `until`, which is not among them, to what there is. */
async function addQuarters(db: TillTransaction, from: number, until: number): Promise<void> {
  const counted = countedOrders(
    sql`till.orders o`,
    sql`o.created_at >= ${startOf(sql.val(from))} and o.created_at < ${startOf(sql.val(until))}`,
  );
  const own = sql`(${ownOrders(sql`quarter >= ${startOfDay(from)} and quarter < ${from}`)}) union all (${counted})`;
  await sql`insert into till.metric_orders (${ORDER_COLUMNS})
    select ${ORDER_COLUMNS} from (${runningOrders(own)}) r where quarter >= ${from}`.execute(db);
}

/** The first quarter that this step does not take. */
async function nextEnd(
  db: TillTransaction,
  { from, ripe }: { readonly from: number; readonly ripe: number },
  most: number,
): Promise<number> {
  if (from >= ripe) return from;
  const begin = from > 0 ? from : await firstQuarter(db, ripe);
  const end = Math.min(begin + QUARTERS_OF_A_DAY, ripe);
  const { rows } = await sql<{ quarter: number; orders: string }>`
    select ${quarterOf('created_at')} as quarter, count(*) as orders from till.orders
    where created_at >= ${startOf(sql.val(begin))} and created_at < ${startOf(sql.val(end))}
    group by 1 order by 1`.execute(db);
  let taken = 0;
  for (const { quarter, orders } of rows) {
    if (taken > 0 && taken + Number(orders) > most) return quarter;
    taken += Number(orders);
  }
  return Math.max(end, from);
}

/** Read once in the life of a till. */
async function firstQuarter(db: TillTransaction, ripe: number): Promise<number> {
  const { rows } = await sql<{ quarter: number | null }>`
    select min(${quarterOf('created_at')}) as quarter from till.orders`.execute(db);
  return Math.min(rows[0]?.quarter ?? ripe, ripe);
}

function startOf(quarter: RawBuilder<unknown>): RawBuilder<Date> {
  return sql`to_timestamp((${quarter})::float8 * 900)`;
}
