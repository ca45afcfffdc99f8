/** In which blocks a signed extrinsic can be included: `sp_runtime::generic::Era`. */

export interface PaymentEra {
  /** The block that the era begins at, whose hash the signer signs. */
  readonly birth: number;
  /** Blocks in the era, `birth` included: a power of two from 4 to 65,536. */
  readonly period: number;
  /** The last block that can include the extrinsic. */
  readonly last: number;
}

/** Heights as one node sees them. */
export interface SeenHeights {
  readonly best: number;
  readonly finalized: number;
}

const SHORTEST = 4;
const LONGEST = 2 ** 16;
/** A node further behind than this with its finality has a problem, and eras must not begin that far back. */
const USUAL_LAG = 5;

/**
 * The longest era that ends no later than `expiry`. It begins at the finalized block, since a fork that takes its first
 * block back makes a signature worthless, unless too few blocks would be left of it: then at the best block.
 * @param kept how many block hashes the chain keeps (`System.BlockHashCount`): a longer era would outlive its first one
 * @returns null where not even the shortest era fits at the best block
 */
export function chooseEra({ best, finalized }: SeenHeights, expiry: number, kept: number): PaymentEra | null {
  const atBest = longestEra(best, expiry, kept);
  if (atBest === null || finalized > best || best - finalized > USUAL_LAG) return atBest;
  const safe = longestEra(finalized, expiry, kept);
  return safe !== null && safe.last >= Math.min(best + SHORTEST, atBest.last) ? safe : atBest;
}

function longestEra(current: number, expiry: number, kept: number): PaymentEra | null {
  for (let period = LONGEST; period >= SHORTEST; period /= 2) {
    if (period > kept) continue;
    const birth = birthOf(current, period);
    const last = birth + period - 1;
    if (last <= expiry) return { birth, period, last };
  }
  return null;
}

/** Phases of periods above 4,096 are written in steps, so such an era can begin a little before `current`. */
function birthOf(current: number, period: number): number {
  return current - (current % Math.max(period / 4_096, 1));
}

/** Where an era with that phase stands for whoever asks at block `current`. */
export function eraAt(
  current: number,
  { period, phase }: { readonly period: number; readonly phase: number },
): PaymentEra {
  const birth = Math.floor((Math.max(current, phase) - phase) / period) * period + phase;
  return { birth, period, last: birth + period - 1 };
}
