import { sql, type Selectable } from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import { writeAudit, type Actor } from './audit-log.js';
import type { TillDatabase, TillTransaction } from './database.js';
import { releaseFromCompany } from './local-company-releases.js';
import type { AccountTable } from './tables.js';

export type AccountRow = Selectable<AccountTable>;

export interface NewAccount {
  readonly merchantId: string;
  readonly account: AccountHex;
  /** What the merchant calls it. */
  readonly name: string | null;
  readonly provedBy: AccountRow['provedBy'];
  /** Of the key that proved it; null where none did. */
  readonly provedCurve: AccountRow['provedCurve'];
  /** The indexed height: the first block whose transfers to it are the merchant's. */
  readonly fromHeight: number;
}

/** A constraint that an account's period overlaps another's breaks, or the one that it has one owner now. */
const OVERLAPS = new Set(['23P01', '23505']);
/** More than these, newest first, are not listed. */
const MOST_LISTED = 1_000;

/**
 * Gives an account to a merchant, and tells the settler.
 * @throws {ChaintillError} `ACCOUNT_TAKEN` whoever has it, `ACCOUNT_IS_DEPOSIT_ADDRESS`
 */
export async function registerAccount(
  till: TillDatabase,
  given: NewAccount,
  actor: Actor,
): Promise<AccountRow> {
  return till.transaction().execute((transaction) => addAccount(transaction, given, actor));
}

/** `registerAccount` within a transaction, which has failed when this throws. */
export async function addAccount(
  transaction: TillTransaction,
  given: NewAccount,
  actor: Actor,
): Promise<AccountRow> {
  const { merchantId, account, name, provedBy, provedCurve } = given;
  await refuseDepositAddress(transaction, account);
  const fromHeight = await heightNow(transaction, given.fromHeight);
  const row = await transaction
    .insertInto('accounts')
    .values({ merchantId, account, name, provedBy, provedCurve, fromHeight })
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch((failure: unknown) => {
      throw OVERLAPS.has(String((Object(failure) as { code?: unknown }).code)) ? accountTaken() : failure;
    });
  await transaction
    .insertInto('commands')
    .values({
      kind: 'account',
      merchantId,
      payload: JSON.stringify({ accountId: row.id }),
      actor: actor.id,
    })
    .execute();
  await writeAudit(transaction, actor, {
    merchantId,
    action: 'account.register',
    subjectKind: 'account',
    subjectId: account,
    before: null,
    after: { account, name, provedBy, provedCurve, fromHeight },
  });
  return row;
}

/** @returns the id of the merchant that has the account now; null where nobody does. */
export async function findOwner(till: TillDatabase, account: AccountHex): Promise<string | null> {
  const owned = await till
    .selectFrom('accounts')
    .select('merchantId')
    .where('account', '=', account)
    .where('toHeight', 'is', null)
    .executeTakeFirst();
  return owned?.merchantId ?? null;
}

/** @throws {ChaintillError} `ACCOUNT_IS_DEPOSIT_ADDRESS` */
export async function refuseDepositAddress(till: TillDatabase, account: AccountHex): Promise<void> {
  const order = await till
    .selectFrom('orders')
    .select('id')
    .where('payee', '=', account)
    .where('mode', '=', 'address')
    .executeTakeFirst();
  if (!order) return;
  throw new ChaintillError(
    'ACCOUNT_IS_DEPOSIT_ADDRESS',
    'this is the deposit address of an order and cannot receive for others: register another account',
  );
}

/**
 * The account that a merchant owns now, which it keeps until the transaction ends: an order that names it is registered
 * in that transaction. Registrations do not wait for each other.
 */
export async function holdAccount(
  transaction: TillTransaction,
  merchantId: string,
  account: AccountHex,
): Promise<AccountRow | null> {
  const row = await transaction
    .selectFrom('accounts')
    .selectAll()
    .where('account', '=', account)
    .where('merchantId', '=', merchantId)
    .where('toHeight', 'is', null)
    .forKeyShare()
    .executeTakeFirst();
  return row ?? null;
}

/**
 * Ends a merchant's ownership of an account: from the indexed height on, what comes there is nobody's.
 * @returns null where the merchant has no such account now.
 * @throws {ChaintillError} `ACCOUNT_IN_USE` while an order on it is open, or expired and still takes late money.
 */
export async function releaseAccount(
  till: TillDatabase,
  given: { readonly merchantId: string; readonly account: AccountHex; readonly indexedHeight: number },
  actor: Actor,
): Promise<AccountRow | null> {
  const { merchantId, account, indexedHeight } = given;
  return till.transaction().execute(async (transaction) => {
    // Waits for registrations that hold the account (holdAccount): no order begins on it while it is released.
    const row = await transaction
      .selectFrom('accounts')
      .selectAll()
      .where('account', '=', account)
      .where('merchantId', '=', merchantId)
      .where('toHeight', 'is', null)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return null;
    const height = await heightNow(transaction, indexedHeight);
    await refuseWhileInUse(transaction, account, height);
    const toHeight = Math.max(height, row.fromHeight);
    const released = await transaction
      .updateTable('accounts')
      .set({ toHeight })
      .where('id', '=', row.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await writeAudit(transaction, actor, {
      merchantId,
      action: 'account.release',
      subjectKind: 'account',
      subjectId: account,
      before: { toHeight: null },
      after: { toHeight },
    });
    await releaseFromCompany(transaction, { merchantId, account, height: toHeight }, actor);
    return released;
  });
}

async function refuseWhileInUse(till: TillDatabase, account: AccountHex, height: number): Promise<void> {
  const order = await till
    .selectFrom('orders')
    .select('id')
    .where('owner', '=', account)
    .where((where) =>
      where.or([
        where('status', '=', 'open'),
        where.and([
          where('status', '=', 'expired'),
          where('latePolicy', '=', 'accept'),
          where(sql<number>`expiry_height + late_blocks`, '>=', height),
        ]),
      ]),
    )
    .limit(1)
    .executeTakeFirst();
  if (!order) return;
  throw new ChaintillError(
    'ACCOUNT_IN_USE',
    'an order on this account is open or still takes late money: cancel it, or wait until it is over',
  );
}

/** While the index is rebuilt it is behind what was settled, and periods must not begin before others have ended. */
async function heightNow(till: TillDatabase, indexedHeight: number): Promise<number> {
  const instance = await till.selectFrom('instance').select('settledHeight').executeTakeFirst();
  return Math.max(indexedHeight, instance?.settledHeight ?? 0);
}

/** @param released whether accounts that are no longer the merchant's are wanted too. @returns newest first, at most 1,000 */
export async function listAccounts(
  till: TillDatabase,
  merchantId: string,
  released: boolean,
): Promise<readonly AccountRow[]> {
  let query = till
    .selectFrom('accounts')
    .selectAll()
    .where('merchantId', '=', merchantId)
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .limit(MOST_LISTED);
  if (!released) query = query.where('toHeight', 'is', null);
  return query.execute();
}

/** What is said of an account that has an owner, whoever that is. */
export function accountTaken(): ChaintillError {
  return new ChaintillError(
    'ACCOUNT_TAKEN',
    'this account has an owner already: it must be released before anybody can register it',
  );
}
