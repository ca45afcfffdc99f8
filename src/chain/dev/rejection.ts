import { ResponseError } from '@acala-network/chopsticks-core';
import type { TransactionValidityError } from '@polkadot/types/interfaces';

// Codes of a Substrate node's `author` methods (sc-rpc-api, author/error.rs).
const INVALID_TRANSACTION = 1010;
const UNDECODABLE = 1002;
const ALREADY_PENDING = 1013;

/** The runtime's verdict on an extrinsic, such as `Stale` (nonce used), `Payment` (fee not affordable), `BadProof`. */
export function invalidTransaction(error: TransactionValidityError): ResponseError {
  const reason = error.isInvalid ? error.asInvalid : error.asUnknown;
  const custom = reason.isCustom ? ` ${reason.asCustom.toNumber()}` : '';
  return new ResponseError(INVALID_TRANSACTION, `Invalid Transaction: ${reason.type}${custom}`);
}

/** The runtime could not even read it. Its panic message is the cause. */
export function undecodable(cause: unknown): ResponseError {
  const error = new ResponseError(UNDECODABLE, 'the runtime cannot read this extrinsic: check its encoding');
  error.cause = cause;
  return error;
}

/** The runtime stopped while it ran the extrinsic, or while it built the block that had it. */
export function notRunnable(): ResponseError {
  return new ResponseError(
    INVALID_TRANSACTION,
    'Invalid Transaction: the runtime could not run it in a block',
  );
}

export function alreadyPending(): ResponseError {
  return new ResponseError(ALREADY_PENDING, 'Already Imported: this extrinsic waits for its block');
}
