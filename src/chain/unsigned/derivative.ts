import type { Call } from '@polkadot/types/interfaces';
import { formatAccount } from '../../domain/account.js';
import { deriveAddress } from '../../domain/deposit-address.js';
import { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import { bytesToHex } from '../../domain/hex.js';
import { encodeUtf8 } from '../../domain/utf8.js';
import type { ChainMetadata } from '../chain-metadata.js';
import { unsignedCall, type UnsignedCall } from './call.js';

/**
 * `call`, dispatched as the derivative account at `path` below whoever dispatches the result.
 * @throws {ChaintillError} `RUNTIME_LACKS_CALL`
 */
export function asDerivative(metadata: ChainMetadata, path: readonly number[], call: Call): Call {
  return path.reduceRight((inner, index) => metadata.call('utility.asDerivative', index, inner), call);
}

const PROOF = /^[\x20-\x7e]{1,128}$/;

/**
 * An owner's proof that it can dispatch as its derivative accounts, and so spend what is paid to deposit addresses: a
 * remark made as one of them. It moves no money.
 * @param path of the account to speak as, of the depth that deposit addresses will have
 * @param proof text of the remark, unguessable: 1 to 128 printable ASCII characters
 * @param ss58Prefix for the description
 * @throws {ChaintillError} `RUNTIME_LACKS_CALL` (the chain has no such deposit addresses), `INVALID_DERIVATION_PATH`,
 * `DEPOSIT_ADDRESS_UNSUPPORTED`, `INVALID_PROOF_TEXT`
 */
export function buildDerivativeProof(
  metadata: ChainMetadata,
  owner: AccountHex,
  path: readonly number[],
  proof: string,
  ss58Prefix: number,
): UnsignedCall {
  const speaker = deriveAddress(owner, path);
  const text = PROOF.test(proof) ? encodeUtf8(proof) : null;
  if (text === null) {
    throw new ChaintillError(
      'INVALID_PROOF_TEXT',
      'the text of a proof has 1 to 128 printable ASCII characters',
    );
  }
  const call = asDerivative(metadata, path, metadata.call('system.remark', bytesToHex(text)));
  return unsignedCall(
    metadata,
    call,
    owner,
    `Show that ${formatAccount(owner, ss58Prefix)} controls its derivative accounts: the remark "${proof}" as ` +
      `${formatAccount(speaker, ss58Prefix)}. Moves no money.`,
  );
}
