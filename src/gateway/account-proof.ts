/** How an account shows that it is a merchant's: a text to sign, and the signature looked at. Whoever asks may ask for it. */
import { randomBytes } from 'node:crypto';
import { verifySignedText } from '../chain/ownership.js';
import { badField, readField } from '../domain/bad-field.js';
import { ChaintillError } from '../domain/errors.js';
import type { AccountHex } from '../domain/extract/block.js';
import { isHex } from '../domain/hex.js';
import { ownershipText } from '../domain/ownership.js';
import { readIndexing } from '../store/chain/indexing.js';
import type { ChainDatabase } from '../store/chain/database.js';
import {
  findChallenge,
  insertChallenge,
  registerProvedAccount,
  type Challenge,
} from '../store/till/account-challenges.js';
import type { AccountRow } from '../store/till/accounts.js';
import type { Actor } from '../store/till/audit-log.js';
import type { TillDatabase } from '../store/till/database.js';

/** Enough to carry a text to a wallet on another machine and back. */
const CHALLENGE_MS = 15 * 60_000;
/** 0x and 32 bytes in hex. */
const SIGNING_ACCOUNT_LENGTH = 66;
const NONCE = /^[0-9a-f]{64}$/;

export interface ChallengeRequest {
  readonly merchantId: string;
  readonly account: AccountHex;
  /** Where the merchant reaches the gateway, as a browser writes an origin. */
  readonly origin: string;
  /** Hash of block 0; null where nobody has told it yet. */
  readonly genesisHash: string | null;
}

/**
 * Makes and keeps the text that an account is to sign.
 * @throws {ChaintillError} `SIGNATURE_UNSUPPORTED`, `CHAIN_UNAVAILABLE`, and as `insertChallenge`
 */
export async function challengeAccount(
  till: TillDatabase,
  { merchantId, account, origin, genesisHash }: ChallengeRequest,
  actor: Actor,
): Promise<Challenge> {
  if (account.length !== SIGNING_ACCOUNT_LENGTH) {
    throw badField(
      'account',
      'cannot sign, as it is no public key of 32 bytes: ask the operator to register it',
      { code: 'SIGNATURE_UNSUPPORTED' },
    );
  }
  if (genesisHash === null || !isHex(genesisHash)) {
    throw new ChaintillError(
      'CHAIN_UNAVAILABLE',
      'the node has not said which chain it serves: try again later',
    );
  }
  const nonce = randomBytes(32).toString('hex');
  const expiresAt = new Date(Date.now() + CHALLENGE_MS);
  const message = ownershipText({ merchantId, origin, genesisHash, account, nonce, expiresAt });
  const challenge = { nonce, merchantId, account, message, expiresAt };
  await insertChallenge(till, challenge, actor);
  return challenge;
}

export interface Proof {
  readonly merchantId: string;
  readonly nonce: string;
  /** 0x-hex */
  readonly signature: string;
  /** What the merchant calls the account. */
  readonly name: string | null;
}

/**
 * Gives an account that has signed its text to the merchant.
 * @throws {ChaintillError} `CHALLENGE_INVALID`, `SIGNATURE_INVALID` with the field, `INDEX_NOT_READY`, and as
 * `registerProvedAccount`
 */
export async function acceptProof(
  till: TillDatabase,
  chain: ChainDatabase,
  { merchantId, nonce, signature, name }: Proof,
  actor: Actor,
): Promise<AccountRow> {
  // What cannot be a nonce is looked for as one that nobody was given.
  const challenge = await findChallenge(till, NONCE.test(nonce) ? nonce : '', merchantId);
  const curve = readField('signature', () =>
    verifySignedText(challenge.message, signature, challenge.account),
  );
  const fromHeight = await indexedHeightOf(chain);
  return registerProvedAccount(till, challenge, { name, fromHeight, curve }, actor);
}

/** The height that an account begins, or ends, at. @throws {ChaintillError} `INDEX_NOT_READY` */
export async function indexedHeightOf(chain: ChainDatabase): Promise<number> {
  const { indexedHeight } = await readIndexing(chain);
  if (indexedHeight !== null) return indexedHeight;
  throw new ChaintillError(
    'INDEX_NOT_READY',
    'no block is indexed yet: try again once the indexer has begun',
  );
}
