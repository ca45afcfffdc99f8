/** A wallet of the accounts whose keys everybody knows, for dev chains. */
import { Keyring } from '@polkadot/keyring';
import type { AccountHex } from '../../domain/extract/block.js';
import type { Hex } from '../../domain/hex.js';
import type { ChainMetadata } from '../chain-metadata.js';
import { DEV_ACCOUNTS } from '../dev/accounts.js';
import { extrinsicPayload, type SignedFields } from './signing-payload.js';

/** @returns null where the account is none of the dev chain's */
export function signAsDevAccount(
  metadata: ChainMetadata,
  account: AccountHex,
  fields: SignedFields,
): Hex | null {
  const known = DEV_ACCOUNTS.find(({ publicKey }) => publicKey === account);
  if (known === undefined) return null;
  const pair = new Keyring({ type: 'sr25519' }).addFromUri(known.uri);
  return extrinsicPayload(metadata, fields).sign(pair).signature;
}
