/** Orders that strangers make with a publishable key: how many of them may wait to be paid. */
import { sql } from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import type { TillTransaction } from './database.js';

/** With which publishable key something is ordered, and how many unpaid orders it may have. */
export interface FrontOrder {
  readonly keyId: string;
  readonly limits: FrontLimits;
}

export interface FrontLimits {
  /** Open orders of one key that nothing was paid for. */
  readonly unpaidPerKey: number;
  /** Of those, the ones that one account is to pay. */
  readonly unpaidPerPayer: number;
}

/**
 * Makes sure that the key still works and that there is room for one more order. Orders of one key wait for each other until
 * the end of the transaction, so that what is counted stays so.
 * @throws {ChaintillError} `UNAUTHENTICATED`, `TOO_MANY_UNPAID`
 */
export async function takeFrontPlace(
  transaction: TillTransaction,
  { keyId, limits }: FrontOrder,
  payer: AccountHex | null,
): Promise<void> {
  const key = await transaction
    .selectFrom('apiKeys')
    .select('id')
    .where('id', '=', keyId)
    .where('revokedAt', 'is', null)
    .where((where) => where.or([where('expiresAt', 'is', null), where('expiresAt', '>', sql<Date>`now()`)]))
    .forNoKeyUpdate()
    .executeTakeFirst();
  if (!key) throw new ChaintillError('UNAUTHENTICATED', 'this key does not work any more: ask the shop');
  const counted = await transaction
    .selectFrom('orders')
    .select(({ fn }) => [
      fn.countAll<string>().as('all'),
      fn.countAll<string>().filterWhere('payer', '=', payer).as('ofPayer'),
    ])
    .where('frontKey', '=', keyId)
    .where('status', '=', 'open')
    .where('paymentCount', '=', 0)
    .executeTakeFirstOrThrow();
  if (Number(counted.ofPayer) >= limits.unpaidPerPayer) {
    throw new ChaintillError(
      'TOO_MANY_UNPAID',
      `this account has ${limits.unpaidPerPayer} orders here that wait to be paid: pay one, or let one expire`,
    );
  }
  if (Number(counted.all) >= limits.unpaidPerKey) {
    throw new ChaintillError(
      'TOO_MANY_UNPAID',
      'too many orders of this shop wait to be paid: try again in some minutes',
    );
  }
}
