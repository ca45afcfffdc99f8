import type { AccountHex } from '../../domain/extract/block.js';
import { addAccount, findOwner } from './accounts.js';
import type { NewApiKey } from './api-keys.js';
import { writeAudit, type Actor } from './audit-log.js';
import type { TillDatabase } from './database.js';

export interface DevMerchant {
  /** UUID, the same at every start. */
  readonly id: string;
  readonly name: string;
  readonly keys: readonly Omit<NewApiKey, 'merchantId' | 'allowedOrigins' | 'expiresAt'>[];
  /** Registered to it from block 0 on, unless it has an owner. */
  readonly payee: AccountHex;
}

/** Makes the merchant that a dev chain begins with; what is there already stays. Instances may start together. */
export async function seedDevMerchant(till: TillDatabase, given: DevMerchant, actor: Actor): Promise<void> {
  const { id, name, keys, payee } = given;
  await till.transaction().execute(async (transaction) => {
    const made = await transaction
      .insertInto('merchants')
      .values({ id, name, allowsUnregistered: true })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!made) return;
    await transaction
      .insertInto('apiKeys')
      .values(keys.map((key) => ({ ...key, scopes: [...key.scopes], merchantId: id })))
      .execute();
    await writeAudit(transaction, actor, {
      merchantId: id,
      action: 'merchant.create',
      subjectKind: 'merchant',
      subjectId: id,
      before: null,
      after: { name, allowsUnregistered: true, keys: keys.map((key) => key.id) },
    });
    if ((await findOwner(transaction, payee)) !== null) return;
    await addAccount(
      transaction,
      { merchantId: id, account: payee, name: 'Bob', provedBy: 'operator', provedCurve: null, fromHeight: 0 },
      actor,
    );
  });
}
