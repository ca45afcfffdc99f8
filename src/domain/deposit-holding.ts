/** What came of the money at a deposit address, in one asset. */

/** `held`: all of it is there. `partly_swept`: some of it was moved on. `swept`: none of it is left. */
export type SweepState = 'held' | 'partly_swept' | 'swept';

export interface DepositFlows {
  /** Final transfers to it and from it, in the smallest unit. */
  readonly received: bigint;
  readonly moved: bigint;
  /** What was noticed besides, with its sign: a fee that it paid itself, or money that came without a transfer. */
  readonly noticed: bigint;
}

/** @returns what is left there, never below 0, and what that means. */
export function depositHolding({ received, moved, noticed }: DepositFlows): {
  readonly left: bigint;
  readonly state: SweepState;
} {
  const rest = received - moved + noticed;
  // What was moved can be ahead of what was noticed, never of what was there.
  const left = rest < 0n ? 0n : rest;
  return { left, state: left === 0n ? 'swept' : moved === 0n ? 'held' : 'partly_swept' };
}
