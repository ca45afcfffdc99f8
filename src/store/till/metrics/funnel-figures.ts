import { sql } from 'kysely';
import { CHECKOUT_STEPS, type CheckoutStep } from '../../../domain/metrics/checkout-step.js';
import type { Window } from '../../../domain/metrics/intervals.js';
import type { TillDatabase } from '../database.js';

/** How many orders came how far on their page; `paid` of those whose page was opened. */
export type FunnelFigures = Readonly<Record<CheckoutStep | 'paid', number>>;

/** Of the orders that were registered in a window; as their pages said, but for what was paid. */
export async function readFunnel(
  db: TillDatabase,
  merchantId: string,
  { from, to }: Window,
): Promise<FunnelFigures> {
  const { rows } = await sql<{ step: CheckoutStep; orders: string; paid: string }>`
    select s.step, count(*) as orders, count(*) filter (where o.status = 'settled') as paid
    from till.orders o join till.checkout_steps s on s.order_id = o.id
    where o.merchant_id = ${merchantId} and o.created_at >= ${new Date(from)} and o.created_at < ${new Date(to)}
    group by s.step`.execute(db);
  const of = (step: CheckoutStep): number => Number(rows.find((row) => row.step === step)?.orders ?? 0);
  const steps = Object.fromEntries(CHECKOUT_STEPS.map((step) => [step, of(step)])) as Record<
    CheckoutStep,
    number
  >;
  return { ...steps, paid: Number(rows.find(({ step }) => step === 'viewed')?.paid ?? 0) };
}
