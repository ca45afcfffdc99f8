/** Proof that extrinsics stand in a block, made from what any node gives: the block. */
import { z } from 'zod';
import { ChaintillError } from '../domain/errors.js';
import { encodeHeader, type BlockHeader } from '../domain/header.js';
import { bytesToHex, hexToBytes, isHex, type Hex } from '../domain/hex.js';
import type { ReceiptBlock } from '../domain/receipt/receipt.js';
import { hash256 } from '../domain/trie/node.js';
import { orderedTrie, type OrderedTrie } from '../domain/trie/ordered.js';
import type { Rpc } from './rpc.js';

const hex = z.custom<Hex>((value) => typeof value === 'string' && isHex(value));

/** The answer of `chain_getBlock`, as far as it is used. */
const answerSchema = z.object({
  block: z.object({
    header: z.object({
      parentHash: hex,
      number: z.string().regex(/^0x[0-9a-f]{1,8}$/),
      stateRoot: hex,
      extrinsicsRoot: hex,
      digest: z.object({ logs: z.array(hex) }),
    }),
    extrinsics: z.array(hex),
  }),
});

/**
 * @param block a block that the index has
 * @param indexes of its extrinsics
 * @returns null where the node does not have the block any more, or where its extrinsics are not those that the header names:
 * a dev chain's header names none.
 * @throws {ChaintillError} `BLOCK_UNREADABLE` for an answer that is another block or none; as {@link Rpc}
 */
export async function proveInclusion(
  rpc: Pick<Rpc, 'request'>,
  block: { readonly number: number; readonly hash: string },
  indexes: readonly number[],
): Promise<ReceiptBlock | null> {
  const answer = await rpc.request<unknown>('chain_getBlock', [block.hash]);
  if (answer === null) return null;
  const read = answerSchema.safeParse(answer);
  if (!read.success) throw unreadable(block.number, read.error);
  const { header: given, extrinsics } = read.data.block;
  const header: BlockHeader = { ...given, number: Number(given.number), digest: given.digest.logs };
  if (header.number !== block.number || bytesToHex(hash256(encodeHeader(header))) !== block.hash)
    throw unreadable(block.number);
  const values = extrinsics.map(hexToBytes);
  const trie = trieOf(values, header.extrinsicsRoot);
  if (trie === null || indexes.some((index) => index >= values.length)) return null;
  const { number, ...rest } = header;
  return {
    number,
    header: { ...rest, digest: [...rest.digest] },
    extrinsics: indexes.map((index) => ({
      index,
      bytes: bytesToHex(values[index] ?? new Uint8Array()),
      proof: trie.proofOf(index).map(bytesToHex),
    })),
  };
}

/** Which state version a block's extrinsics are under is the runtime's choice; the root tells it. */
function trieOf(values: readonly Uint8Array[], root: Hex): OrderedTrie | null {
  for (const version of [0, 1] as const) {
    const trie = orderedTrie(values, version);
    if (bytesToHex(trie.root) === root) return trie;
  }
  return null;
}

function unreadable(number: number, cause?: unknown): ChaintillError {
  return new ChaintillError(
    'BLOCK_UNREADABLE',
    `block ${number} cannot be read from the RPC endpoint: check the endpoint, or name another`,
    { cause },
  );
}
