/** Rows of till.order_failures as a test wants them, as if the settler had written them. */
import type { Insertable } from 'kysely';
import { parseAccount } from '../../src/domain/account.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import type { OrderFailureTable } from '../../src/store/till/failure-tables.js';
import { ALICE, BOB } from './accounts.js';
import type { StoredOrder } from './till-rows.js';

/** Inserts failed attempts to pay an order, and flags it. */
export async function insertOrderFailures(
  till: TillDatabase,
  { id: orderId, merchantId }: StoredOrder,
  given: readonly Partial<Insertable<OrderFailureTable>>[],
): Promise<void> {
  const rows = given.map((failure, i): Insertable<OrderFailureTable> => {
    const { blockNumber = 300, ordinal = i } = failure;
    return {
      failureId: `${blockNumber}-${ordinal}`,
      blockNumber,
      ordinal,
      blockHash: `0x${blockNumber.toString(16).padStart(64, '0')}`,
      extrinsicIndex: 2,
      extrinsicHash: `0x${'fa'.repeat(32)}`,
      blockTime: null,
      fromAccount: parseAccount(BOB),
      toAccount: parseAccount(ALICE),
      signer: parseAccount(BOB),
      callPath: 'utility.batchAll[0].balances.transferKeepAlive',
      asset: null,
      value: '5000000000000',
      reference: null,
      how: 'extrinsic',
      outcome: 'reverted',
      errorPallet: 'Balances',
      errorName: 'InsufficientBalance',
      errorDocs: 'Balance too low to send value.',
      fee: '12500000000',
      merchantId,
      orderId,
      ...failure,
    };
  });
  await till.insertInto('orderFailures').values(rows).execute();
  await till
    .updateTable('orders')
    .set({ failedAttempts: rows.length, flags: ['failedAttempt'] })
    .where('id', '=', orderId)
    .execute();
}
