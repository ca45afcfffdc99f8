/** What a receipt says of an order, from what is stored of it. */
import { formatAccount } from '../../domain/account.js';
import type { Hex } from '../../domain/hex.js';
import type { NetworkProfile } from '../../domain/network.js';
import {
  proofLevelOf,
  RECEIPT_FORMAT,
  type ReceiptBlock,
  type ReceiptContent,
  type ReceiptFinality,
  type ReceiptPayment,
} from '../../domain/receipt/receipt.js';
import type { OrderReading } from '../../store/till/order-reading.js';
import type { PaymentRow } from '../../store/till/payment-lists.js';

export interface ReceiptParts {
  readonly order: OrderReading;
  readonly settledHeight: number;
  readonly payments: readonly PaymentRow[];
  readonly blocks: readonly ReceiptBlock[];
  /** Null where no proof of it was asked for. */
  readonly finality: ReceiptFinality | null;
  readonly network: NetworkProfile;
  /** Hash of the chain's block 0. */
  readonly genesisHash: string;
  /** `whpk_...` */
  readonly issuer: string;
  readonly issuedAt: Date;
}

export function receiptContent(parts: ReceiptParts): ReceiptContent {
  const { order, network } = parts;
  const payments = parts.payments.map(receiptPayment);
  const blocks = [...parts.blocks];
  const finality = parts.finality && { finality: parts.finality };
  return {
    format: RECEIPT_FORMAT,
    issuedAt: parts.issuedAt.toISOString(),
    issuer: parts.issuer,
    chain: { name: network.name, genesisHash: parts.genesisHash as Hex },
    order: {
      id: order.id,
      orderId: order.orderId,
      payee: order.payee,
      payeeAddress: formatAccount(order.payee, network.ss58Prefix),
      reference: order.reference,
      asset: order.asset,
      amount: order.amount,
      minimum: order.minimum,
      windowFrom: order.windowFrom,
      expiryHeight: order.expiryHeight,
      status: 'settled',
      manual: order.flags.includes('manual'),
      received: order.received,
      settledHeight: parts.settledHeight,
    },
    payments,
    blocks,
    ...finality,
    proofLevel: proofLevelOf({ payments, blocks, ...finality }),
  };
}

function receiptPayment(row: PaymentRow): ReceiptPayment {
  return {
    id: row.transferId,
    blockNumber: row.blockNumber,
    blockHash: row.blockHash as Hex,
    eventIndex: row.eventIndex,
    extrinsicIndex: row.extrinsicIndex,
    extrinsicHash: row.extrinsicHash as Hex | null,
    from: row.fromAccount,
    to: row.toAccount,
    value: row.value,
  };
}
