import { ChaintillError } from '../../../domain/errors.js';
import { projectOrder } from '../../../domain/order/projection.js';
import type { OrderReading } from '../../../store/till/order-reading.js';
import { stateOf, termsOf } from '../../../store/till/order-row.js';

const CLOSED = {
  settled: 'this order is paid: nothing is left to pay',
  canceled: 'the shop has canceled this order: do not pay it',
  invalid: 'the shop has closed this order: do not pay it',
} as const;

/**
 * What is to be paid now: what is missing, less what is in sight, in the smallest unit. Not less than a payment that counts
 * by itself.
 * @param best height of the best block
 * @throws {ChaintillError} `ORDER_NOT_OPEN`, `ORDER_EXPIRED`
 */
export function amountDue(order: OrderReading, best: number): bigint {
  const { status, setAside } = order;
  if (status === 'expired' || (status === 'open' && best >= order.expiryHeight)) {
    throw new ChaintillError(
      'ORDER_EXPIRED',
      'the time to pay this order is over: ask the shop for a new one',
    );
  }
  if (status !== 'open') throw notOpen(CLOSED[status]);
  if (setAside !== null)
    throw notOpen('this order cannot be settled at the moment: ask the shop before paying');
  const terms = termsOf(order);
  const sightings = order.sightings.map((sighting) => ({ ...sighting, value: BigInt(sighting.value) }));
  const seen = projectOrder(terms, stateOf(order), sightings, best);
  if (seen.status === 'processing') throw notOpen('a payment of this order is on its way: wait for it');
  const missing = terms.amount - BigInt(order.received) - seen.detected;
  return missing < terms.dust ? terms.dust : missing;
}

function notOpen(message: string): ChaintillError {
  return new ChaintillError('ORDER_NOT_OPEN', message);
}
