/** Whether a purchase is paid, as Liberland's middleware says it. Asking changes nothing. */
import { formatAccount } from '../../../domain/account.js';
import type { AccountHex } from '../../../domain/extract/block.js';
import { hexToBytes, isHex } from '../../../domain/hex.js';
import { decodeRemark } from '../../../domain/remark/decode.js';
import { readPayment } from '../../../store/chain/payments.js';
import type { OrderReading } from '../../../store/till/order-reading.js';
import { readPayee, type PayeeFacts } from '../../../store/till/payee.js';
import type { GatewayContext } from '../../graphql/context.js';
import { compareWithPrice } from '../../price.js';
import type { Purchase } from './fields.js';

export type VerificationContext = Pick<GatewayContext, 'chain' | 'till' | 'network'>;

export type Verification = { readonly paid: false } | Paid;

interface Paid {
  readonly paid: true;
  /** What people can read of the payment's remark; left out where it had none. */
  readonly description?: string;
  /** Who paid, in SS58; left out, like what is about its payment, for an order that somebody marked settled. */
  readonly fromId?: string;
  /** Of the extrinsic. */
  readonly txHash?: string;
  /** No order is registered for this: nothing is said about who else uses the same payment. */
  readonly unregistered?: true;
}

interface Payment {
  readonly from: AccountHex;
  readonly remark: string | null;
  readonly extrinsicHash: string | null;
}

/** The same for an order that is not paid, for one that is not registered and for one that is no order at all. */
export const UNPAID: Verification = { paid: false };

/** How many payments of an order are looked at for the one that settled it, the newest first. */
const MOST_PAYMENTS = 100;

/** @throws {ChaintillError} `INDEX_NOT_READY`, `DATABASE_UNAVAILABLE` */
export async function verifyPurchase(
  context: VerificationContext,
  { reference, price, payee, asset }: Purchase,
): Promise<Verification> {
  const { chain, till, network } = context;
  const known = await readPayee(till, { payee, reference, limit: MOST_PAYMENTS });
  const { order } = known;
  if (order !== null) {
    const asRegistered =
      order.asset === asset && compareWithPrice(BigInt(order.amount), price).status === 'EXACT';
    if (!asRegistered || order.status !== 'settled') return UNPAID;
    return { paid: true, ...tell(context, settlingPayment(order, known.payments)) };
  }
  if (known.owner?.allowsUnregistered === false) return UNPAID;
  const { received, transfers } = await readPayment(chain, {
    reference,
    payee,
    asset,
    from: { lastBlocks: network.orderWindowBlocks },
    limit: 1,
  });
  const { status } = compareWithPrice(received, price);
  const [newest] = transfers;
  if (!newest || (status !== 'EXACT' && status !== 'OVER')) return UNPAID;
  const { fromId: from, remark, extrinsicHash } = newest;
  return { paid: true, ...tell(context, { from, remark, extrinsicHash }), unregistered: true };
}

/**
 * The payment that brought an order to its minimum: whoever adds to a settled order does not become its payer.
 * @param payments those that count, newest first
 */
function settlingPayment(
  { received, minimum }: OrderReading,
  payments: PayeeFacts['payments'],
): Payment | null {
  const enough = BigInt(minimum);
  let sum = BigInt(received);
  for (const { value, fromAccount: from, remark, extrinsicHash } of payments) {
    const before = sum - BigInt(value);
    if (sum >= enough && before < enough) return { from, remark, extrinsicHash };
    sum = before;
  }
  return null;
}

function tell({ network }: VerificationContext, payment: Payment | null): Omit<Paid, 'paid'> {
  if (payment === null) return {};
  const { from, remark, extrinsicHash } = payment;
  const description = remark !== null && isHex(remark) ? decodeRemark(hexToBytes(remark)).text : null;
  return {
    ...(description !== null && { description }),
    fromId: formatAccount(from, network.ss58Prefix),
    ...(extrinsicHash !== null && { txHash: extrinsicHash }),
  };
}
