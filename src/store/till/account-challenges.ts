import { sql, type Selectable } from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import { accountTaken, addAccount, findOwner, refuseDepositAddress, type AccountRow } from './accounts.js';
import { writeAudit, type Actor } from './audit-log.js';
import type { TillDatabase } from './database.js';
import { findOwned } from './deposit-proofs.js';
import type { AccountChallengeTable, KeyCurve } from './tables.js';

export type Challenge = Omit<Selectable<AccountChallengeTable>, 'usedAt'>;

/** What the merchant says of an account that proved itself, and what the signature says. */
export interface ProvedAccount {
  readonly name: string | null;
  /** The indexed height. */
  readonly fromHeight: number;
  readonly curve: KeyCurve;
}

/**
 * Keeps a challenge until it is answered or expires; the merchant's expired ones go. An account of its own may prove itself
 * after it was registered.
 * @throws {ChaintillError} `ACCOUNT_TAKEN`, `ACCOUNT_IS_DEPOSIT_ADDRESS`
 */
export async function insertChallenge(till: TillDatabase, challenge: Challenge, actor: Actor): Promise<void> {
  const { merchantId, account, nonce, expiresAt } = challenge;
  await till.transaction().execute(async (transaction) => {
    await refuseDepositAddress(transaction, account);
    const owner = await findOwner(transaction, account);
    if (owner !== null && owner !== merchantId) throw accountTaken();
    await transaction
      .deleteFrom('accountChallenges')
      .where('merchantId', '=', merchantId)
      .where('expiresAt', '<', sql<Date>`now()`)
      .execute();
    await transaction.insertInto('accountChallenges').values(challenge).execute();
    await writeAudit(transaction, actor, {
      merchantId,
      action: 'account.challenge',
      subjectKind: 'account',
      subjectId: account,
      before: null,
      after: { nonce, expiresAt },
    });
  });
}

/** @throws {ChaintillError} `CHALLENGE_INVALID` for one that is unknown, another merchant's, used or expired. */
export async function findChallenge(
  till: TillDatabase,
  nonce: string,
  merchantId: string,
): Promise<Challenge> {
  const challenge = await till
    .selectFrom('accountChallenges')
    .select(['nonce', 'merchantId', 'account', 'message', 'expiresAt'])
    .where('nonce', '=', nonce)
    .where('merchantId', '=', merchantId)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', sql<Date>`now()`)
    .executeTakeFirst();
  if (!challenge) throw invalidChallenge();
  return challenge;
}

/**
 * Uses up a challenge whose signature was checked, and gives its account to its merchant. One that the merchant has already
 * keeps its period and its name, and is proved from now on.
 * @throws {ChaintillError} `CHALLENGE_INVALID`, `ACCOUNT_TAKEN`, `ACCOUNT_IS_DEPOSIT_ADDRESS`
 */
export async function registerProvedAccount(
  till: TillDatabase,
  { nonce, merchantId }: Challenge,
  { name, fromHeight, curve }: ProvedAccount,
  actor: Actor,
): Promise<AccountRow> {
  return till.transaction().execute(async (transaction) => {
    const used = await transaction
      .updateTable('accountChallenges')
      .set({ usedAt: sql<Date>`now()` })
      .where('nonce', '=', nonce)
      .where('merchantId', '=', merchantId)
      .where('usedAt', 'is', null)
      .where('expiresAt', '>', sql<Date>`now()`)
      .returning('account')
      .executeTakeFirst();
    if (!used) throw invalidChallenge();
    const { account } = used;
    const proof = { provedBy: 'signature', provedCurve: curve } as const;
    const own = await findOwned(transaction, { merchantId, account });
    if (own === null)
      return addAccount(transaction, { merchantId, account, name, fromHeight, ...proof }, actor);
    const { provedBy, provedCurve } = own;
    await writeAudit(transaction, actor, {
      merchantId,
      action: 'account.prove',
      subjectKind: 'account',
      subjectId: account,
      before: { provedBy, provedCurve },
      after: proof,
    });
    return transaction
      .updateTable('accounts')
      .set(proof)
      .where('id', '=', own.id)
      .returningAll()
      .executeTakeFirstOrThrow();
  });
}

function invalidChallenge(): ChaintillError {
  return new ChaintillError(
    'CHALLENGE_INVALID',
    'there is no challenge with this nonce that can still be answered: request another',
  );
}
