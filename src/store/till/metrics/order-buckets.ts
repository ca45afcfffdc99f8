/** A merchant's orders by quarter of an hour: from roll-ups, and from the orders themselves where those do not hold. */
import { sql, type RawBuilder } from 'kysely';
import { QUARTER_MS, type Window } from '../../../domain/metrics/intervals.js';
import { quarterAt } from '../../../domain/metrics/quarters.js';
import type { TillDatabase } from '../database.js';
import { placeOf } from './scope-sql.js';
import { countedOrders, ORDER_COLUMNS } from './orders-sql.js';

export interface OrderScope {
  readonly merchantId: string;
  readonly window: Window;
  /** Quarters that count whole and are rolled up, `until` not among them; none where it is not above. */
  readonly from: number;
  readonly until: number;
  /** Those of them of which an order changed since. */
  readonly marked: readonly number[];
}

export async function openOrderScope(
  db: TillDatabase,
  merchantId: string,
  window: Window,
): Promise<OrderScope> {
  const from = Math.ceil(window.from / QUARTER_MS);
  const wholeUntil = Math.floor(window.to / QUARTER_MS);
  const { rows } = await sql<{ untilQuarter: number; marked: readonly number[] }>`
    select until_quarter, array(
      select quarter from till.metric_order_marks
      where merchant_id = ${merchantId} and quarter >= ${from} and quarter < least(${wholeUntil}::integer, until_quarter)
      order by quarter
    ) as marked from till.metric_order_progress`.execute(db);
  const [progress] = rows;
  return {
    ...{ merchantId, window, from },
    until: Math.min(wholeUntil, progress?.untilQuarter ?? 0),
    marked: progress?.marked ?? [],
  };
}

/** The roll-ups that hold, as tables and conditions. */
export function rolledOrders({ merchantId, from, until, marked }: OrderScope): RawBuilder<unknown> {
  return sql`till.metric_orders where merchant_id = ${merchantId} and quarter >= ${from} and quarter < ${until}
    and quarter <> all(${marked}::integer[])`;
}

/**
 * A table `bucket`, after `with`: rows as of `till.metric_orders`, each with the `place` of its interval in the window, from
 * 1. Orders that the window cuts off their quarter, that are too new or that changed since are counted as they are.
 * @param since without what is in earlier quarters
 */
export function orderBuckets(scope: OrderScope, since = 0): RawBuilder<unknown> {
  const { merchantId, window, from, until, marked } = scope;
  const ranges =
    from >= until
      ? [[window.from, window.to]]
      : [
          [window.from, from * QUARTER_MS],
          ...marked.map((quarter) => [quarter * QUARTER_MS, (quarter + 1) * QUARTER_MS]),
          [until * QUARTER_MS, window.to],
        ];
  const time = (end: 0 | 1): readonly Date[] => ranges.map((range) => new Date(range[end] ?? 0));
  const earliest = new Date(Math.max(since, quarterAt(window.from)) * QUARTER_MS);
  return sql`counted as (
      select ${ORDER_COLUMNS} from ${rolledOrders(scope)} and quarter >= ${since}
      union all
      (${countedOrders(
        sql`unnest(${time(0)}::timestamptz[], ${time(1)}::timestamptz[]) as r(since, before) cross join till.orders o`,
        sql`o.merchant_id = ${merchantId} and o.created_at >= r.since and o.created_at < r.before and o.created_at >= ${earliest}`,
      )})
    ),
    bucket as (select c.*, ${placeOf('c.quarter', window)} as place from counted c)`;
}
