/** What became of a merchant's orders, by when they were registered. */
import { sql } from 'kysely';
import { CHECKOUT_STEPS, type CheckoutStep } from '../../../domain/metrics/checkout-step.js';
import type { TillDatabase } from '../database.js';
import { orderBuckets, rolledOrders, type OrderScope } from './order-buckets.js';
import { ORDER_COUNTS, ORDER_SUMS, stepColumn } from './orders-sql.js';

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

/** How many orders came how far on their page; `paid` of those whose page was opened. */
export type FunnelFigures = Readonly<Record<CheckoutStep | 'paid', number>>;

export interface OrderFigures {
  readonly figures: readonly OrderFigure[];
  /** As their pages said, but for what was paid. */
  readonly funnel: FunnelFigures;
}

type Counts = Record<(typeof ORDER_COUNTS)[number], number>;
type FigureRow = Readonly<Record<string, string>> & { readonly asset: string; readonly place: number };

/** Of the orders that were registered in the window. */
export async function readOrderFigures(db: TillDatabase, scope: OrderScope): Promise<OrderFigures> {
  const sums = ORDER_SUMS.map((name) => sql`sum(${sql.ref(name)})::text as ${sql.ref(name)}`);
  const { rows } = await sql<FigureRow>`
    with ${orderBuckets(scope)}
    select asset, place, ${sql.join(sums)} from bucket group by asset, place`.execute(db);
  const inAll = (name: string): number => rows.reduce((sum, row) => sum + Number(row[name]), 0);
  return {
    figures: rows.map(figureOf),
    funnel: {
      ...(Object.fromEntries(CHECKOUT_STEPS.map((step) => [step, inAll(stepColumn(step))])) as Record<
        CheckoutStep,
        number
      >),
      paid: inAll('paid'),
    },
  };
}

function figureOf({ asset, place, expected = '', settledAmount = '', ...sums }: FigureRow): OrderFigure {
  return {
    asset: asset === '' ? null : asset,
    place: place - 1,
    expected: BigInt(expected),
    settledAmount: BigInt(settledAmount),
    ...(Object.fromEntries(ORDER_COUNTS.map((name) => [name, Number(sums[name])])) as Counts),
  };
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

/** Of a window's settled orders about the newest so many are looked at: no quarter of an hour is divided. */
export const MOST_MEASURED = 10_000;

/** Only of orders that a payment settled after they were registered: not of those that a person marked or paid out of the inbox. */
export async function readOrderTimes(db: TillDatabase, scope: OrderScope): Promise<OrderTimes> {
  const { rows } = await sql<MeasuredRow>`
    with ${orderBuckets(scope, await newestQuarters(db, scope))}
    select place, percentile_disc(array[0.5, 0.95]) within group (order by t.paid)::float8[] as paying,
      percentile_disc(array[0.5, 0.95]) within group (order by t.told)::float8[] as settling, count(*) as measured
    from bucket b cross join lateral unnest(b.paying, b.settling) as t(paid, told)
    group by grouping sets ((), (1))`.execute(db);
  const total = rows.find(({ place }) => place === null);
  return {
    ...measuredOf(total ?? { paying: null, settling: null, measured: '0' }),
    series: rows.flatMap(({ place, ...row }) =>
      place === null ? [] : { place: place - 1, ...measuredOf(row) },
    ),
  };
}

/** The first quarter of those that have the newest `MOST_MEASURED` orders; 0 where all have fewer. */
async function newestQuarters(db: TillDatabase, scope: OrderScope): Promise<number> {
  const { rows } = await sql<{ quarter: number }>`
    select quarter from (
      select quarter, sum(cardinality(paying)) over (order by quarter desc) as measured from ${rolledOrders(scope)}
    ) q where measured >= ${MOST_MEASURED} order by quarter desc limit 1`.execute(db);
  return rows[0]?.quarter ?? 0;
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
