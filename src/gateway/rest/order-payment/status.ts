/** How far the payment of an order is, for a page that asks again and again. */
import {
  paymentWordOf,
  transactionWordOf,
  type PaymentWord,
  type TransactionWord,
} from '../../../domain/order/payment-words.js';
import { projectOrder } from '../../../domain/order/projection.js';
import { findNewestFailure } from '../../../store/till/failure-lists.js';
import type { OrderReading } from '../../../store/till/order-reading.js';
import { sightingOf, stateOf, termsOf } from '../../../store/till/order-row.js';
import { readPayee } from '../../../store/till/payee.js';
import type { GatewayContext } from '../../graphql/context.js';

export interface PaymentProgress {
  readonly status: PaymentWord;
  /** The newest payment, in sight or final, or where the status is `failed` the newest attempt; null before the first. */
  readonly transaction: {
    /** Of the extrinsic; null where the chain itself moved the money. */
    readonly hash: string | null;
    /** Blocks from its own on; null while no node answers. */
    readonly confirmations: number | null;
    readonly status: TransactionWord;
  } | null;
}

export type ProgressContext = Pick<GatewayContext, 'till' | 'heads'>;

export async function readProgress(
  { till, heads }: ProgressContext,
  row: OrderReading,
): Promise<PaymentProgress> {
  const { best } = heads.state();
  const terms = termsOf(row);
  const state = stateOf(row);
  const seen = projectOrder(terms, state, row.sightings.map(sightingOf), best);
  const status = paymentWordOf(seen, row.amountState, row.failedAttempts > 0);
  // Which sightings count is the projection's to say, so each is asked for alone.
  const newest = row.sightings.findLast(
    (sighting) => projectOrder(terms, state, [sightingOf(sighting)], best).detected > 0n,
  );
  if (newest && seen.status !== 'settled') {
    const { extrinsicHash: hash } = newest;
    const word = transactionWordOf(seen.status, false);
    return { status, transaction: { hash, confirmations: seen.confirmations, status: word } };
  }
  if (status === 'failed' && row.status === 'open') return failedProgress(till, row, best);
  if (row.paymentCount === 0) return { status, transaction: null };
  const { payee, reference, orderId } = row;
  const { payments } = await readPayee(till, { payee, reference: reference ?? orderId, limit: 1 });
  const [payment] = payments;
  if (!payment) return { status, transaction: null };
  const { extrinsicHash: hash, blockNumber } = payment;
  const confirmations = confirmationsOf(blockNumber, best ?? row.foldedHeight);
  return {
    status,
    transaction: { hash, confirmations, status: transactionWordOf(seen.status, true) },
  };
}

async function failedProgress(
  till: ProgressContext['till'],
  row: OrderReading,
  best: number | null,
): Promise<PaymentProgress> {
  const failure = await findNewestFailure(till, row.id);
  return {
    status: 'failed',
    transaction: failure
      ? {
          hash: failure.extrinsicHash,
          confirmations: confirmationsOf(failure.blockNumber, best ?? row.foldedHeight),
          status: 'failed',
        }
      : null,
  };
}

function confirmationsOf(blockNumber: number, height: number | null): number | null {
  return height === null ? null : Math.max(1, height - blockNumber + 1);
}
