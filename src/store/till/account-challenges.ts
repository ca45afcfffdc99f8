import { sql, type Selectable } from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import { accountTaken, addAccount, isOwned, refuseDepositAddress, type AccountRow } from './accounts.js';
import { writeAudit, type Actor } from './audit-log.js';
import type { TillDatabase } from './database.js';
import type { AccountChallengeTable } from './tables.js';

export type Challenge = Omit<Selectable<AccountChallengeTable>, 'usedAt'>;

/**
 * Keeps a challenge until it is answered or expires; the merchant's expired ones go.
 * @throws {ChaintillError} `ACCOUNT_TAKEN`, `ACCOUNT_IS_DEPOSIT_ADDRESS`
 */
export async function insertChallenge(till: TillDatabase, challenge: Challenge, actor: Actor): Promise<void> {
  const { merchantId, account, nonce, expiresAt } = challenge;
  await till.transaction().execute(async (transaction) => {
    await refuseDepositAddress(transaction, account);
    if (await isOwned(transaction, account)) throw accountTaken();
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
 * Uses up a challenge whose signature was checked, and gives its account to its merchant.
 * @throws {ChaintillError} `CHALLENGE_INVALID`, `ACCOUNT_TAKEN`, `ACCOUNT_IS_DEPOSIT_ADDRESS`
 */
export async function registerProvedAccount(
  till: TillDatabase,
  { nonce, merchantId }: Challenge,
  { name, fromHeight }: { readonly name: string | null; readonly fromHeight: number },
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
    return addAccount(transaction, { merchantId, account, name, provedBy: 'signature', fromHeight }, actor);
  });
}

function invalidChallenge(): ChaintillError {
  return new ChaintillError(
    'CHALLENGE_INVALID',
    'there is no challenge with this nonce that can still be answered: request another',
  );
}
