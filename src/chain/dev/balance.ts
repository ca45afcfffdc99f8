import { u8aToHex } from '@polkadot/util';
import { hexToBytes, type Hex } from '../../domain/hex.js';

// SCALE layout of frame_system::AccountInfo with pallet_balances::AccountData, 80 bytes, all little-endian: nonce,
// consumers, providers, sufficients (u32 each), free, reserved (u128 each), then two more u128. These are
// `misc_frozen, fee_frozen` in older runtimes and `frozen, flags` since polkadot-v0.9.43.
const SIZE = 80;
const PROVIDERS = 8;
const FREE = 16;
const FLAGS = 64;

/** Highest bit of `flags`: the account was written by a runtime of the newer layout. */
const NEW_LOGIC = 1n << 127n;

function readU128At(bytes: Uint8Array, offset: number): bigint {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return view.getBigUint64(offset, true) | (view.getBigUint64(offset + 8, true) << 64n);
}

function writeU128At(bytes: Uint8Array, offset: number, value: bigint): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  view.setBigUint64(offset, BigInt.asUintN(64, value), true);
  view.setBigUint64(offset + 8, value >> 64n, true);
}

export function u128(value: bigint): Hex {
  const bytes = new Uint8Array(16);
  writeU128At(bytes, 0, value);
  return u8aToHex(bytes);
}

/** Zero for a storage value that is not there. */
export function readU128(value: Hex | undefined): bigint {
  return value === undefined ? 0n : readU128At(hexToBytes(value), 0);
}

export function readFree(account: Hex): bigint {
  return readU128At(hexToBytes(account), FREE);
}

/** Whether this is an account as laid out above. */
export function hasKnownLayout(account: Hex): boolean {
  return account.length === 2 + 2 * SIZE;
}

/** Whether this account shows that the runtime keeps flags where older ones keep `fee_frozen`. */
export function knowsNewLogic(account: Hex): boolean {
  return readU128At(hexToBytes(account), FLAGS) >= NEW_LOGIC;
}

/**
 * An account whose free balance is `free`; whatever else an existing one holds stays.
 * @param newLogic whether a fresh account gets the flag of the newer layout. In an older runtime that bit would freeze
 * the balance; without it, a newer runtime upgrades the account when it is first used.
 */
export function endowedAccount(existing: Hex | undefined, free: bigint, newLogic: boolean): Hex {
  const bytes = existing === undefined ? new Uint8Array(SIZE) : hexToBytes(existing);
  const view = new DataView(bytes.buffer);
  if (view.getUint32(PROVIDERS, true) === 0) view.setUint32(PROVIDERS, 1, true);
  writeU128At(bytes, FREE, free);
  if (existing === undefined && newLogic) writeU128At(bytes, FLAGS, NEW_LOGIC);
  return u8aToHex(bytes);
}
