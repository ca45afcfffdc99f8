/** Proof that blocks are final, from a node of a chain with GRANDPA. */
import { decodeFinalityProof } from '../domain/finality/justification.js';
import { bytesToHex, hexToBytes, isHex, type Hex } from '../domain/hex.js';
import { proveFinal, type ProvenFinality } from '../domain/receipt/finality.js';
import type { Missing, ReceiptFinality, ReceiptFinalityProof } from '../domain/receipt/receipt.js';
import { verifyEd25519 } from './ed25519.js';
import { askOptional } from './optional.js';
import type { Rpc } from './rpc.js';

export interface FinalityBlock {
  readonly number: number;
  readonly hash: Hex;
  readonly parentHash: Hex;
}

type FinalityRpc = Pick<Rpc, 'request' | 'connected'>;

/**
 * @param blocks at least one
 * @param mostHeaderBytes that all headers together may have
 * @throws {ChaintillError} as {@link Rpc}
 */
export async function proveFinality(
  rpc: FinalityRpc,
  blocks: readonly FinalityBlock[],
  mostHeaderBytes: number,
): Promise<ReceiptFinality> {
  const proofs: ReceiptFinalityProof[] = [];
  const final = new Set<Hex>();
  let left = mostHeaderBytes;
  for (const block of blocks.toSorted((a, b) => a.number - b.number)) {
    if (final.has(block.hash)) continue;
    const found = await proveOne(rpc, block, left);
    if ('missing' in found) return found;
    proofs.push(found.proof);
    for (const hash of found.proven.blocks) final.add(hash);
    left -= headerBytes(found.proof.headers.map(hexToBytes));
  }
  return { proofs };
}

type Found =
  { readonly proof: ReceiptFinalityProof; readonly proven: ProvenFinality } | { readonly missing: Missing };

async function proveOne(rpc: FinalityRpc, block: FinalityBlock, mostHeaderBytes: number): Promise<Found> {
  const answer = await askOptional(rpc, 'grandpa_proveFinality', [block.number]);
  if (typeof answer !== 'string' || !isHex(answer)) return { missing: 'not-given' };
  const given = decodeFinalityProof(hexToBytes(answer));
  if (given === null) return { missing: 'not-valid' };
  if (headerBytes(given.headers) > mostHeaderBytes) return { missing: 'too-large' };
  for (const at of [block.parentHash, null]) {
    const set = await readAuthorities(rpc, at);
    if (set === null) continue;
    const proof = {
      ...set,
      justification: bytesToHex(given.justification),
      headers: given.headers.map(bytesToHex),
    };
    const proven = proveFinal(proof, verifyEd25519);
    if (proven?.blocks.has(block.hash)) return { proof, proven };
  }
  return { missing: 'not-valid' };
}

/**
 * The authorities that vote on the block after this one.
 * @param at null: the node's best block, whose set is the same until the next change, where the node has dropped older states
 */
async function readAuthorities(
  rpc: FinalityRpc,
  at: Hex | null,
): Promise<Pick<ReceiptFinalityProof, 'setId' | 'authorities'> | null> {
  const call = (name: string) =>
    askOptional(rpc, 'state_call', [`GrandpaApi_${name}`, '0x', ...(at === null ? [] : [at])]);
  const authorities = await call('grandpa_authorities');
  const id = await call('current_set_id');
  if (typeof authorities !== 'string' || !isHex(authorities)) return null;
  if (typeof id !== 'string' || !isHex(id) || hexToBytes(id).length !== 8) return null;
  const setId = hexToBytes(id).reduceRight((value, byte) => value * 256n + BigInt(byte), 0n);
  return { setId: setId.toString(), authorities: authorities.toLowerCase() as Hex };
}

function headerBytes(headers: readonly Uint8Array[]): number {
  return headers.reduce((sum, { length }) => sum + length, 0);
}
