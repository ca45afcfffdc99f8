/** What a buyer is told of an order: one stage at a time. */
import type { PublicOrder } from './order.js';

export type Stage =
  | 'waiting'
  | 'sent'
  | 'dropped'
  | 'retracted'
  | 'seenPart'
  | 'seen'
  | 'checking'
  | 'underpaid'
  | 'timeUp'
  | 'paid'
  | 'overpaid'
  | 'expired'
  | 'expiredPart'
  | 'late'
  | 'canceled'
  | 'invalid';

/** A payment that this browser's wallet sent. */
export interface SentPayment {
  /** Of the extrinsic; null where the answer to sending it was lost. */
  readonly hash: string | null;
  /** The last block that the chain takes it in. */
  readonly expiresAtBlock: number;
  /** What had been received before, in the smallest unit: once it is more, this payment has come. */
  readonly receivedBefore: string;
}

/** What this browser knows besides the order. */
export interface Memory {
  readonly sent: SentPayment | null;
  /** A payment was in sight, and a fork took it back. */
  readonly retracted: boolean;
}

export type StageOrder = Pick<
  PublicOrder,
  'status' | 'amountState' | 'received' | 'detected' | 'payments' | 'expiryBlock' | 'blocksLeft'
>;

/** `paid` and `overpaid` are a settled order, and nothing else is. */
export function stageOf(order: StageOrder, { sent, retracted }: Memory): Stage {
  switch (order.status) {
    case 'SETTLED':
      return order.amountState === 'OVER' ? 'overpaid' : 'paid';
    case 'CANCELED':
      return 'canceled';
    case 'INVALID':
      return 'invalid';
    case 'PROCESSING':
      return 'seen';
    case 'EXPIRED':
      if (order.payments.length > 0) return 'late';
      return isZero(order.received.value) ? 'expired' : 'expiredPart';
    case 'OPEN':
      return openStage(order, sent, retracted);
  }
}

function openStage(order: StageOrder, sent: SentPayment | null, retracted: boolean): Stage {
  if (!isZero(order.detected.value)) return 'seenPart';
  if (order.amountState === 'EXACT' || order.amountState === 'OVER') return 'checking';
  if (order.payments.some(({ blockNumber }) => blockNumber > order.expiryBlock)) return 'late';
  if (retracted) return 'retracted';
  if (order.blocksLeft === 0) return 'timeUp';
  if (sent !== null && sent.receivedBefore === order.received.value) {
    return isDropped(order, sent) ? 'dropped' : 'sent';
  }
  return order.amountState === 'UNDER' ? 'underpaid' : 'waiting';
}

/** The chain takes no extrinsic after its era, so from then on it is safe to pay again. */
function isDropped({ expiryBlock, blocksLeft }: StageOrder, { expiresAtBlock }: SentPayment): boolean {
  return blocksLeft !== null && expiryBlock - blocksLeft > expiresAtBlock;
}

function isZero(value: string): boolean {
  return BigInt(value) === 0n;
}

/** Whether money sent now would still be on time and is wanted. */
export function wantsPayment(stage: Stage): boolean {
  return stage === 'waiting' || stage === 'underpaid' || stage === 'dropped';
}

/** Steps of the way to a paid order (to pay, to be seen, to be final) that are behind: 0 to 2; null off that way. */
export function progressOf(stage: Stage): number | null {
  switch (stage) {
    case 'waiting':
    case 'underpaid':
    case 'sent':
    case 'dropped':
    case 'retracted':
    case 'timeUp':
      return 0;
    case 'seenPart':
    case 'seen':
    case 'checking':
      return 1;
    case 'paid':
    case 'overpaid':
      return 2;
    case 'expired':
    case 'expiredPart':
    case 'late':
    case 'canceled':
    case 'invalid':
      return null;
  }
}

export type Tone = 'calm' | 'progress' | 'done' | 'attention';

export function toneOf(stage: Stage): Tone {
  switch (stage) {
    case 'waiting':
      return 'calm';
    case 'sent':
    case 'seenPart':
    case 'seen':
    case 'checking':
    case 'timeUp':
      return 'progress';
    case 'paid':
    case 'overpaid':
      return 'done';
    default:
      return 'attention';
  }
}
