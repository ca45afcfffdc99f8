/** What became of a merchant's orders, by when they were registered. */
import { sql, type RawBuilder } from 'kysely';
import type { Window } from '../../../domain/metrics/intervals.js';
import type { TillDatabase } from '../database.js';
import { placeOf } from './scope-sql.js';

/** Orders in one asset that were registered in one interval. */
export interface OrderFigure {
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  /** Of the interval in the window, from 0. */
  readonly place: number;
  readonly created: number;
  readonly settled: number;
  readonly open: number;
  readonly expired: number;
  readonly canceled: number;
  readonly invalid: number;
  /** By what came: less than the minimum, more than the amount. */
  readonly under: number;
  readonly over: number;
  /** Paid after their window. */
  readonly late: number;
  /** What all of them ask for, and what came for those that are settled, in the smallest unit. */
  readonly expected: bigint;
  readonly settledAmount: bigint;
}

const COUNTS = [
  'created',
  'settled',
  'open',
  'expired',
  'canceled',
  'invalid',
  'under',
  'over',
  'late',
] as const;
type Counts = Readonly<Record<(typeof COUNTS)[number], string>>;

interface OrderFigureRow extends Counts {
  readonly asset: string | null;
  readonly place: number;
  readonly expected: string;
  readonly settledAmount: string;
}

export async function readOrderFigures(
  db: TillDatabase,
  merchantId: string,
  window: Window,
): Promise<readonly OrderFigure[]> {
  const count = (condition: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`count(*) filter (where ${condition})`;
  const { rows } = await sql<OrderFigureRow>`
    select asset, ${placeOf('quarter', window)} as place, count(*) as created,
      ${count(sql`status = 'settled'`)} as settled, ${count(sql`status = 'open'`)} as open,
      ${count(sql`status = 'expired'`)} as expired, ${count(sql`status = 'canceled'`)} as canceled,
      ${count(sql`status = 'invalid'`)} as invalid, ${count(sql`amount_state = 'under'`)} as under,
      ${count(sql`amount_state = 'over'`)} as over, ${count(sql`'late' = any(flags)`)} as late,
      sum(amount)::text as expected, coalesce(sum(received) filter (where status = 'settled'), 0)::text as settled_amount
    from (
      select *, floor(extract(epoch from created_at) / 900)::integer as quarter
      from till.orders where ${registeredIn(merchantId, window)}
    ) o group by 1, 2`.execute(db);
  return rows.map(({ asset, place, expected, settledAmount, ...counts }) => ({
    asset,
    place: place - 1,
    expected: BigInt(expected),
    settledAmount: BigInt(settledAmount),
    ...(Object.fromEntries(COUNTS.map((name) => [name, Number(counts[name])])) as Record<
      keyof Counts,
      number
    >),
  }));
}

/** In whole milliseconds; null where nothing was measured. */
export interface Duration {
  readonly median: number | null;
  readonly p95: number | null;
}

export interface MeasuredTimes {
  /** From an order's registration to the time of the block whose payment settled it. */
  readonly orderToPayment: Duration;
  /** From the time of that block until it was final, read and settled: when `order.settled` was written. */
  readonly paymentToSettled: Duration;
  /** How many orders were looked at. */
  readonly measured: number;
}

export interface OrderTimes extends MeasuredTimes {
  /** Of the orders that were registered in each interval of the window, from 0; one without any is left out. */
  readonly series: readonly (MeasuredTimes & { readonly place: number })[];
}

/** Of a window's settled orders, the newest so many are looked at. */
export const MOST_MEASURED = 10_000;

/** Only of orders that a payment settled after they were registered: not of those that a person marked or paid out of the inbox. */
export async function readOrderTimes(
  db: TillDatabase,
  merchantId: string,
  window: Window,
): Promise<OrderTimes> {
  const ms = (later: string, earlier: string): RawBuilder<unknown> =>
    sql`round(extract(epoch from ${sql.ref(later)} - ${sql.ref(earlier)}) * 1000)::float8`;
  const { rows } = await sql<MeasuredRow>`
    select ${placeOf('s.quarter', window)} as place, percentile_disc(array[0.5, 0.95]) within group (order by ${ms('p.block_time', 's.created_at')}) as paying,
      percentile_disc(array[0.5, 0.95]) within group (order by ${ms('e.created_at', 'p.block_time')}) as settling,
      count(*) as measured
    from (
      select id, created_at, settled_height, floor(extract(epoch from created_at) / 900)::integer as quarter
      from till.orders
      where ${registeredIn(merchantId, window)} and settled_height is not null
      order by created_at desc, id desc limit ${MOST_MEASURED}
    ) s
    cross join lateral (
      select block_time from till.payments where order_id = s.id and use = 'counted' and block_number = s.settled_height
        and block_time >= s.created_at
      limit 1
    ) p
    left join lateral (
      select created_at from till.events where order_id = s.id and type = 'order.settled' order by sequence limit 1
    ) e on true
    group by grouping sets ((), (1))`.execute(db);
  const total = rows.find(({ place }) => place === null);
  return {
    ...measuredOf(total ?? { paying: null, settling: null, measured: '0' }),
    series: rows.flatMap(({ place, ...row }) =>
      place === null ? [] : { place: place - 1, ...measuredOf(row) },
    ),
  };
}

interface MeasuredRow {
  /** Null for the whole window. */
  readonly place: number | null;
  readonly paying: readonly number[] | null;
  readonly settling: readonly number[] | null;
  readonly measured: string;
}

function measuredOf({ paying, settling, measured }: Omit<MeasuredRow, 'place'>): MeasuredTimes {
  return {
    orderToPayment: durationOf(paying),
    paymentToSettled: durationOf(settling),
    measured: Number(measured),
  };
}

function durationOf(values: readonly (number | null)[] | null): Duration {
  return { median: values?.[0] ?? null, p95: values?.[1] ?? null };
}

function registeredIn(merchantId: string, { from, to }: Window): RawBuilder<unknown> {
  return sql`merchant_id = ${merchantId} and created_at >= ${new Date(from)} and created_at < ${new Date(to)}`;
}
