import { u8aConcat, u8aToHex } from '@polkadot/util';
import { blake2AsU8a, xxhashAsU8a } from '@polkadot/util-crypto';
import { hexToBytes, type Hex } from '../../domain/hex.js';

/** Key of a storage value, or prefix of a map: twox128 of the pallet and of the item. */
export function storagePrefix(pallet: string, item: string): Hex {
  return u8aToHex(u8aConcat(xxhashAsU8a(pallet, 128), xxhashAsU8a(item, 128)));
}

/** Prefix of all accounts of pallet System. */
export const SYSTEM_ACCOUNT = storagePrefix('System', 'Account');

/** Key of an account's nonce, references and native balance (hasher `Blake2_128Concat`). */
export function systemAccountKey(publicKey: Hex): Hex {
  const key = hexToBytes(publicKey);
  return u8aToHex(u8aConcat(hexToBytes(SYSTEM_ACCOUNT), blake2AsU8a(key, 128), key));
}
