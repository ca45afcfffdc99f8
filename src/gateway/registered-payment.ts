import type { PayeeFacts } from '../store/till/payee.js';
import type { OrderReading } from '../store/till/order-reading.js';
import { viewOrders, type Surroundings } from './order-answer.js';
import { viewPayments } from './payment-view.js';
import { compareWithPrice, type Price } from './price.js';

/** What was asked about a registered order. */
export interface AskedPayment {
  readonly reference: string;
  readonly price: Price;
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  readonly amount: (value: bigint) => object;
}

/**
 * The status of a registered order, as its merchant registered it: nothing that reads as paid is answered unless it is
 * settled, whatever price is asked for.
 */
export async function registeredPayment(
  surroundings: Surroundings,
  order: OrderReading,
  payments: PayeeFacts['payments'],
  { reference, price, asset, amount }: AskedPayment,
): Promise<object> {
  const [view] = await viewOrders(surroundings, [order]);
  if (!view) throw new Error('an order has no view');
  const counted = order.asset === asset ? BigInt(order.received) : 0n;
  const asRegistered =
    order.asset === asset && compareWithPrice(BigInt(order.amount), price).status === 'EXACT';
  const compared = compareWithPrice(counted, price);
  const status = asRegistered ? view.amountState : compared.status;
  const reads = status === 'EXACT' || status === 'OVER';
  return {
    status: reads && order.status !== 'settled' ? 'UNDER' : status,
    orderStatus: view.status,
    unregistered: false,
    orderId: reference,
    toId: view.payee,
    assetId: asset,
    expected: asRegistered ? view.expected : amount(price.amount),
    received: amount(counted),
    missing: asRegistered ? view.missing : amount(compared.missing),
    excess: asRegistered ? view.excess : amount(compared.excess),
    transferCount: order.asset === asset ? order.paymentCount : 0,
    transfers: order.asset === asset ? await viewPayments(surroundings, payments) : [],
    indexedHeight: order.foldedHeight ?? order.registeredHeight,
    window: view.window,
  };
}
