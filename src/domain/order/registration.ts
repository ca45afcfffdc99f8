/** The terms that a request comes to at the height at which it is registered. */
import { parseAmount, parseSmallestUnits } from '../amount.js';
import { badField, readField } from '../bad-field.js';
import { isReference } from '../reference.js';
import { MOST_BLOCKS } from './request-schema.js';
import type { OrderRequest } from './request.js';
import { minimumOf, type OrderTerms } from './terms.js';

/** What is known of the asset that an order is paid in. */
export interface PriceUnit {
  /** Digits after the point. */
  readonly decimals: number;
  /** Payments below this change nothing by themselves; in the smallest unit. */
  readonly dust: bigint;
}

/**
 * @returns the amount and the minimum, in the smallest unit.
 * @throws {ChaintillError} with the field: `INVALID_AMOUNT`, `AMOUNT_TOO_SMALL` below the dust.
 */
export function fixPrice(
  { price, toleranceBp }: OrderRequest,
  { decimals, dust }: PriceUnit,
): Pick<OrderTerms, 'amount' | 'minimum' | 'dust'> {
  const { field, text } = price;
  const amount = readField(field, () =>
    field === 'amount' ? parseAmount(text, decimals) : parseSmallestUnits(text),
  );
  if (amount === 0n) throw badField(field, 'write more than 0', { code: 'INVALID_AMOUNT' });
  const minimum = minimumOf(amount, toleranceBp);
  if (minimum < dust) {
    throw badField(
      amount < dust ? field : 'toleranceBp',
      `payments below ${dust} of the smallest unit settle nothing here: ask for more, or lower the tolerance`,
      { code: 'AMOUNT_TOO_SMALL' },
    );
  }
  return { amount, minimum, dust };
}

export interface WindowFacts {
  /** At registration: everything up to it is indexed. */
  readonly indexedHeight: number;
  /**
   * Blocks that are finalized and not indexed yet. A node says so, and may say anything: it makes an order live longer, and is
   * at most `orderWindowBlocks`.
   */
  readonly behind: number;
  /** In milliseconds since 1970. */
  readonly now: number;
  /** The first block of the payee account's time with the merchant. */
  readonly ownedFrom: number;
  readonly blockTimeMs: number;
  /** How many blocks an order lives unless it says so, and how far back its window may open. */
  readonly orderWindowBlocks: number;
}

/**
 * First and last block whose payments are on time. An order lives from now on, not from the indexed block on: else an index that
 * catches up would expire it before it could be paid.
 * @throws {ChaintillError} `BAD_USER_INPUT`, with the field.
 */
export function fixWindow(
  request: OrderRequest,
  facts: WindowFacts,
): Pick<OrderTerms, 'windowFrom' | 'expiryHeight'> {
  return {
    windowFrom: readWindowFrom(request, facts),
    expiryHeight: facts.indexedHeight + facts.behind + blocksToLive(request, facts),
  };
}

function readWindowFrom(
  { mode, acceptFromHeight }: OrderRequest,
  { indexedHeight, orderWindowBlocks, ownedFrom }: WindowFacts,
): number {
  // Money that came to a deposit address before it was given out was not meant for the order.
  const earliestByMode = mode === 'address' ? indexedHeight + 1 : indexedHeight;
  if (acceptFromHeight === null) return Math.max(earliestByMode, ownedFrom);
  if (mode === 'address') {
    throw badField('acceptFromHeight', 'leave it out: a deposit address takes money from now on only');
  }
  const earliest = Math.max(0, indexedHeight - orderWindowBlocks + 1, ownedFrom);
  if (acceptFromHeight < earliest || acceptFromHeight > indexedHeight) {
    throw badField(
      'acceptFromHeight',
      `write a block from ${Math.min(earliest, indexedHeight)} to ${indexedHeight}`,
    );
  }
  return acceptFromHeight;
}

function blocksToLive(
  { expiry }: OrderRequest,
  { orderWindowBlocks, now, blockTimeMs }: WindowFacts,
): number {
  if (expiry.by === 'default') return orderWindowBlocks;
  if (expiry.by === 'blocks') return expiry.blocks;
  if (expiry.at <= now) throw badField('expiresAt', 'write a time in the future');
  const blocks = Math.ceil((expiry.at - now) / blockTimeMs);
  if (blocks > MOST_BLOCKS) {
    throw badField('expiresAt', `write an earlier time: an order lives for at most ${MOST_BLOCKS} blocks`);
  }
  return blocks;
}

/** References that begin so are given to refunds alone. */
const RESERVED = 'refund.';

/** The merchant's own id where it can be an order's reference; null where one must be made (SETTLEMENT 11). */
export function ownReference(orderId: string): string | null {
  return isReference(orderId) && !orderId.startsWith(RESERVED) ? orderId : null;
}
