/**
 * The text that an account signs to show that it belongs to a merchant (`signRaw` of a wallet). It says what it is for,
 * and binds the merchant, the origin, the chain, a nonce and an expiry: a signature fits one challenge and nothing else.
 */
import { ChaintillError } from './errors.js';
import type { AccountHex } from './extract/block.js';
import type { Hex } from './hex.js';

export interface OwnershipChallenge {
  /** UUID. */
  readonly merchantId: string;
  /** Where the merchant was asked, as a browser writes an origin: `https://pay.example`. */
  readonly origin: string;
  /** Hash of the chain's block 0. */
  readonly genesisHash: Hex;
  readonly account: AccountHex;
  /** Unguessable, and used once: 16 to 64 of A-Z a-z 0-9 _ - */
  readonly nonce: string;
  readonly expiresAt: Date;
}

const PARTS = {
  merchantId: /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  origin: /^https?:\/\/[A-Za-z0-9.:[\]-]{1,253}$/,
  genesisHash: /^0x[0-9a-f]{64}$/,
  account: /^0x[0-9a-f]{64}$/,
  nonce: /^[A-Za-z0-9_-]{16,64}$/,
} as const;

/**
 * Printable ASCII in lines, so that every wallet can show it, and no part can pass for another.
 * @throws {ChaintillError} `INVALID_CHALLENGE`, with the part that does not have its form
 */
export function ownershipText(challenge: OwnershipChallenge): string {
  for (const part of Object.keys(PARTS) as (keyof typeof PARTS)[]) {
    if (!PARTS[part].test(challenge[part])) throw invalid(part);
  }
  const { merchantId, origin, genesisHash, account, nonce, expiresAt } = challenge;
  if (Number.isNaN(expiresAt.getTime())) throw invalid('expiresAt');
  return [
    'Chaintill: this account receives payments for a merchant.',
    `Merchant: ${merchantId}`,
    `Origin: ${origin}`,
    `Chain: ${genesisHash}`,
    `Account: ${account}`,
    `Nonce: ${nonce}`,
    `Expires: ${expiresAt.toISOString()}`,
  ].join('\n');
}

function invalid(part: string): ChaintillError {
  return new ChaintillError('INVALID_CHALLENGE', `the challenge cannot be written: check its ${part}`);
}
