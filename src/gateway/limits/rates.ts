/** How often somebody may ask. */

/** What a request costs; each class is counted by itself. */
export type RateClass = 'read' | 'query' | 'node' | 'submit' | 'open' | 'health';

/** Requests in a minute, in this process; null for as many as come. */
export interface RateLimits {
  /** Of one address without a key, in class `read`; the other classes have their share of it. */
  readonly perAddress: number | null;
  /** With one key; and from one address with any keys, whether or not they work. */
  readonly perKey: number | null;
}

/** What the operator says of who may ask how much. */
export interface GatewayLimits extends RateLimits {
  /** Connections of one kind that one key, or one address, may have open; null for what each kind has of itself. */
  readonly connections: number | null;
  /** Addresses and ranges whose `X-Forwarded-For` is believed. */
  readonly trustedProxies: readonly string[];
}

export const UNLIMITED: GatewayLimits = {
  perAddress: null,
  perKey: null,
  connections: null,
  trustedProxies: [],
};

/** Fifty buyers behind one address, each of whose pages asks every three seconds, stay a third below. */
export const DEFAULT_PER_ADDRESS = 3_000;
export const DEFAULT_PER_KEY = 6_000;

/** One in so many of what an address may read. */
const SHARES: Readonly<Record<RateClass, number>> = {
  read: 1,
  query: 5,
  node: 10,
  submit: 25,
  open: 10,
  health: 10,
};

export const RATE_CLASSES = Object.keys(SHARES) as readonly RateClass[];

/** @param perAddress of class `read` */
export function rateOf(rateClass: RateClass, perAddress: number): number {
  return Math.max(1, Math.floor(perAddress / SHARES[rateClass]));
}
