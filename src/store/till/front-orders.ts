/** Orders that strangers make with a publishable key: how many of them may wait to be paid. */
import { sql } from 'kysely';
import { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import type { TillTransaction } from './database.js';

/** With which publishable key something is ordered, and how many unpaid orders it may have. */
export interface FrontOrder {
  readonly keyId: string;
  readonly limits: FrontLimits;
  readonly before: OrdersBefore;
}

/** Orders of the same key that came from the same address before. */
export interface OrdersBefore {
  /** Public tokens of those that were made, paid or not. */
  readonly tokens: readonly string[];
  /** How many are being made at this moment; and of those, for the same account. */
  readonly underway: number;
  readonly underwayOfPayer: number;
}

export interface FrontLimits {
  /** Open orders of one key that nothing was paid for. */
  readonly unpaidPerKey: number;
  /** Of those, the ones that one account is to pay. */
  readonly unpaidPerPayer: number;
  /** Of one key, the ones that came from one address. */
  readonly unpaidPerAddress: number;
  /** Of one account, the ones that came from one address: fewer, so that a stranger leaves the account's owner some. */
  readonly unpaidPerPayerAtAddress: number;
}

/**
 * Makes sure that the key still works and that there is room for one more order. Orders of one key wait for each other until
 * the end of the transaction, so that what is counted stays so.
 * @throws {ChaintillError} `UNAUTHENTICATED`, `TOO_MANY_UNPAID`
 */
export async function takeFrontPlace(
  transaction: TillTransaction,
  { keyId, limits, before }: FrontOrder,
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
  const sameAddress = sql<boolean>`public_token = any(${before.tokens}::text[])`;
  const counted = await transaction
    .selectFrom('orders')
    .select(({ fn }) => [
      fn.countAll<string>().as('all'),
      fn.countAll<string>().filterWhere('payer', '=', payer).as('ofPayer'),
      fn.countAll<string>().filterWhere(sameAddress).as('ofAddress'),
      fn.countAll<string>().filterWhere('payer', '=', payer).filterWhere(sameAddress).as('ofBoth'),
    ])
    .where('frontKey', '=', keyId)
    .where('status', '=', 'open')
    .where('paymentCount', '=', 0)
    .executeTakeFirstOrThrow();
  const { unpaidPerPayer, unpaidPerPayerAtAddress } = limits;
  if (Number(counted.ofBoth) + before.underwayOfPayer >= unpaidPerPayerAtAddress) {
    throw new ChaintillError(
      'TOO_MANY_UNPAID',
      `this account has ${unpaidPerPayerAtAddress} orders from your address that wait to be paid: pay one, or let one expire`,
    );
  }
  if (Number(counted.ofPayer) >= unpaidPerPayer) {
    throw new ChaintillError(
      'TOO_MANY_UNPAID',
      `this account has ${unpaidPerPayer} orders here that wait to be paid: pay one, or let one expire`,
    );
  }
  if (Number(counted.ofAddress) + before.underway >= limits.unpaidPerAddress) {
    throw new ChaintillError(
      'TOO_MANY_UNPAID',
      'too many orders from your address wait to be paid: pay one, or try again in some minutes',
    );
  }
  if (Number(counted.all) >= limits.unpaidPerKey) {
    throw new ChaintillError(
      'TOO_MANY_UNPAID',
      'too many orders of this shop wait to be paid: try again in some minutes',
    );
  }
}
