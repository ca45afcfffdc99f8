/** The line of an order: what waits for what, among the deliveries of one order to one endpoint. */
import { sql, type RawBuilder } from 'kysely';

/** After so many attempts the next event of the order is sent all the same; its `sequence` tells. */
export const HEAD_OF_LINE_ATTEMPTS = 3;

/**
 * Whether a delivery stands in the line of its order. One that was asked for by hand, or is a test, does not: somebody
 * waits for just that one.
 */
export function inLine(delivery: string): RawBuilder<boolean> {
  const { cause } = columnsOf(delivery);
  return sql`${cause} in ('event', 'recovery')`;
}

/** Whether `earlier` keeps `later`, of the same line, waiting. Deliveries are given by their name in the statement. */
export function keepsWaiting(earlier: string, later: string): RawBuilder<boolean> {
  const first = columnsOf(earlier);
  const second = columnsOf(later);
  return sql`${first.endpoint} = ${second.endpoint} and ${first.order} = ${second.order}
    and ${first.sequence} < ${second.sequence} and ${sql.ref(`${earlier}.status`)} = 'pending'
    and ${inLine(earlier)} and ${first.attempts} < ${sql.lit(HEAD_OF_LINE_ATTEMPTS)}`;
}

function columnsOf(
  name: string,
): Readonly<Record<'endpoint' | 'order' | 'sequence' | 'cause' | 'attempts', RawBuilder<unknown>>> {
  return {
    endpoint: sql.ref(`${name}.endpoint_id`),
    order: sql.ref(`${name}.order_id`),
    sequence: sql.ref(`${name}.sequence`),
    cause: sql.ref(`${name}.cause`),
    attempts: sql.ref(`${name}.attempts`),
  };
}
