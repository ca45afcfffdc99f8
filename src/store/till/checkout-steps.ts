import { sql } from 'kysely';
import type { CheckoutStep } from '../../domain/metrics/checkout-step.js';
import type { TillDatabase } from './database.js';

/** Reports of one step of one order that are counted. */
const MOST = 1_000;

/**
 * Keeps that the page of an order says so. An order has a row for each step, however often it is reported.
 * @param token the order's public token
 * @returns whether there is such an order
 */
export async function recordCheckoutStep(
  till: TillDatabase,
  token: string,
  step: CheckoutStep,
): Promise<boolean> {
  // Postgres takes no NUL, and no token has one.
  if (token.includes('\0')) return false;
  const { rows } = await sql<{ id: string }>`
    with o as (select id from till.orders where public_token = ${token}),
    kept as (
      insert into till.checkout_steps as s (order_id, step) select id, ${step} from o
      on conflict (order_id, step) do update set reports = s.reports + 1 where s.reports < ${MOST}
    )
    select id from o`.execute(till);
  return rows.length > 0;
}
