import { randomBytes } from 'node:crypto';
import type { DepositScheme } from '../../domain/deposit-address.js';
import type { AccountHex } from '../../domain/extract/block.js';
import { ownReference } from '../../domain/order/registration.js';
import type { OrderRequest } from '../../domain/order/request.js';
import type { AccountRow } from './accounts.js';
import type { TillTransaction } from './database.js';
import { allocateDeposit } from './deposits.js';

/** By what payments are told to be an order's: account and reference, or an account of its own. */
export interface OrderKey {
  readonly payee: AccountHex;
  readonly reference: string | null;
  readonly depositScheme: DepositScheme | null;
  readonly depositPath: number[] | null;
}

/** Whether the merchant's own orderId is the reference, so that no other can be drawn. */
export function hasOwnReference({ mode, orderId }: OrderRequest): boolean {
  return mode === 'reference' && ownReference(orderId) !== null;
}

/** A key for the order. Another call gives another one, but for an own reference. */
export async function drawKey(
  transaction: TillTransaction,
  { mode, orderId }: OrderRequest,
  account: AccountRow,
  chainSchema: string,
): Promise<OrderKey> {
  if (mode === 'reference') {
    const reference = ownReference(orderId) ?? drawReference();
    return { payee: account.account, reference, depositScheme: null, depositPath: null };
  }
  const { address, path } = await allocateDeposit(transaction, account, chainSchema);
  const { depositScheme } = account;
  return { payee: address, reference: null, depositScheme, depositPath: [...path] };
}

const SMALLEST_DRAWN = 10n ** 15n;
const DRAWN_BELOW = 2n ** 53n;

/**
 * 16 digits: Liberland's own remark can name them, which holds a number of 64 bits, no program rounds them, and merchants
 * that count their orders do not get that far.
 */
export function drawReference(): string {
  const random = randomBytes(8).readBigUInt64LE();
  return (SMALLEST_DRAWN + (random % (DRAWN_BELOW - SMALLEST_DRAWN))).toString();
}
