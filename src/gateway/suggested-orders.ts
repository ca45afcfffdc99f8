import type { Hex } from '../domain/hex.js';
import { suggestOrders, wordsOf } from '../domain/inbox.js';
import { findOrders } from '../store/till/order-reading.js';
import { findCandidates } from '../store/till/suggestions.js';
import { constantOf } from './constant.js';
import type { GatewayContext } from './graphql/context.js';
import { viewOrders, type Surroundings } from './order-answer.js';
import type { OrderView } from './order-view.js';
import type { PaymentView } from './payment-view.js';

export interface SuggestedOrder {
  readonly order: OrderView;
  /** Why, weightiest first. */
  readonly reasons: readonly string[];
}

const MOST_SUGGESTED = 5;

/** The merchant's orders that unmatched money may be meant for, the likeliest first. */
export async function suggestedOrders(
  context: Surroundings & Pick<GatewayContext, 'till'>,
  merchantId: string,
  payment: PaymentView,
): Promise<readonly SuggestedOrder[]> {
  const { till } = context;
  const named = payment.reference === null ? [] : [payment.reference];
  const candidates = await findCandidates(till, {
    merchantId,
    fromAccount: payment.from.publicKey as Hex,
    toAccount: payment.to.publicKey as Hex,
    asset: payment.asset,
    value: payment.value,
    orderId: payment.orderId,
    words: [...named, ...wordsOf(payment.remarkText)],
  });
  const suggestions = suggestOrders(
    {
      value: BigInt(payment.value),
      reference: payment.reference,
      text: payment.remarkText,
      heldFor: payment.orderId,
    },
    candidates.map((row) => ({
      ...row,
      amount: BigInt(row.amount),
      minimum: BigInt(row.minimum),
      received: BigInt(row.received),
    })),
    MOST_SUGGESTED,
  );
  const rows = await findOrders(
    till,
    merchantId,
    suggestions.map(({ id }) => id),
  );
  const orders = new Map((await viewOrders(context, rows)).map((order) => [order.id, order]));
  return suggestions.flatMap(({ id, reasons }) => {
    const order = orders.get(id);
    return order ? [{ order, reasons: reasons.map(constantOf) }] : [];
  });
}
