/** That the blocks of a receipt are final, as its proofs show it. */
import type { VerifyEd25519 } from '../ed25519.js';
import { authoritySetHash, readAuthoritySet } from '../finality/authorities.js';
import { finalBlock, linkedBlocks, type FinalBlock } from '../finality/check.js';
import { hexToBytes, type Hex } from '../hex.js';
import { blockHash } from './block-hash.js';
import type { ReceiptContent, ReceiptFinalityProof } from './receipt.js';
import { forged, inconsistent } from './refusal.js';

/** A proof that holds. */
export interface ProvenFinality {
  /** The block that was voted for, and those whose headers lead to it. */
  readonly blocks: ReadonlySet<Hex>;
  readonly final: FinalBlock;
  readonly setId: string;
  readonly setHash: Hex;
  /** The weight of all authorities of the set. */
  readonly total: bigint;
}

/** @returns null for a proof that does not hold. */
export function proveFinal(proof: ReceiptFinalityProof, verify: VerifyEd25519): ProvenFinality | null {
  const set = readAuthoritySet(proof);
  const setHash = authoritySetHash(proof);
  const final = set && finalBlock(hexToBytes(proof.justification), set, verify);
  const blocks = final && linkedBlocks(final.hash, proof.headers.map(hexToBytes));
  return blocks && setHash && { blocks, final, setId: proof.setId, setHash, total: set.total };
}

/**
 * @returns the proofs of a receipt, none where it has none
 * @throws {ChaintillError} `RECEIPT_FORGED` where one does not hold, `RECEIPT_INCONSISTENT` where they leave a block out or are
 * of no block
 */
export function provenFinality(
  { blocks, finality }: Pick<ReceiptContent, 'blocks' | 'finality'>,
  verify: VerifyEd25519,
): readonly ProvenFinality[] {
  if (finality === undefined || 'missing' in finality) return [];
  const proven = finality.proofs.map((proof) => {
    const found = proveFinal(proof, verify);
    if (found === null) throw forged('a proof of finality is not right');
    return found;
  });
  const hashes = blocks.map(blockHash);
  if (!hashes.every((hash) => proven.some((proof) => proof.blocks.has(hash))))
    throw inconsistent('its proofs of finality leave a block out');
  if (!proven.every((proof) => hashes.some((hash) => proof.blocks.has(hash))))
    throw inconsistent('a proof of finality is of none of its blocks');
  return proven;
}
