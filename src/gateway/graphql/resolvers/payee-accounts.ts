import { parseAccount } from '../../../domain/account.js';
import { readField } from '../../../domain/bad-field.js';
import { ChaintillError } from '../../../domain/errors.js';
import { parseName } from '../../../domain/name.js';
import { registerAccount, releaseAccount } from '../../../store/till/accounts.js';
import { findMerchant } from '../../../store/till/merchants.js';
import { acceptProof, challengeAccount, indexedHeightOf } from '../../account-proof.js';
import { requireMerchant, requireOperator } from '../../auth/caller.js';
import { actorOf, merchantFor, merchantNotFound, readMerchantId } from '../../auth/on-behalf.js';
import type { Resolver } from '../list-field.js';
import { viewPayeeAccount } from '../till-views.js';
import { inInput } from './order-mutations.js';

const register: Resolver<{
  input: { merchantId: string; account: string; name?: string | null };
}> = async (_source, { input }, { till, chain, caller, network, requestId }) => {
  requireOperator(caller);
  const merchantId = readMerchantId(input.merchantId);
  const account = readField('input.account', () => parseAccount(input.account));
  const name = readName(input.name);
  if (!(await findMerchant(till, merchantId))) throw merchantNotFound();
  const fromHeight = await indexedHeightOf(chain);
  const row = await registerAccount(
    till,
    { merchantId, account, name, provedBy: 'operator', provedCurve: null, fromHeight },
    actorOf(caller, requestId),
  );
  return viewPayeeAccount(row, network);
};

const requestAccountChallenge: Resolver<{ account: string }> = async (_source, args, context) => {
  const { till, caller, origin, network, heads, requestId } = context;
  const { merchantId } = requireMerchant(caller, 'accounts:write');
  const account = readField('account', () => parseAccount(args.account));
  // Of a dev chain, what its node reports.
  const genesisHash = network.genesisHash ?? heads.state().genesisHash;
  const { message, nonce, expiresAt } = await challengeAccount(
    till,
    { merchantId, account, origin, genesisHash },
    actorOf(caller, requestId),
  );
  return { message, nonce, expiresAt: expiresAt.toISOString() };
};

const proveAccount: Resolver<{
  input: { nonce: string; signature: string; name?: string | null };
}> = async (_source, { input }, { till, chain, caller, network, requestId }) => {
  const { merchantId } = requireMerchant(caller, 'accounts:write');
  const { nonce, signature } = input;
  const name = readName(input.name);
  const row = await inInput(
    acceptProof(till, chain, { merchantId, nonce, signature, name }, actorOf(caller, requestId)),
  );
  return viewPayeeAccount(row, network);
};

const release: Resolver<{ account: string; merchantId?: string | null }> = async (
  _source,
  args,
  { till, chain, caller, network, requestId },
) => {
  const merchantId = merchantFor(caller, 'accounts:write', args.merchantId);
  const account = readField('account', () => parseAccount(args.account));
  const row = await releaseAccount(
    till,
    { merchantId, account, indexedHeight: await indexedHeightOf(chain) },
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

export const payeeAccountResolvers = {
  Mutation: { registerAccount: register, requestAccountChallenge, proveAccount, releaseAccount: release },
};
