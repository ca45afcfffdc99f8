/** What a wallet signs: `SignerPayloadJSON` of the polkadot-js extension's `signPayload`. */
import type { ExtrinsicPayload } from '@polkadot/types/interfaces';
import type { ExtrinsicPayloadValue } from '@polkadot/types/types';
import { blake2AsU8a } from '@polkadot/util-crypto';
import { formatAccount } from '../../domain/account.js';
import type { AccountHex } from '../../domain/extract/block.js';
import type { Hex } from '../../domain/hex.js';
import { callHex, type ChainMetadata } from '../chain-metadata.js';
import { composePayment, type Payment } from './call.js';
import { eraAt, type PaymentEra } from './era.js';

/** Numbers are hex, big-endian, as wallets write them. */
export interface SigningPayload {
  readonly address: string;
  readonly assetId: null;
  readonly blockHash: Hex;
  readonly blockNumber: Hex;
  readonly era: Hex;
  readonly genesisHash: Hex;
  readonly metadataHash: null;
  readonly method: Hex;
  /** Of `CheckMetadataHash`: 0, the hash is left out. */
  readonly mode: 0;
  readonly nonce: Hex;
  readonly signedExtensions: readonly string[];
  readonly specVersion: Hex;
  readonly tip: Hex;
  readonly transactionVersion: Hex;
  readonly version: 4;
  /** The wallet may answer with the whole extrinsic. */
  readonly withSignedTransaction: true;
}

export interface SigningTerms {
  readonly payer: AccountHex;
  readonly nonce: number;
  readonly era: PaymentEra;
  /** Hash of the block that the era begins at. */
  readonly birthHash: Hex;
  /** How to write the payer's address. */
  readonly ss58Prefix: number;
}

/** @throws {ChaintillError} `RUNTIME_LACKS_CALL` */
export function signingPayload(
  metadata: ChainMetadata,
  payment: Payment,
  { payer, nonce, era, birthHash, ss58Prefix }: SigningTerms,
): SigningPayload {
  const { registry } = metadata;
  return {
    address: formatAccount(payer, ss58Prefix),
    assetId: null,
    blockHash: birthHash,
    blockNumber: number(era.birth, 4),
    era: registry.createType('ExtrinsicEra', { current: era.birth, period: era.period }).toHex(),
    genesisHash: metadata.genesisHash,
    metadataHash: null,
    method: callHex(composePayment(metadata, payment)),
    mode: 0,
    nonce: number(nonce, 4),
    signedExtensions: registry.signedExtensions,
    specVersion: number(metadata.specVersion, 4),
    tip: number(0, 16),
    transactionVersion: number(metadata.transactionVersion, 4),
    version: 4,
    withSignedTransaction: true,
  };
}

function number(value: number, bytes: number): Hex {
  return `0x${value.toString(16).padStart(2 * bytes, '0')}`;
}

/** What of a payload is signed: the same fields, of a payload of ours or of what a wallet made of it. */
export interface SignedFields {
  readonly blockHash: Hex;
  readonly era: Hex;
  readonly method: Hex;
  readonly nonce: Hex;
  readonly tip: Hex;
}

/** The payload with what the chain knows of it. */
export function payloadValue(
  { genesisHash, specVersion, transactionVersion }: ChainMetadata,
  fields: SignedFields,
): ExtrinsicPayloadValue {
  return { ...fields, genesisHash, specVersion, transactionVersion, mode: 0 };
}

/**
 * The payload as the runtime encodes it.
 * @throws {Error} where a field does not fit its type
 */
export function extrinsicPayload(metadata: ChainMetadata, fields: SignedFields): ExtrinsicPayload {
  return metadata.registry.createType('ExtrinsicPayload', payloadValue(metadata, fields), { version: 4 });
}

/** Longer payloads are signed by their hash (`sp_runtime::generic::SignedPayload`). */
const LONGEST_SIGNED = 256;

export function bytesToSign(payload: ExtrinsicPayload): Uint8Array {
  const bytes = payload.toU8a({ method: true });
  return bytes.length > LONGEST_SIGNED ? blake2AsU8a(bytes) : bytes;
}

/** @returns null for an era that never ends, and for what is none */
export function eraIn(metadata: ChainMetadata, era: Hex, current: number): PaymentEra | null {
  try {
    const decoded = metadata.registry.createType('ExtrinsicEra', era);
    if (!decoded.isMortalEra || decoded.toHex() !== era) return null;
    const { period, phase } = decoded.asMortalEra;
    return eraAt(current, { period: period.toNumber(), phase: phase.toNumber() });
  } catch {
    return null; // two bytes that no era has
  }
}
