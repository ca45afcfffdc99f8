import type { EventData } from '../events/catalog.js';

/** `assetId` of the chain's own token. */
const NATIVE = 'Native';

/**
 * The message of Liberland's middleware: six fields, here in the order of their names without blanks, so that its receivers
 * verify it whether they look at the bytes, at `JSON.stringify` of what they parsed, or at a sorted text of it.
 *
 * `price` is what was registered, which is what shops compare, and never what came. Accounts are as the chain writes them;
 * Liberland's prefix is 42. Without a payment (an order that somebody marked settled) nobody is named: `fromId` is null.
 */
export function liberlandBody({ order, payment }: EventData<'order.settled'>): string {
  return JSON.stringify({
    assetId: order.asset ?? NATIVE,
    fromId: payment?.from ?? null,
    orderId: order.orderId,
    price: order.expected,
    remark: payment?.remarkText ?? order.description ?? '',
    toId: order.payee,
  });
}
