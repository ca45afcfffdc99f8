/** What buyers' pages send, read strictly. */
import type { SignedFields } from '../../../chain/payment/signing-payload.js';
import { parseAccount } from '../../../domain/account.js';
import { badField, readField } from '../../../domain/bad-field.js';
import { ChaintillError } from '../../../domain/errors.js';
import type { AccountHex } from '../../../domain/extract/block.js';
import { isHex, type Hex } from '../../../domain/hex.js';
import { readFields } from '../fields.js';

const MOST_ACCOUNTS = 20;
/** An account that a person signs for is a key, or the hash of one. */
const ACCOUNT_DIGITS = 64;
const LONGEST_CALL = 2_048;
const LONGEST_EXTRINSIC = 4_096;

/** @throws {ChaintillError} `BAD_USER_INPUT`, `UNKNOWN_FIELD`, `INVALID_ADDRESS` */
export function readAccounts(body: unknown): readonly AccountHex[] {
  const { accounts } = readFields(body, ['accounts']);
  if (!Array.isArray(accounts) || accounts.length === 0 || accounts.length > MOST_ACCOUNTS) {
    throw badField('accounts', `write a list of 1 to ${MOST_ACCOUNTS} addresses`);
  }
  return accounts.map((account, place) => readAccount(account, `accounts.${place}`));
}

/** @throws {ChaintillError} `BAD_USER_INPUT`, `UNKNOWN_FIELD`, `INVALID_ADDRESS` */
export function readPayer(body: unknown): AccountHex {
  return readAccount(readFields(body, ['account'])['account'], 'account');
}

/** A payload that was built here, as it comes back. */
export interface ReturnedPayload extends SignedFields {
  readonly genesisHash: Hex;
  readonly specVersion: Hex;
  readonly transactionVersion: Hex;
}

export interface Signing {
  readonly account: AccountHex;
  readonly payload: ReturnedPayload;
}

/** @throws {ChaintillError} `BAD_USER_INPUT`, `UNKNOWN_FIELD`, `INVALID_ADDRESS` */
export function readSigning(body: unknown): Signing {
  return signingIn(readFields(body, ['account', 'payload']));
}

/** What a wallet answered: the whole extrinsic goes before the signature, which is of what the wallet changed. */
export type Signed = Signing & ({ readonly signature: Hex } | { readonly signedTransaction: Hex });

/** @throws {ChaintillError} `BAD_USER_INPUT`, `UNKNOWN_FIELD`, `INVALID_ADDRESS` */
export function readSigned(body: unknown): Signed {
  const fields = readFields(body, ['account', 'payload', 'signature', 'signedTransaction']);
  const { signature = null, signedTransaction = null } = fields;
  const signing = signingIn(fields);
  if (signedTransaction !== null) {
    const bytes = readHex(signedTransaction, 'signedTransaction', [1, LONGEST_EXTRINSIC]);
    return { ...signing, signedTransaction: bytes };
  }
  return { ...signing, signature: readHex(signature, 'signature', [64, 66]) };
}

const PAYLOAD_FIELDS = [
  'address',
  'assetId',
  'blockHash',
  'blockNumber',
  'era',
  'genesisHash',
  'metadataHash',
  'method',
  'mode',
  'nonce',
  'signedExtensions',
  'specVersion',
  'tip',
  'transactionVersion',
  'version',
  'withSignedTransaction',
];

function signingIn(body: Readonly<Record<string, unknown>>): Signing {
  const account = readAccount(body['account'], 'account');
  const payload = readFields(body['payload'], PAYLOAD_FIELDS);
  const { address, version, mode = 0, assetId = null, metadataHash = null } = payload;
  if (readAccount(address, 'payload.address') !== account) {
    throw badField('payload.address', 'send the payload of the same account');
  }
  if (version !== 4 || mode !== 0 || assetId !== null || metadataHash !== null) {
    throw badField('payload', 'send the payload as it was built, with nothing changed');
  }
  const hex = (name: string, bytes: readonly [number, number]): Hex =>
    readHex(payload[name], `payload.${name}`, bytes);
  return {
    account,
    payload: {
      blockHash: hex('blockHash', [32, 32]),
      era: hex('era', [1, 2]),
      genesisHash: hex('genesisHash', [32, 32]),
      method: hex('method', [2, LONGEST_CALL]),
      nonce: hex('nonce', [1, 4]),
      specVersion: hex('specVersion', [4, 4]),
      tip: hex('tip', [1, 16]),
      transactionVersion: hex('transactionVersion', [4, 4]),
    },
  };
}

function readAccount(value: unknown, field: string): AccountHex {
  if (typeof value !== 'string') throw badField(field, 'write an address');
  const account = readField(field, () => parseAccount(value));
  if (account.length === 2 + ACCOUNT_DIGITS) return account;
  throw badField(field, 'write the address of an account with a key of 32 bytes');
}

function readHex(value: unknown, field: string, [least, most]: readonly [number, number]): Hex {
  const bytes = typeof value === 'string' && isHex(value) ? (value.length - 2) / 2 : -1;
  if (bytes >= least && bytes <= most) return (value as Hex).toLowerCase() as Hex;
  const size = least === most ? `${least}` : `${least} to ${most}`;
  throw badField(field, `write ${size} bytes in hex, beginning with 0x`);
}

/**
 * Whether the payload is of this chain and runtime.
 * @throws {ChaintillError} `OUTDATED`
 */
export function refuseOtherRuntime(
  { genesisHash, specVersion, transactionVersion }: ReturnedPayload,
  runtime: { readonly genesisHash: Hex; readonly specVersion: number; readonly transactionVersion: number },
): void {
  const same =
    genesisHash === runtime.genesisHash &&
    Number(specVersion) === runtime.specVersion &&
    Number(transactionVersion) === runtime.transactionVersion;
  if (same) return;
  throw new ChaintillError(
    'OUTDATED',
    'this payment was built for another network, or for this one before its upgrade: build it again',
  );
}
