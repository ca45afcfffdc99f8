/** Money as a company sees it. */
import type { AccountHex } from '../extract/block.js';
import type { Membership } from './spans.js';

/** `internal`: between accounts that were both the company's; it changes no balance. */
export const FLOW_DIRECTIONS = ['in', 'out', 'internal'] as const;
export type FlowDirection = (typeof FLOW_DIRECTIONS)[number];

/** Who would move money to whom, and when; null where the chain does not show it. */
export interface Movement {
  readonly fromId: AccountHex | null;
  readonly toId: AccountHex | null;
  readonly blockNumber: number;
}

export interface FlowSides {
  readonly direction: FlowDirection;
  /** The company's own: where it came in, else where it went out. */
  readonly account: AccountHex;
  /** The other side; of an internal movement the one that received, as the sender is `account` then. */
  readonly counterparty: AccountHex | null;
}

/**
 * A movement from the company's side.
 * @throws {Error} for one that has nothing to do with the company: a mistake of ours.
 */
export function sidesOf({ fromId, toId, blockNumber }: Movement, isOwn: Membership): FlowSides {
  const went = isOwn(fromId, blockNumber);
  const came = isOwn(toId, blockNumber);
  if (went && fromId !== null) {
    return { direction: came ? 'internal' : 'out', account: fromId, counterparty: toId };
  }
  if (came && toId !== null) return { direction: 'in', account: toId, counterparty: fromId };
  throw new Error(`the movement in block ${blockNumber} is not the company's`);
}

/** What a movement adds to the company's balance of its asset. @param value in the smallest unit */
export function balanceChange(direction: FlowDirection, value: bigint): bigint {
  if (direction === 'internal') return 0n;
  return direction === 'in' ? value : -value;
}
