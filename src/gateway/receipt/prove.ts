/** What the chain shows of an order's payments. */
import { proveEvents } from '../../chain/event-proof.js';
import { proveFinality } from '../../chain/finality.js';
import { proveInclusion } from '../../chain/inclusion.js';
import type { Rpc } from '../../chain/rpc.js';
import { hexToBytes, type Hex } from '../../domain/hex.js';
import { blockHash } from '../../domain/receipt/block-hash.js';
import type { ReceiptBlock, ReceiptFinality } from '../../domain/receipt/receipt.js';
import type { PaidTransfer } from '../../domain/receipt/transfer-event.js';
import type { PaymentRow } from '../../store/till/payment-lists.js';

/** `inclusion` with the events, and `finalized` with finality as well. */
export type WantedProof = 'finalized' | 'inclusion' | 'none';

export interface PaymentProofs {
  readonly blocks: readonly ReceiptBlock[];
  /** Null where none was asked for, or where a payment's block is not proven. */
  readonly finality: ReceiptFinality | null;
}

export const NO_PROOFS: PaymentProofs = { blocks: [], finality: null };

/** How large proofs may be, in bytes. */
export interface ProofLimits {
  /** Of the events of a block. */
  readonly eventsOfBlock: number;
  /** Of the events of all blocks. */
  readonly events: number;
  /** Of all headers from the payments to blocks that were voted for. */
  readonly headers: number;
}

/** The events of a block with several hundred transfers; headers of about a session of Polkadot, four hours. */
const PROOF_LIMITS: ProofLimits = {
  eventsOfBlock: 256 * 1024,
  events: 4 * 1024 * 1024,
  headers: 1024 * 1024,
};

type ProvingRpc = Pick<Rpc, 'request' | 'connected'>;

/** A payment, as far as its proof needs it. */
export type ProvablePayment = Pick<
  PaymentRow,
  'blockNumber' | 'blockHash' | 'eventIndex' | 'extrinsicIndex' | 'fromAccount' | 'toAccount' | 'value'
>;

/** A block and the transfers in it that extrinsics made. */
interface PaidBlock {
  readonly number: number;
  readonly hash: Hex;
  readonly transfers: PaidTransfer[];
}

/** @throws {ChaintillError} `BLOCK_UNREADABLE`; as {@link Rpc} */
export async function provePayments(
  rpc: ProvingRpc,
  asset: string | null,
  payments: readonly ProvablePayment[],
  wanted: 'finalized' | 'inclusion',
  limits = PROOF_LIMITS,
): Promise<PaymentProofs> {
  const paid = paidBlocks(payments);
  const blocks = await proveBlocks(rpc, asset, paid, limits);
  const transfers = paid.reduce((sum, block) => sum + block.transfers.length, 0);
  const areIncluded = blocks.length > 0 && blocks.length === paid.length && transfers === payments.length;
  if (wanted !== 'finalized' || !areIncluded) return { blocks, finality: null };
  const toProve = blocks.map((block) => ({
    number: block.number,
    hash: blockHash(block),
    parentHash: block.header.parentHash,
  }));
  return { blocks, finality: await proveFinality(rpc, toProve, limits.headers) };
}

/** The blocks of payments, without those that no extrinsic made. */
function paidBlocks(payments: readonly ProvablePayment[]): readonly PaidBlock[] {
  const byNumber = new Map<number, PaidBlock>();
  for (const payment of payments) {
    const { blockNumber: number, blockHash, eventIndex, extrinsicIndex } = payment;
    if (extrinsicIndex === null) continue;
    const block = byNumber.get(number) ?? { number, hash: blockHash as Hex, transfers: [] };
    byNumber.set(number, block);
    const { fromAccount: from, toAccount: to, value } = payment;
    block.transfers.push({ eventIndex, extrinsicIndex, from, to, value });
  }
  return [...byNumber.values()];
}

/** Without those that cannot be proven. */
async function proveBlocks(
  rpc: ProvingRpc,
  asset: string | null,
  paid: readonly PaidBlock[],
  limits: ProofLimits,
): Promise<readonly ReceiptBlock[]> {
  const blocks: ReceiptBlock[] = [];
  let left = limits.events;
  for (const { number, hash, transfers } of paid) {
    const indexes = new Set(transfers.map(({ extrinsicIndex }) => extrinsicIndex));
    const proven = await proveInclusion(rpc, { number, hash }, [...indexes]);
    if (proven === null) continue;
    const most = Math.min(limits.eventsOfBlock, left);
    const events = await proveEvents(rpc, { hash, header: proven.header }, transfers, asset, most);
    if ('proof' in events) left -= events.proof.reduce((sum, node) => sum + hexToBytes(node).length, 0);
    blocks.push({ ...proven, events });
  }
  return blocks;
}
