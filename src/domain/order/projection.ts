import type { AccountHex } from '../extract/block.js';
import type { OrderState, OrderStatus } from './state.js';
import type { OrderTerms } from './terms.js';

/** A transfer to the order's key in a best block above the indexed height: a hint. */
export interface Sighting {
  readonly blockNumber: number;
  readonly from: AccountHex;
  readonly asset: string | null;
  /** In the asset's smallest unit. */
  readonly value: bigint;
}

/** What an order looks like with its sightings. Nothing of it is stored, and nothing of it settles anything. */
export interface SeenOrder {
  /** `processing`: open, and enough is in sight to settle it once it is final. */
  readonly status: OrderStatus | 'processing';
  /** In sight and on time, in its asset, in the smallest unit. */
  readonly detected: bigint;
  /** Blocks on top of the newest sighting, itself included; null without one. */
  readonly confirmations: number | null;
}

/** @param bestHeight of the chain as last seen; null when it is not known */
export function projectOrder(
  terms: OrderTerms,
  state: OrderState,
  sightings: readonly Sighting[],
  bestHeight: number | null,
): SeenOrder {
  const counting = sightings.filter(
    ({ asset, blockNumber, from }) =>
      asset === terms.asset &&
      blockNumber >= terms.windowFrom &&
      blockNumber <= terms.expiryHeight &&
      (terms.payer === null || from === terms.payer),
  );
  const detected = counting.reduce((sum, { value }) => sum + value, 0n);
  const newest = Math.max(...counting.map(({ blockNumber }) => blockNumber));
  const enough = state.status === 'open' && detected > 0n && state.received + detected >= terms.minimum;
  return {
    status: enough ? 'processing' : state.status,
    detected,
    confirmations: counting.length === 0 || bestHeight === null ? null : Math.max(1, bestHeight - newest + 1),
  };
}
