import { randomInt } from 'node:crypto';
import { sql } from 'kysely';
import { depositAddress, MAX_INDEX } from '../../domain/deposit-address.js';
import type { AccountHex } from '../../domain/extract/block.js';
import type { AccountRow } from './accounts.js';
import { chainTable, type TillTransaction } from './database.js';

export interface DepositAddress {
  readonly address: AccountHex;
  /** Indices below the account: two of the branch, and the address' own. */
  readonly path: readonly number[];
}

/** Addresses in a row that the chain may know already, before something must be wrong. */
const MOST_SKIPPED = 100;

/**
 * Gives out the account's next deposit address in its scheme, and skips those that the chain knows (SETTLEMENT 17). An
 * index is given once, whatever the scheme; gaps are fine. The caller holds the lock of the account's row. A branch whose indices are used up is left for a
 * new one.
 */
export async function allocateDeposit(
  transaction: TillTransaction,
  account: AccountRow,
  chainSchema: string,
): Promise<DepositAddress> {
  let branch = account.depositBranch ?? newBranch();
  let next = account.depositNext;
  for (let tries = 0; tries < MOST_SKIPPED; tries++) {
    if (next > MAX_INDEX) [branch, next] = [newBranch(), 0];
    const path = [...branch, next];
    next += 1;
    const address = depositAddress(account.depositScheme, account.account, path);
    if (await isKnown(transaction, address, chainSchema)) continue;
    await transaction
      .updateTable('accounts')
      .set({ depositBranch: branch, depositNext: next })
      .where('id', '=', account.id)
      .execute();
    return { address, path };
  }
  throw new Error(`the chain knows ${MOST_SKIPPED} deposit addresses in a row that were never given out`);
}

/** Two levels, as one alone would end after 65,536 branches. */
function newBranch(): number[] {
  return [randomInt(MAX_INDEX + 1), randomInt(MAX_INDEX + 1)];
}

/** Whether the chain saw anything there, or an order has it: after a restore, also what was given out since. */
async function isKnown(
  transaction: TillTransaction,
  address: AccountHex,
  chainSchema: string,
): Promise<boolean> {
  const transfers = chainTable(chainSchema, 'transfers');
  const assetTransfers = chainTable(chainSchema, 'assetTransfers');
  const { rows } = await sql<{ known: boolean }>`
    select exists (select from ${transfers} where to_id = ${address})
        or exists (select from ${transfers} where from_id = ${address})
        or exists (select from ${assetTransfers} where to_id = ${address})
        or exists (select from ${assetTransfers} where from_id = ${address})
        or exists (select from till.orders where payee = ${address})
        or exists (select from till.accounts where account = ${address}) as known`.execute(transaction);
  return rows[0]?.known ?? false;
}
