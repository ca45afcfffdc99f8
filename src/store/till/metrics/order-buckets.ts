/** A merchant's orders by interval: from roll-ups, and from the orders themselves where those do not hold. */
import { sql, type RawBuilder } from 'kysely';
import { dividePieces, startOfDay, type DayPiece } from '../../../domain/metrics/day-pieces.js';
import { QUARTER_MS, type Window } from '../../../domain/metrics/intervals.js';
import { quarterAt } from '../../../domain/metrics/quarters.js';
import type { TillDatabase } from '../database.js';
import { placeOf } from './scope-sql.js';
import { countedOrders, ORDER_SUMS } from './orders-sql.js';

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

/** A common table `kind`, after `with recursive`: the assets that a merchant's rolled up orders are in. */
export function orderKinds({ merchantId }: OrderScope): RawBuilder<unknown> {
  const next = (where: RawBuilder<unknown>): RawBuilder<unknown> => sql`
    select asset from till.metric_orders where merchant_id = ${merchantId} and ${where} order by asset limit 1`;
  return sql`kind as (
      (${next(sql`true`)})
      union all
      select n.asset from kind k cross join lateral (${next(sql`asset > k.asset`)}) n
    )`;
}

/** Sums of the roll-ups that hold, as rows of an asset, the `place` of an interval in the window, from 1, and ORDER_SUMS. */
export function rolledSums({ merchantId, window, from, until, marked }: OrderScope): RawBuilder<unknown> {
  const pieces = [
    ...dividePieces(window, from, until).map((piece) => ({ ...piece, sign: 1 })),
    // What is stored of a marked quarter is in the sums after it, and taken away from them.
    ...marked.map((quarter) => ({ ...markedPiece(window, quarter), sign: -1 })),
  ];
  const last = (names: RawBuilder<unknown>, since: RawBuilder<unknown>, before: RawBuilder<unknown>) => sql`
    select ${names} from till.metric_orders m where m.merchant_id = ${merchantId} and m.asset = k.asset
      and m.quarter >= ${since} and m.quarter < ${before} order by m.quarter desc limit 1`;
  const names = sql.join(ORDER_SUMS.map((name) => sql.ref(`m.${name}`)));
  const sums = ORDER_SUMS.map(
    (name) => sql`p.sign * (e.${sql.ref(name)} - coalesce(b.${sql.ref(name)}, 0)) as ${sql.ref(name)}`,
  );
  return sql`
    select k.asset, p.place, ${sql.join(sums)}
    from kind k cross join unnest(${pieces.map(({ since }) => since)}::integer[], ${pieces.map(({ until }) => until)}::integer[],
      ${pieces.map(({ since }) => startOfDay(since))}::integer[], ${pieces.map(({ place }) => place)}::integer[],
      ${pieces.map(({ sign }) => sign)}::integer[]) as p(since, until, day, place, sign)
    cross join lateral (${last(names, sql`p.since`, sql`p.until`)}) e
    left join lateral (${last(names, sql`p.day`, sql`p.since`)}) b on true`;
}

function markedPiece({ spans }: Window, quarter: number): DayPiece {
  const place = spans.filter(({ from }) => quarterAt(from) <= quarter).length;
  return { since: quarter, until: quarter + 1, place };
}

/**
 * Orders that no roll-up that holds has, as rows of `countedOrders` with the `place` of their interval: those that the window
 * cuts off their quarter, that are too new, or that changed since.
 * @param since without what is in earlier quarters
 */
export function unrolledOrders(
  { merchantId, window, from, until, marked }: OrderScope,
  since = 0,
): RawBuilder<unknown> {
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
  const counted = countedOrders(
    sql`unnest(${time(0)}::timestamptz[], ${time(1)}::timestamptz[]) as r(since, before) cross join till.orders o`,
    sql`o.merchant_id = ${merchantId} and o.created_at >= r.since and o.created_at < r.before and o.created_at >= ${earliest}`,
  );
  return sql`select c.*, ${placeOf('c.quarter', window)} as place from (${counted}) c`;
}
