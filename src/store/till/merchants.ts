import type { Selectable } from 'kysely';
import { writeAudit, type Actor } from './audit-log.js';
import type { TillDatabase } from './database.js';
import type { MerchantTable } from './tables.js';

export type MerchantRow = Selectable<MerchantTable>;

export interface NewMerchant {
  readonly name: string;
  /** Whether paymentStatus answers for its accounts without an order. */
  readonly allowsUnregistered: boolean;
}

export async function createMerchant(
  till: TillDatabase,
  { name, allowsUnregistered }: NewMerchant,
  actor: Actor,
): Promise<MerchantRow> {
  return till.transaction().execute(async (transaction) => {
    const merchant = await transaction
      .insertInto('merchants')
      .values({ name, allowsUnregistered })
      .returningAll()
      .executeTakeFirstOrThrow();
    await writeAudit(transaction, actor, {
      merchantId: merchant.id,
      action: 'merchant.create',
      subjectKind: 'merchant',
      subjectId: merchant.id,
      before: null,
      after: { name, allowsUnregistered },
    });
    return merchant;
  });
}

/**
 * Changes whether paymentStatus answers for a merchant's accounts without an order. One that is so already stays as it is.
 * @param id a UUID
 * @returns null where there is no such merchant.
 */
export async function allowUnregistered(
  till: TillDatabase,
  id: string,
  allowsUnregistered: boolean,
  actor: Actor,
): Promise<MerchantRow | null> {
  return till.transaction().execute(async (transaction) => {
    const changed = await transaction
      .updateTable('merchants')
      .set({ allowsUnregistered })
      .where('id', '=', id)
      .where('allowsUnregistered', '<>', allowsUnregistered)
      .returningAll()
      .executeTakeFirst();
    if (!changed) return findMerchant(transaction, id);
    await writeAudit(transaction, actor, {
      merchantId: id,
      action: 'merchant.allowsUnregistered',
      subjectKind: 'merchant',
      subjectId: id,
      before: { allowsUnregistered: !allowsUnregistered },
      after: { allowsUnregistered },
    });
    return changed;
  });
}

/** @param id a UUID */
export async function findMerchant(till: TillDatabase, id: string): Promise<MerchantRow | null> {
  const row = await till.selectFrom('merchants').selectAll().where('id', '=', id).executeTakeFirst();
  return row ?? null;
}

/**
 * @param after id of the merchant that the page comes after
 * @returns by id, and one more than the limit where more follow.
 */
export async function listMerchants(
  till: TillDatabase,
  limit: number,
  after: string | null,
): Promise<readonly MerchantRow[]> {
  let query = till
    .selectFrom('merchants')
    .selectAll()
    .orderBy('id')
    .limit(limit + 1);
  if (after !== null) query = query.where('id', '>', after);
  return query.execute();
}
