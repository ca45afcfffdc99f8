/**
 * Deposit addresses: accounts that are told from a public key alone, one for each order. Two schemes, both along a path
 * of indices below the owner's account. No private key is involved; who can spend from them differs.
 */
import { HDKD } from '@scure/sr25519';
import { derivativeOf, littleEndian } from './derivative.js';
import { ChaintillError } from './errors.js';
import type { AccountHex } from './extract/block.js';
import { bytesToHex, hexToBytes } from './hex.js';

/** `derivative`: dispatched for by the owner with `utility.asDerivative`. `soft`: a child key of the owner's own. */
export type DepositScheme = 'derivative' | 'soft';

/** Highest index of one level: a u16. */
export const MAX_INDEX = 0xffff;
/** Every level is a call inside a call for whoever sweeps; runtimes refuse very deep ones. */
export const MAX_PATH_LENGTH = 8;

const KEY_BYTES = 32;

/**
 * The account that `owner` dispatches as by `utility.asDerivative(path[0], utility.asDerivative(path[1], ...))`. Any
 * owner can: a multisig, a proxied account, a hardware wallet. Format: at each level blake2b-256 over the context, the
 * account one level up, and the index (u16, little-endian).
 * @param path 1 to `MAX_PATH_LENGTH` indices, each 0 to `MAX_INDEX`
 * @throws {ChaintillError} `INVALID_DERIVATION_PATH`; `DEPOSIT_ADDRESS_UNSUPPORTED` for an account of another length
 */
export function deriveAddress(owner: AccountHex, path: readonly number[]): AccountHex {
  checkPath(path);
  return bytesToHex(path.reduce(derivativeOf, publicKeyOf(owner)));
}

/**
 * The sr25519 public key of the wallet's soft derivation `/path[0]/path[1]/...` below its key for `owner`. Only a plain
 * sr25519 account has such children, and each must sign for itself. Whoever learns the secret key of one child can
 * compute the owner's.
 * @param path as for `deriveAddress`
 * @throws {ChaintillError} `INVALID_DERIVATION_PATH`; `DEPOSIT_ADDRESS_UNSUPPORTED` when the account is surely no
 * sr25519 key. About one in sixteen of other accounts passes unnoticed: ask for an sr25519 signature first.
 */
export function deriveSoftAddress(owner: AccountHex, path: readonly number[]): AccountHex {
  checkPath(path);
  const root = publicKeyOf(owner);
  try {
    // A numeric junction is its number in 32 bytes, little-endian.
    return bytesToHex(
      path.reduce((key, index) => HDKD.publicSoft(key, littleEndian(index, KEY_BYTES)), root),
    );
  } catch (cause) {
    throw new ChaintillError(
      'DEPOSIT_ADDRESS_UNSUPPORTED',
      'the account is no sr25519 public key: use derivative deposit addresses, or an sr25519 account',
      { cause },
    );
  }
}

/** The address at a path below the owner's account, in either scheme; as `deriveAddress` and `deriveSoftAddress`. */
export function depositAddress(
  scheme: DepositScheme,
  owner: AccountHex,
  path: readonly number[],
): AccountHex {
  return scheme === 'soft' ? deriveSoftAddress(owner, path) : deriveAddress(owner, path);
}

/** How a wallet writes the soft derivation of a path, after the secret phrase: `/12/34`. */
export function softDerivationSuffix(path: readonly number[]): string {
  return path.map((index) => `/${index}`).join('');
}

function publicKeyOf(owner: AccountHex): Uint8Array {
  const key = hexToBytes(owner);
  if (key.length === KEY_BYTES) return key;
  throw new ChaintillError(
    'DEPOSIT_ADDRESS_UNSUPPORTED',
    `deposit addresses need an account of ${KEY_BYTES} bytes, and this has ${key.length}: register orders in reference mode`,
  );
}

function checkPath(path: readonly number[]): void {
  const fits = path.every((index) => Number.isInteger(index) && index >= 0 && index <= MAX_INDEX);
  if (fits && path.length > 0 && path.length <= MAX_PATH_LENGTH) return;
  throw new ChaintillError(
    'INVALID_DERIVATION_PATH',
    `not a derivation path: write 1 to ${MAX_PATH_LENGTH} whole numbers from 0 to ${MAX_INDEX}`,
  );
}
