import { u8aConcat } from '@polkadot/util';
import type { TransactionValidity } from '@polkadot/types/interfaces';
import { ChaintillError } from '../../domain/errors.js';
import { bytesToHex, hexToBytes, type Hex } from '../../domain/hex.js';
import type { LatestView } from './latest.js';
import { poolAnswer, refused } from './refusal.js';
import type { SignedExtrinsic } from './signed-extrinsic.js';

/** A dev chain answers when the extrinsic is in a block. */
const SUBMIT_MS = 30_000;
/** `TransactionSource::External`: it came from somewhere else. */
const EXTERNAL = 2;
/** How far back an extrinsic is looked for whose nonce is used. */
const RECENT_BLOCKS = 16;

/**
 * Sends an extrinsic to the node, once the runtime finds it valid. One that the node has already, or that is in one of the
 * last blocks, counts as sent.
 * @returns its hash
 * @throws {ChaintillError} `INVALID_SIGNATURE`, `STALE`, `FUTURE`, `BALANCE_TOO_LOW`, `OUTDATED`, `REFUSED`;
 * `SUBMISSION_UNKNOWN` where the node does not say whether it took it; those of `Rpc.request`
 */
export async function submitExtrinsic(view: LatestView, extrinsic: SignedExtrinsic): Promise<Hex> {
  const { bytes, hash } = extrinsic;
  const invalid = await whyInvalid(view, bytes);
  if (invalid === 'Stale' && (await isInRecentBlock(view, bytes))) return hash;
  if (invalid !== null) throw refused(invalid);
  try {
    await view.rpc.request<Hex>('author_submitExtrinsic', [bytes], SUBMIT_MS);
    return hash;
  } catch (error) {
    const text = answerIn(error);
    if (text === null) {
      throw new ChaintillError(
        'SUBMISSION_UNKNOWN',
        'the node did not say whether it took the payment: send the same again, it is paid once at most',
        { cause: error },
      );
    }
    const answer = poolAnswer(text);
    if (answer === 'known' || (answer === 'banned' && (await isInRecentBlock(view, bytes)))) return hash;
    throw answer === 'banned' ? refused(text) : answer;
  }
}

/** By the runtime at the best block. @returns null where it is valid, or else the runtime's name of the reason */
async function whyInvalid({ rpc, at, metadata }: LatestView, bytes: Hex): Promise<string | null> {
  const input = bytesToHex(u8aConcat(Uint8Array.of(EXTERNAL), hexToBytes(bytes), hexToBytes(at)));
  const answer = await rpc.request<Hex>('state_call', [
    'TaggedTransactionQueue_validate_transaction',
    input,
    at,
  ]);
  const validity: TransactionValidity = metadata.registry.createType('TransactionValidity', answer);
  if (validity.isOk) return null;
  const error = validity.asErr;
  return error.isInvalid ? error.asInvalid.type : error.asUnknown.type;
}

interface BlockAnswer {
  readonly block: {
    readonly header: { readonly parentHash: Hex };
    readonly extrinsics: readonly Hex[];
  };
}

async function isInRecentBlock({ rpc, at }: LatestView, bytes: Hex): Promise<boolean> {
  let hash = at;
  for (let back = 0; back < RECENT_BLOCKS; back += 1) {
    const answer = await rpc.request<BlockAnswer | null>('chain_getBlock', [hash]);
    if (answer === null) return false;
    if (answer.block.extrinsics.includes(bytes)) return true;
    hash = answer.block.header.parentHash;
  }
  return false;
}

/** @returns what the node answered; null where it did not answer */
function answerIn(error: unknown): string | null {
  const answered = error instanceof ChaintillError && error.code === 'RPC_FAILED';
  return answered && error.cause instanceof Error ? error.cause.message : null;
}
