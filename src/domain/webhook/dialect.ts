/**
 * How an endpoint wants events written. `standard` is our own; the others are for receivers that were written for another
 * system, whose words can say less: what they have no true word for is not sent.
 */
export const DIALECTS = ['standard', 'liberland', 'gateway'] as const;

export type Dialect = (typeof DIALECTS)[number];

/** A test is sent as it is in every dialect: it reads as nothing that a receiver of another system knows. */
export const TEST_TYPE = 'endpoint.test';

/** The types that a dialect has words for; null for every type. */
const SENDS: Readonly<Record<Dialect, ReadonlySet<string> | null>> = {
  standard: null,
  // Its one message means "paid", so it is for settled orders alone (SETTLEMENT 23).
  liberland: new Set(['order.settled']),
  // A retracted sighting is no failure: the transaction is back in the pool, and mostly in the next block. Told as failed,
  // receivers would cancel an order that is paid seconds later. What fails is a transaction that the chain has refused for
  // good, and the order that ends unpaid.
  gateway: new Set(['order.payment.detected', 'order.payment.failed', 'order.settled', 'order.expired']),
};

/** Whether events of this type can be sent to endpoints of this dialect at all. */
export function sendsOf(dialect: Dialect, type: string): boolean {
  return type === TEST_TYPE || (SENDS[dialect]?.has(type) ?? true);
}
