import type { GenericExtrinsic } from '@polkadot/types';
import { blake2AsHex } from '@polkadot/util-crypto';
import type { AccountHex } from '../../domain/extract/block.js';
import { bytesToHex, type Hex } from '../../domain/hex.js';
import type { ChainMetadata } from '../chain-metadata.js';
import { multiSignature } from './signature.js';
import { bytesToSign, extrinsicPayload, payloadValue, type SignedFields } from './signing-payload.js';

/** An extrinsic as it is submitted. */
export interface SignedExtrinsic {
  readonly bytes: Hex;
  readonly hash: Hex;
}

/**
 * The extrinsic of a payload and its signature.
 * @returns null where the signature is not of this payload by this account
 * @throws {Error} where a field of the payload does not fit its type
 */
export function assemble(
  metadata: ChainMetadata,
  account: AccountHex,
  fields: SignedFields,
  signature: Hex,
): SignedExtrinsic | null {
  const told = multiSignature(bytesToSign(extrinsicPayload(metadata, fields)), signature, account);
  if (told === null) return null;
  const extrinsic = metadata.registry.createType('Extrinsic', { method: fields.method }, { version: 4 });
  extrinsic.addSignature(account, told, payloadValue(metadata, fields));
  return signed(bytesToHex(extrinsic.toU8a()));
}

/** A whole extrinsic as some wallets answer it, who may have changed what only they know. */
export interface WalletExtrinsic extends SignedExtrinsic {
  readonly signer: AccountHex;
  readonly fields: Omit<SignedFields, 'blockHash'>;
  readonly signature: Hex;
  /** Whether the wallet signed the hash of the chain's metadata as well, which is not known here. */
  readonly hasMetadataHash: boolean;
}

/** @returns null for what is no signed extrinsic of this runtime */
export function readSignedExtrinsic(metadata: ChainMetadata, bytes: Hex): WalletExtrinsic | null {
  try {
    const extrinsic: GenericExtrinsic = metadata.registry.createType('Extrinsic', bytes);
    if (!extrinsic.isSigned || extrinsic.version !== SIGNED_V4) return null;
    const whole = bytesToHex(extrinsic.toU8a());
    if (whole !== bytes) return null;
    const { signer, era, nonce, tip, method, signature } = extrinsic;
    // Undefined, whatever its type says, where the runtime has no such extension.
    const mode = extrinsic.mode as { toNumber(): number } | undefined;
    return {
      ...signed(bytes),
      signer: bytesToHex(signer.toU8a().slice(-32)),
      fields: {
        era: era.toHex(),
        nonce: nonce.toHex(),
        tip: tip.toHex(),
        method: bytesToHex(method.toU8a()),
      },
      signature: bytesToHex(signature.toU8a()),
      hasMetadataHash: mode !== undefined && mode.toNumber() !== 0,
    };
  } catch {
    return null; // bytes that no extrinsic has
  }
}

/** Version 4, with the bit that says that it is signed. */
const SIGNED_V4 = 0x84;

function signed(bytes: Hex): SignedExtrinsic {
  return { bytes, hash: blake2AsHex(bytes) };
}
