/** What became of a merchant's orders, by when they were registered. */
import { sql, type RawBuilder } from 'kysely';
import { CHECKOUT_STEPS, type CheckoutStep } from '../../../domain/metrics/checkout-step.js';
import type { TillDatabase } from '../database.js';
import { orderKinds, rolledSums, unrolledOrders, type OrderScope } from './order-buckets.js';
import { ORDER_SUMS, stepColumn } from './orders-sql.js';
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

/** How many orders came how far on their page; `paid` of those whose page was opened. */
export type FunnelFigures = Readonly<Record<CheckoutStep | 'paid', number>>;

export interface OrderFigures {
  readonly figures: readonly OrderFigure[];
  /** As their pages said, but for what was paid. */
  readonly funnel: FunnelFigures;
}

type FigureRow = Readonly<Record<string, string>> & { readonly asset: string; readonly place: number };

/** Of the orders that were registered in the window. */
export async function readOrderFigures(db: TillDatabase, scope: OrderScope): Promise<OrderFigures> {
  const sums = ORDER_SUMS.map((name) => sql`sum(${sql.ref(name)})::text as ${sql.ref(name)}`);
  const names = sql.join(ORDER_SUMS.map((name) => sql.ref(name)));
  const { rows } = await sql<FigureRow>`
    with recursive ${orderKinds(scope)}
    select asset, place, ${sql.join(sums)} from (
      ${rolledSums(scope)}
      union all
      select asset, place, ${names} from (${unrolledOrders(scope)}) u
    ) b group by asset, place`.execute(
    // Names of columns are translated row by row.
    db.withoutPlugins(),
  );
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

function figureOf(row: FigureRow): OrderFigure {
  const of = (name: string): number => Number(row[name]);
  return {
    asset: row.asset === '' ? null : row.asset,
    place: row.place - 1,
    created: of('created'),
    settled: of('settled'),
    open: of('open'),
    expired: of('expired'),
    canceled: of('canceled'),
    invalid: of('invalid'),
    under: of('under'),
    over: of('over'),
    late: of('late'),
    expected: BigInt(row['expected'] ?? 0),
    settledAmount: BigInt(row['settled_amount'] ?? 0),
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
/** Quarters of an hour in which these are looked for first, and twice as many each time they are not enough. */
const FIRST_LOOK = 4_000;

/**
 * Only of orders that a payment settled after they were registered: not of those that a person marked or paid out of the inbox.
 * @param most about so many of the newest
 */
export async function readOrderTimes(
  db: TillDatabase,
  scope: OrderScope,
  most = MOST_MEASURED,
): Promise<OrderTimes> {
  const since = await newestQuarters(db, scope, most);
  const { rows } = await sql<MeasuredRow>`
    with recursive ${orderKinds(scope)}
    select place, percentile_disc(array[0.5, 0.95]) within group (order by t.paid)::float8[] as paying,
      percentile_disc(array[0.5, 0.95]) within group (order by t.told)::float8[] as settling, count(*) as measured
    from (
      select ${placeOf('m.quarter', scope.window)} as place, m.paying, m.settling from ${rolledTimes(scope, since)}
      union all
      select place, paying, settling from (${unrolledOrders(scope, since)}) u
    ) b cross join lateral unnest(b.paying, b.settling) as t(paid, told)
    group by grouping sets ((), (1))`.execute(db);
  const total = rows.find(({ place }) => place === null);
  return {
    ...measuredOf(total ?? { paying: null, settling: null, measured: '0' }),
    series: rows.flatMap(({ place, ...row }) =>
      place === null ? [] : { place: place - 1, ...measuredOf(row) },
    ),
  };
}

/** Roll-ups `m` that hold, as tables and conditions after `kind`. */
function rolledTimes(
  { merchantId, from, until, marked }: OrderScope,
  since: number,
  before = until,
): RawBuilder<unknown> {
  return sql`kind k join till.metric_orders m on m.merchant_id = ${merchantId} and m.asset = k.asset
    where m.quarter >= ${Math.max(from, since)} and m.quarter < ${before} and m.quarter <> all(${marked}::integer[])`;
}

/** The first quarter of those that have so many of the newest orders; 0 where all have fewer. */
async function newestQuarters(db: TillDatabase, scope: OrderScope, most: number): Promise<number> {
  let measured = 0;
  for (let before = scope.until, length = FIRST_LOOK; before > scope.from; length *= 2) {
    const since = Math.max(before - length, scope.from);
    const { rows } = await sql<{ quarter: number; measured: string }>`
      with recursive ${orderKinds(scope)}
      select m.quarter, sum(cardinality(m.paying)) over (order by m.quarter desc) as measured
      from ${rolledTimes(scope, since, before)} order by m.quarter desc`.execute(db);
    const enough = rows.find((row) => measured + Number(row.measured) >= most);
    if (enough) return enough.quarter;
    measured += Number(rows.at(-1)?.measured ?? 0);
    before = since;
  }
  return 0;
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
