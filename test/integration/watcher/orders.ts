/** Orders as rows, as the settler leaves them once it has taken them up. */
import { randomBytes } from 'node:crypto';
import type { Insertable } from 'kysely';
import type { Hex } from '../../../src/domain/hex.js';
import type { TillDatabase } from '../../../src/store/till/database.js';
import type { OrderTable } from '../../../src/store/till/tables.js';

type GivenOrder = Partial<Insertable<OrderTable>> & { readonly merchantId: string; readonly payee: Hex };

/** An open order for money with a reference; for a deposit address where `mode` says so. @returns its id */
export async function insertOrder(till: TillDatabase, given: GivenOrder): Promise<string> {
  const mode = given.mode ?? 'reference';
  const name = given.orderId ?? given.reference ?? randomBytes(4).toString('hex');
  const row: Insertable<OrderTable> = {
    orderId: name,
    mode,
    owner: given.payee,
    reference: mode === 'reference' ? name : null,
    asset: null,
    amount: '1000',
    minimum: '1000',
    windowFrom: 0,
    expiryHeight: 10_000,
    latePolicy: 'hold',
    termsDigest: Buffer.alloc(32),
    registeredHeight: 0,
    publicToken: randomBytes(16).toString('hex'),
    appliedHeight: 0,
    ...given,
  };
  const { id } = await till.insertInto('orders').values(row).returning('id').executeTakeFirstOrThrow();
  return id;
}
