/** What a buyer is told of an order: one stage at a time. */
import type { PublicOrder } from './order.js';

export type Stage =
  | 'waiting'
  | 'sent'
  | 'dropped'
  | 'retracted'
  | 'failed'
  | 'wrongAsset'
  | 'otherPayer'
  | 'seenPart'
  | 'seen'
  | 'checking'
  | 'underpaid'
  | 'timeUp'
  | 'paid'
  | 'overpaid'
  | 'arrived'
  | 'arrivedOver'
  | 'expired'
  | 'expiredPart'
  | 'late'
  | 'held'
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
  /** Hash of the newest failed attempt before: another one may be this one's failure. */
  readonly failedBefore: string | null;
}

/** What this browser knows besides the order. */
export interface Memory {
  readonly sent: SentPayment | null;
  /** A payment was in sight, and a fork took it back. */
  readonly retracted: boolean;
}

export type StageOrder = Pick<
  PublicOrder,
  | 'status'
  | 'amountState'
  | 'received'
  | 'detected'
  | 'payments'
  | 'failure'
  | 'held'
  | 'expiryBlock'
  | 'blocksLeft'
  | 'unregistered'
  | 'indexedHeight'
>;

/** Whether all is there: the order is settled, or for a link without one the chain says so. */
export function isPaid({ status, amountState, unregistered }: StageOrder): boolean {
  return (
    status === 'SETTLED' || (unregistered === true && (amountState === 'EXACT' || amountState === 'OVER'))
  );
}

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
      if (order.payments.length > 0 || isHeld(order, 'late')) return 'late';
      if ((order.held ?? []).length > 0) return 'held';
      return isZero(order.received.value) ? 'expired' : 'expiredPart';
    case 'OPEN':
      return openStage(order, sent, retracted);
  }
}

function openStage(order: StageOrder, sent: SentPayment | null, retracted: boolean): Stage {
  if (order.unregistered && isPaid(order)) return order.amountState === 'OVER' ? 'arrivedOver' : 'arrived';
  if (!isZero(order.detected.value)) return 'seenPart';
  if (order.amountState === 'EXACT' || order.amountState === 'OVER') return 'checking';
  if (isHeld(order, 'order_set_aside')) return 'checking';
  const { expiryBlock } = order;
  if (expiryBlock !== null && order.payments.some(({ blockNumber }) => blockNumber > expiryBlock)) {
    return 'late';
  }
  if (retracted) return 'retracted';
  if (order.blocksLeft === 0) return 'timeUp';
  if (hasFailed(order, sent)) return 'failed';
  if (sent !== null && sent.receivedBefore === order.received.value) {
    return isDropped(order, sent) ? 'dropped' : 'sent';
  }
  if (isHeld(order, 'wrong_asset')) return 'wrongAsset';
  if (isHeld(order, 'other_payer')) return 'otherPayer';
  return order.amountState === 'UNDER' ? 'underpaid' : 'waiting';
}

/** Money that does not count came for that reason. */
function isHeld({ held }: StageOrder, reason: string): boolean {
  return held?.some((money) => money.reason === reason) ?? false;
}

/** A failure of somebody else's attempt says nothing of what this browser sent. */
function hasFailed({ failure, received }: StageOrder, sent: SentPayment | null): boolean {
  if (!failure) return false;
  if (sent?.receivedBefore !== received.value) return true;
  return sent.hash === null
    ? failure.extrinsicHash !== (sent.failedBefore ?? null)
    : failure.extrinsicHash === sent.hash;
}

/** The chain takes no extrinsic after its era, so from then on it is safe to pay again. */
function isDropped(order: StageOrder, { expiresAtBlock }: SentPayment): boolean {
  const { unregistered, indexedHeight, expiryBlock, blocksLeft } = order;
  // Without an order nothing is seen before it is final.
  if (unregistered) return indexedHeight != null && indexedHeight >= expiresAtBlock;
  return blocksLeft !== null && expiryBlock !== null && expiryBlock - blocksLeft > expiresAtBlock;
}

function isZero(value: string): boolean {
  return BigInt(value) === 0n;
}

const PAYABLE: ReadonlySet<Stage> = new Set([
  'waiting',
  'underpaid',
  'dropped',
  'failed',
  'wrongAsset',
  'otherPayer',
]);

/** Whether money sent now would still be on time and is wanted. */
export function wantsPayment(stage: Stage): boolean {
  return PAYABLE.has(stage);
}

/** Steps of the way to a paid order (to pay, to be seen, to be final) that are behind: 0 to 2; null off that way. */
export function progressOf(stage: Stage): number | null {
  switch (stage) {
    case 'waiting':
    case 'underpaid':
    case 'sent':
    case 'dropped':
    case 'retracted':
    case 'failed':
    case 'wrongAsset':
    case 'otherPayer':
    case 'timeUp':
      return 0;
    case 'seenPart':
    case 'seen':
    case 'checking':
      return 1;
    case 'paid':
    case 'overpaid':
    case 'arrived':
    case 'arrivedOver':
      return 2;
    case 'expired':
    case 'expiredPart':
    case 'late':
    case 'held':
    case 'canceled':
    case 'invalid':
      return null;
  }
}

/** Whether nothing was paid and nothing is on its way, so that going back to the shop loses nothing. */
export function mayLeave(stage: Stage): boolean {
  return wantsPayment(stage) && stage !== 'underpaid';
}

/** Whether nothing that its buyer can do now pays it: the way is back to the shop. */
export function isOver(stage: Stage): boolean {
  return progressOf(stage) === null;
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
    case 'arrived':
    case 'arrivedOver':
      return 'done';
    default:
      return 'attention';
  }
}
