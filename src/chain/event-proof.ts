/** Proof that payments stand in the events of their block, from a node that gives proofs of its state. */
import { z } from 'zod';
import { bytesToHex, hexToBytes, isHex, type Hex } from '../domain/hex.js';
import { EVENTS_PATH } from '../domain/receipt/events.js';
import type { ReceiptBlock, ReceiptEvents } from '../domain/receipt/receipt.js';
import { findTransfers, type PaidTransfer } from '../domain/receipt/transfer-event.js';
import { EVENTS_KEY } from '../domain/system-events.js';
import { pickProof, provenValue } from '../domain/trie/proof.js';
import { askOptional } from './optional.js';
import type { Rpc } from './rpc.js';

/** The answer of `state_getReadProof`, as far as it is used. */
const answerSchema = z.object({
  proof: z.array(z.custom<Hex>((value) => typeof value === 'string' && isHex(value))),
});

/**
 * @param block with its header
 * @param transfers of the block, all of one asset
 * @param mostBytes that the proof may have
 * @throws {ChaintillError} as {@link Rpc}
 */
export async function proveEvents(
  rpc: Pick<Rpc, 'request' | 'connected'>,
  block: { readonly hash: string; readonly header: ReceiptBlock['header'] },
  transfers: readonly PaidTransfer[],
  asset: string | null,
  mostBytes: number,
): Promise<ReceiptEvents> {
  const answer = await askOptional(rpc, 'state_getReadProof', [[EVENTS_KEY], block.hash]);
  const read = answerSchema.safeParse(answer);
  if (!read.success) return { missing: 'not-given' };
  const root = hexToBytes(block.header.stateRoot);
  const proof = pickProof(root, EVENTS_PATH, read.data.proof.map(hexToBytes));
  const events = proof && provenValue(root, EVENTS_PATH, proof);
  if (proof === null || events === null) return { missing: 'not-valid' };
  if (findTransfers(events, transfers, asset) === null) return { missing: 'not-found' };
  if (proof.reduce((sum, { length }) => sum + length, 0) > mostBytes) return { missing: 'too-large' };
  return { proof: proof.map(bytesToHex) };
}
