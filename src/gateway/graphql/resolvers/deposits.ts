import { randomBytes, randomInt } from 'node:crypto';
import type { UnsignedCall } from '../../../chain/unsigned/call.js';
import { buildDerivativeProof } from '../../../chain/unsigned/derivative.js';
import { parseAccount } from '../../../domain/account.js';
import { readField } from '../../../domain/bad-field.js';
import {
  depositAddress,
  deriveAddress,
  MAX_INDEX,
  type DepositScheme,
} from '../../../domain/deposit-address.js';
import { ChaintillError } from '../../../domain/errors.js';
import type { AccountHex } from '../../../domain/extract/block.js';
import { findDepositProof } from '../../../store/chain/deposit-proof.js';
import { keyOf } from '../../../store/lists/list.js';
import type { AccountRow } from '../../../store/till/accounts.js';
import { DEPOSIT_COLUMNS, DEPOSIT_ORDER, listDeposits } from '../../../store/till/deposit-lists.js';
import {
  allowDeposits,
  findOwned,
  keepProofText,
  type OwnedAccount,
} from '../../../store/till/deposit-proofs.js';
import type { Scope } from '../../auth/caller.js';
import { actorOf, merchantFor } from '../../auth/on-behalf.js';
import { withChainView } from '../../chain-view.js';
import { planSweep } from '../../deposit-sweep.js';
import type { GatewayContext } from '../context.js';
import { decodeCursor, encodeCursor } from '../cursor.js';
import type { Resolver } from '../list-field.js';
import { readPageSize } from '../paging.js';
import { viewPayeeAccount } from '../till-views.js';
import { viewUnsigned } from '../unsigned-extrinsic.js';

export interface AccountArgs {
  readonly account: string;
  readonly merchantId?: string | null;
}

interface SweepArgs extends AccountArgs {
  readonly first?: number | null;
  readonly after?: string | null;
}

/** Of a proof's path: as many as of the path of a deposit address. */
const PROOF_LEVELS = 3;

const requestDepositProof: Resolver<AccountArgs> = async (_source, args, context) => {
  const { till, caller, network, requestId } = context;
  const owned = readOwned(context, 'accounts:write', args);
  // Drawn anew each time, as the branch of the deposit addresses is nobody else's to know.
  const path = Array.from({ length: PROOF_LEVELS }, () => randomInt(MAX_INDEX + 1));
  readField('account', () => deriveAddress(owned.account, path));
  const text = `chaintill.deposits.${randomBytes(16).toString('hex')}`;
  const row = await keepProofText(till, owned, text, actorOf(caller, requestId));
  if (!row) throw accountNotFound();
  const proof = row.depositProof ?? text;
  return {
    account: viewPayeeAccount(row, network),
    text: proof,
    // A field of its own: without a node, the text is answered all the same.
    extrinsic: async () =>
      viewUnsigned(
        await withChainView(context.chainView, ({ metadata }): UnsignedCall =>
          buildDerivativeProof(metadata, owned.account, path, proof, network.ss58Prefix),
        ),
        network,
      ),
  };
};

const enableDeposits: Resolver<AccountArgs & { readonly scheme: DepositScheme }> = async (
  _source,
  args,
  context,
) => {
  const { till, caller, network, requestId } = context;
  const owned = readOwned(context, 'accounts:write', args);
  const known = await findOwned(till, owned);
  if (!known) throw accountNotFound();
  const { scheme } = args;
  readField('account', () => depositAddress(scheme, owned.account, [0]));
  const remark = scheme === 'soft' ? requireSoftKey(known) : await proofOf(context, known);
  const row = await allowDeposits(till, owned, { scheme, remark }, actorOf(caller, requestId));
  if (!row) throw accountNotFound();
  return viewPayeeAccount(row, network);
};

/**
 * Money at children of what is no sr25519 key would be lost, so nobody's word will do.
 * @returns null, as no remark on chain shows it
 */
function requireSoftKey({ provedCurve }: AccountRow): null {
  if (provedCurve === 'sr25519') return null;
  throw new ChaintillError(
    'DEPOSIT_PROOF_MISSING',
    'soft-derived deposit addresses need an account that proved itself with an sr25519 signature: sign the message of requestAccountChallenge, send it with proveAccount, and ask again',
  );
}

/** @returns the remark that proves it; null where none is needed. */
async function proofOf({ chain, caller }: GatewayContext, row: AccountRow): Promise<string | null> {
  const enabled = row.depositEnabledAt !== null && row.depositScheme === 'derivative';
  if (caller.kind === 'operator' || enabled) return null;
  const found =
    row.depositProof === null ? null : await findDepositProof(chain, row.account, row.depositProof);
  if (found !== null) return found;
  throw new ChaintillError(
    'DEPOSIT_PROOF_MISSING',
    'no proof of this account is final and indexed: sign and submit the extrinsic of requestDepositProof, and ask again once its block is indexed',
  );
}

const depositSweep: Resolver<SweepArgs> = async (_source, args, context) => {
  const { till, network } = context;
  const { merchantId, account } = readOwned(context, 'accounts:read', args);
  const { limit } = readPageSize(args);
  context.rows.take(limit);
  const after = args.after == null ? null : decodeCursor(args.after, DEPOSIT_ORDER, DEPOSIT_COLUMNS);
  const page = await listDeposits(till, { owner: account, merchantId, limit, after });
  const assets = network.assets.map(({ id }) => id);
  const plan = await withChainView(context.chainView, (view) =>
    planSweep(till, view, { account, network, assets }, page.rows),
  );
  const cursors = [page.rows[0], page.rows.at(-1)].map((row) =>
    row === undefined ? null : encodeCursor(DEPOSIT_ORDER, keyOf(row, DEPOSIT_ORDER)),
  );
  return {
    at: plan.at,
    addresses: page.rows.length,
    funding: plan.funding.map((call) => viewUnsigned(call, network)),
    batches: plan.batches.map((call) => viewUnsigned(call, network)),
    children: plan.children.map((call) => ({
      extrinsic: viewUnsigned(call, network),
      derivation: call.derivation,
    })),
    notes: plan.notes,
    pageInfo: {
      hasNextPage: page.hasNext,
      hasPreviousPage: after !== null,
      startCursor: cursors[0],
      endCursor: cursors[1],
    },
  };
};

const depositsEnabledAt: Resolver<object, Pick<AccountRow, 'depositEnabledAt'>> = ({ depositEnabledAt }) =>
  depositEnabledAt?.toISOString() ?? null;

/** A merchant's account, as a field names it. @param scope what a merchant's key needs */
export function readOwned({ caller }: GatewayContext, scope: Scope, args: AccountArgs): OwnedAccount {
  const merchantId = merchantFor(caller, scope, args.merchantId);
  const account: AccountHex = readField('account', () => parseAccount(args.account));
  return { merchantId, account };
}

/** Whether another merchant has it is not told. */
function accountNotFound(): ChaintillError {
  return new ChaintillError(
    'ACCOUNT_NOT_FOUND',
    'the merchant has no such account now: see merchant.accounts',
    { field: 'account' },
  );
}

export const depositResolvers = {
  Query: { depositSweep },
  Mutation: { requestDepositProof, enableDeposits },
  PayeeAccount: { depositsEnabledAt },
};
