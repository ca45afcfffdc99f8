/** Whether an account may have deposit addresses: its owner shows, or the operator says, that it can spend from them. */
import { sql } from 'kysely';
import type { DepositScheme } from '../../domain/deposit-address.js';
import type { AccountHex } from '../../domain/extract/block.js';
import type { AccountRow } from './accounts.js';
import { writeAudit, type Actor } from './audit-log.js';
import type { TillDatabase } from './database.js';

/** A merchant's account as it is now. */
export interface OwnedAccount {
  readonly merchantId: string;
  readonly account: AccountHex;
}

/** How deposit addresses are derived from now on, and what shows that the owner can spend from them. */
export interface AllowedDeposits {
  readonly scheme: DepositScheme;
  /** Id of the remark on chain; null where the operator says so, or for `soft`, which the account's signature shows. */
  readonly remark: string | null;
}

/** @returns null where the merchant has no such account now. */
export async function findOwned(
  till: TillDatabase,
  { merchantId, account }: OwnedAccount,
): Promise<AccountRow | null> {
  const row = await till
    .selectFrom('accounts')
    .selectAll()
    .where('account', '=', account)
    .where('merchantId', '=', merchantId)
    .where('toHeight', 'is', null)
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Keeps the text that the account's proof must have. One that was asked for before stays, as somebody may be signing it.
 * @returns null where the merchant has no such account now.
 */
export async function keepProofText(
  till: TillDatabase,
  owned: OwnedAccount,
  text: string,
  actor: Actor,
): Promise<AccountRow | null> {
  return till.transaction().execute(async (transaction) => {
    const row = await findOwned(transaction, owned);
    if (row === null || row.depositProof !== null) return row;
    const changed = await transaction
      .updateTable('accounts')
      .set({ depositProof: text })
      .where('id', '=', row.id)
      .where('depositProof', 'is', null)
      .returningAll()
      .executeTakeFirst();
    // Somebody else asked at the same moment, and that text is the one.
    if (!changed) return findOwned(transaction, owned);
    await writeAudit(transaction, actor, {
      merchantId: owned.merchantId,
      action: 'account.requestDepositProof',
      subjectKind: 'account',
      subjectId: owned.account,
      before: { depositProof: null },
      after: { depositProof: text },
    });
    return changed;
  });
}

/**
 * Lets an account have deposit addresses of that scheme from now on. One that may have them already stays as it is. What was
 * given out before stays, whatever its scheme.
 * @returns null where the merchant has no such account now.
 */
export async function allowDeposits(
  till: TillDatabase,
  owned: OwnedAccount,
  { scheme, remark }: AllowedDeposits,
  actor: Actor,
): Promise<AccountRow | null> {
  return till.transaction().execute(async (transaction) => {
    const known = await findOwned(transaction, owned);
    if (known === null || (known.depositEnabledAt !== null && known.depositScheme === scheme)) return known;
    const changed = await transaction
      .updateTable('accounts')
      .set({ depositEnabledAt: sql<Date>`coalesce(deposit_enabled_at, now())`, depositScheme: scheme })
      .where('id', '=', known.id)
      .where('toHeight', 'is', null)
      .returningAll()
      .executeTakeFirst();
    // Released at the same moment.
    if (!changed) return null;
    await writeAudit(transaction, actor, {
      merchantId: owned.merchantId,
      action: 'account.enableDeposits',
      subjectKind: 'account',
      subjectId: owned.account,
      before: { depositsEnabled: known.depositEnabledAt !== null, scheme: known.depositScheme },
      after: { depositsEnabled: true, scheme, proof: remark },
    });
    return changed;
  });
}
