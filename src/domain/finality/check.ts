/** Whether a set of authorities has made a block final, from its votes alone. */
import { concatBytes } from '@noble/hashes/utils.js';
import type { VerifyEd25519 } from '../ed25519.js';
import { bytesToHex, type Hex } from '../hex.js';
import { hash256 } from '../trie/node.js';
import type { AuthoritySet } from './authorities.js';
import { parentHashOf } from './header.js';
import { decodeJustification, type Justification, type Precommit } from './justification.js';

/** `finality_grandpa::Message::Precommit` */
const PRECOMMIT = 1;

export interface FinalBlock {
  readonly hash: Hex;
  /** The weight of those who voted for it, of {@link AuthoritySet.total}. */
  readonly weight: bigint;
}

/**
 * The block that a justification makes final: more than two thirds of the set, by weight, signed a vote for it or for a block
 * above it. Who voted more than once counts once.
 * @returns null where it does not.
 */
export function finalBlock(bytes: Uint8Array, set: AuthoritySet, verify: VerifyEd25519): FinalBlock | null {
  const justification = decodeJustification(bytes);
  if (justification === null) return null;
  const { target, precommits } = justification;
  const isAbove = blocksFrom(justification);
  const voters = new Set<Hex>();
  for (const precommit of precommits) {
    const key = bytesToHex(precommit.key);
    if (voters.has(key) || !set.weights.has(key) || !isAbove(precommit)) continue;
    const message = concatBytes(
      Uint8Array.of(PRECOMMIT),
      precommit.block.encoded,
      justification.round,
      set.id,
    );
    if (verify(message, precommit.signature, precommit.key)) voters.add(key);
  }
  const weight = [...voters].reduce((sum, key) => sum + (set.weights.get(key) ?? 0n), 0n);
  return 3n * weight > 2n * set.total ? { hash: bytesToHex(target.hash), weight } : null;
}

/** Tells whether a vote is for the target, or for a block from which headers lead down to it, one for each number. */
function blocksFrom({ target, ancestries }: Justification): (precommit: Precommit) => boolean {
  const parents = new Map(
    ancestries.map((header) => [bytesToHex(hash256(header)), bytesToHex(parentHashOf(header))]),
  );
  const bottom = bytesToHex(target.hash);
  return ({ block }) => {
    let hash: Hex | undefined = bytesToHex(block.hash);
    let { number } = block;
    for (; hash !== undefined && number > target.number; number--) hash = parents.get(hash);
    return hash === bottom && number === target.number;
  };
}

/**
 * The blocks that headers link to a final one, which are final with it.
 * @param headers encoded, each the parent of the next; the last is the final block's
 * @returns null where they are no chain that ends there.
 */
export function linkedBlocks(final: Hex, headers: readonly Uint8Array[]): ReadonlySet<Hex> | null {
  const blocks = new Set<Hex>([final]);
  let child = final;
  for (const header of headers.toReversed()) {
    if (bytesToHex(hash256(header)) !== child) return null;
    child = bytesToHex(parentHashOf(header));
    blocks.add(child);
  }
  return blocks;
}
