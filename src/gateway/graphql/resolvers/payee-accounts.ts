import { randomBytes } from 'node:crypto';
import { verifySignedText } from '../../../chain/ownership.js';
import { parseAccount } from '../../../domain/account.js';
import { badField, readField } from '../../../domain/bad-field.js';
import { ChaintillError } from '../../../domain/errors.js';
import { isHex, type Hex } from '../../../domain/hex.js';
import { parseName } from '../../../domain/name.js';
import { ownershipText } from '../../../domain/ownership.js';
import { readIndexing } from '../../../store/chain/indexing.js';
import {
  findChallenge,
  insertChallenge,
  registerProvedAccount,
} from '../../../store/till/account-challenges.js';
import { registerAccount, releaseAccount } from '../../../store/till/accounts.js';
import { findMerchant } from '../../../store/till/merchants.js';
import { requireMerchant, requireOperator } from '../../auth/caller.js';
import { actorOf, merchantFor, merchantNotFound, readMerchantId } from '../../auth/on-behalf.js';
import type { GatewayContext } from '../context.js';
import type { Resolver } from '../list-field.js';
import { viewPayeeAccount } from '../till-views.js';

/** Enough to carry a text to a wallet on another machine and back. */
const CHALLENGE_MS = 15 * 60_000;
/** 0x and 32 bytes in hex. */
const SIGNING_ACCOUNT_LENGTH = 66;
const NONCE = /^[0-9a-f]{64}$/;

const register: Resolver<{
  input: { merchantId: string; account: string; name?: string | null };
}> = async (_source, { input }, context) => {
  const { till, caller, network, requestId } = context;
  requireOperator(caller);
  const merchantId = readMerchantId(input.merchantId);
  const account = readField('input.account', () => parseAccount(input.account));
  const name = readName(input.name);
  if (!(await findMerchant(till, merchantId))) throw merchantNotFound();
  const fromHeight = await indexedHeight(context);
  const row = await registerAccount(
    till,
    { merchantId, account, name, provedBy: 'operator', provedCurve: null, fromHeight },
    actorOf(caller, requestId),
  );
  return viewPayeeAccount(row, network);
};

const requestAccountChallenge: Resolver<{ account: string }> = async (_source, args, context) => {
  const { till, caller, origin, requestId } = context;
  const { merchantId } = requireMerchant(caller, 'accounts:write');
  const account = readField('account', () => parseAccount(args.account));
  if (account.length !== SIGNING_ACCOUNT_LENGTH) {
    throw badField(
      'account',
      'cannot sign, as it is no public key of 32 bytes: ask the operator to register it',
      {
        code: 'SIGNATURE_UNSUPPORTED',
      },
    );
  }
  const nonce = randomBytes(32).toString('hex');
  const expiresAt = new Date(Date.now() + CHALLENGE_MS);
  const genesisHash = genesisOf(context);
  const message = ownershipText({ merchantId, origin, genesisHash, account, nonce, expiresAt });
  await insertChallenge(till, { nonce, merchantId, account, message, expiresAt }, actorOf(caller, requestId));
  return { message, nonce, expiresAt: expiresAt.toISOString() };
};

const proveAccount: Resolver<{
  input: { nonce: string; signature: string; name?: string | null };
}> = async (_source, { input }, context) => {
  const { till, caller, network, requestId } = context;
  const { merchantId } = requireMerchant(caller, 'accounts:write');
  const name = readName(input.name);
  // What cannot be a nonce is looked for as one that nobody was given.
  const nonce = NONCE.test(input.nonce) ? input.nonce : '';
  const challenge = await findChallenge(till, nonce, merchantId);
  const curve = readField('input.signature', () =>
    verifySignedText(challenge.message, input.signature, challenge.account),
  );
  const fromHeight = await indexedHeight(context);
  const actor = actorOf(caller, requestId);
  const row = await registerProvedAccount(till, challenge, { name, fromHeight, curve }, actor);
  return viewPayeeAccount(row, network);
};

const release: Resolver<{ account: string; merchantId?: string | null }> = async (_source, args, context) => {
  const { till, caller, network, requestId } = context;
  const merchantId = merchantFor(caller, 'accounts:write', args.merchantId);
  const account = readField('account', () => parseAccount(args.account));
  const row = await releaseAccount(
    till,
    { merchantId, account, indexedHeight: await indexedHeight(context) },
    actorOf(caller, requestId),
  );
  if (!row) {
    throw new ChaintillError(
      'ACCOUNT_NOT_FOUND',
      'the merchant has no such account now: see merchant.accounts',
    );
  }
  return viewPayeeAccount(row, network);
};

function readName(name: string | null | undefined): string | null {
  return name == null ? null : readField('input.name', () => parseName(name));
}

/** @throws {ChaintillError} `INDEX_NOT_READY` */
async function indexedHeight({ chain }: GatewayContext): Promise<number> {
  const { indexedHeight } = await readIndexing(chain);
  if (indexedHeight !== null) return indexedHeight;
  throw new ChaintillError(
    'INDEX_NOT_READY',
    'no block is indexed yet: try again once the indexer has begun',
  );
}

/** Of a dev chain, what its node reports. */
function genesisOf({ network, heads }: GatewayContext): Hex {
  const hash = network.genesisHash ?? heads.state().genesisHash;
  if (hash !== null && isHex(hash)) return hash;
  throw new ChaintillError(
    'CHAIN_UNAVAILABLE',
    'the node has not said which chain it serves: try again later',
  );
}

export const payeeAccountResolvers = {
  Mutation: { registerAccount: register, requestAccountChallenge, proveAccount, releaseAccount: release },
};
