/** What is counted of orders, in one place: roll-ups, what they do not have and a recount count the same way. */
import { sql, type RawBuilder } from 'kysely';
import { QUARTERS_OF_A_DAY } from '../../../domain/metrics/day-pieces.js';
import { CHECKOUT_STEPS, type CheckoutStep } from '../../../domain/metrics/checkout-step.js';
import { quarterOf } from './payments-sql.js';

/** Numbers of orders, by column. */
export const ORDER_COUNTS = [
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

/** The column that counts the orders whose page told of a step; `invalid` is an order's status already. */
export function stepColumn(step: CheckoutStep): string {
  return step === 'invalid' ? 'refused' : step;
}

export const ORDER_SUMS: readonly string[] = [
  ...ORDER_COUNTS,
  'expected',
  'settled_amount',
  ...CHECKOUT_STEPS.map(stepColumn),
  'paid',
];

const AMOUNTS: ReadonlySet<string> = new Set(['expected', 'settled_amount']);

const IS: Readonly<Record<(typeof ORDER_COUNTS)[number], string>> = {
  created: 'true',
  settled: `o.status = 'settled'`,
  open: `o.status = 'open'`,
  expired: `o.status = 'expired'`,
  canceled: `o.status = 'canceled'`,
  invalid: `o.status = 'invalid'`,
  under: `o.amount_state = 'under'`,
  over: `o.amount_state = 'over'`,
  late: `'late' = any(o.flags)`,
};

const SUM_COLUMNS = ORDER_SUMS.map((name) => sql.ref(name));
const TIME_COLUMNS = sql.join([sql.ref('paying'), sql.ref('settling')]);
const KEY_COLUMNS = sql.join([sql.ref('merchant_id'), sql.ref('quarter'), sql.ref('asset')]);
/** Of a quarter of an hour. */
const DAY = sql`quarter / ${sql.lit(QUARTERS_OF_A_DAY)}`;
const WITHIN_DAYS = sql`window days as (partition by merchant_id, asset, ${DAY} order by quarter)`;

/**
 * Orders by merchant, quarter of an hour and asset, each quarter by itself. A time is measured of an order that a payment
 * settled after it was registered: not of those that a person marked or paid out of the inbox.
 * @param from tables, of which `o` are the orders
 */
export function countedOrders(from: RawBuilder<unknown>, where: RawBuilder<unknown>): RawBuilder<unknown> {
  const count = (condition: string): RawBuilder<unknown> =>
    sql`count(*) filter (where ${sql.raw(condition)})::integer`;
  const counts = ORDER_COUNTS.map((name) => sql`${count(IS[name])} as ${sql.ref(name)}`);
  const steps = CHECKOUT_STEPS.map(
    (step) => sql`${count(`'${step}' = any(s.steps)`)} as ${sql.ref(stepColumn(step))}`,
  );
  const ms = (later: string, earlier: string): RawBuilder<unknown> =>
    sql`round(extract(epoch from ${sql.ref(later)} - ${sql.ref(earlier)}) * 1000)::bigint`;
  return sql`
    select o.merchant_id, ${quarterOf('o.created_at')} as quarter, coalesce(o.asset, '') as asset,
      ${sql.join(counts)}, sum(o.amount) as expected,
      coalesce(sum(o.received) filter (where o.status = 'settled'), 0) as settled_amount,
      ${sql.join(steps)}, ${count(`'viewed' = any(s.steps) and o.status = 'settled'`)} as paid,
      coalesce(array_agg(t.paying order by o.created_at, o.id) filter (where t.paying is not null), '{}') as paying,
      coalesce(array_agg(t.settling order by o.created_at, o.id) filter (where t.paying is not null), '{}') as settling
    from ${from}
    left join lateral (select array_agg(step) as steps from till.checkout_steps where order_id = o.id) s on true
    left join lateral (
      select ${ms('p.block_time', 'o.created_at')} as paying, ${ms('e.created_at', 'p.block_time')} as settling
      from till.payments p
      left join lateral (
        select created_at from till.events where order_id = o.id and type = 'order.settled' order by sequence limit 1
      ) e on true
      where p.order_id = o.id and p.use = 'counted' and p.block_number = o.settled_height and p.block_time >= o.created_at
      limit 1
    ) t on o.settled_height is not null
    where ${where}
    group by 1, 2, 3`;
}

/** All columns of `till.metric_orders`, in the order of `countedOrders`. */
export const ORDER_COLUMNS = sql.join([KEY_COLUMNS, ...SUM_COLUMNS, TIME_COLUMNS]);

/**
 * As `till.metric_orders` has them: sums since the beginning of the UTC day.
 * @param own quarters by themselves, as of `countedOrders`, of whole days
 */
export function runningOrders(own: RawBuilder<unknown>): RawBuilder<unknown> {
  const sums = ORDER_SUMS.map((name) => {
    const type = sql.raw(AMOUNTS.has(name) ? 'numeric' : 'integer');
    return sql`(sum(${sql.ref(name)}) over days)::${type} as ${sql.ref(name)}`;
  });
  return sql`select ${KEY_COLUMNS}, ${sql.join(sums)}, ${TIME_COLUMNS} from (${own}) own ${WITHIN_DAYS}`;
}

/** Roll-ups as `countedOrders` has them: each quarter by itself. @param where takes whole days */
export function ownOrders(where: RawBuilder<unknown>): RawBuilder<unknown> {
  const sums = SUM_COLUMNS.map((name) => sql`${name} - coalesce(lag(${name}) over days, 0) as ${name}`);
  return sql`select ${KEY_COLUMNS}, ${sql.join(sums)}, ${TIME_COLUMNS} from till.metric_orders where ${where} ${WITHIN_DAYS}`;
}
