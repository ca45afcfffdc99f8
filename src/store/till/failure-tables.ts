/** The tables of migrations/0006-failures.ts as rows. */
import type { ColumnType } from 'kysely';
import type { AccountHex } from '../../domain/extract/block.js';
import type { FailureOutcome } from '../../domain/settlement/work.js';

type Amount = ColumnType<string | null, string | bigint | null | undefined, never>;

export interface OrderFailureTable {
  readonly failureId: string;
  readonly blockNumber: number;
  readonly ordinal: number;
  readonly blockHash: string;
  readonly extrinsicIndex: number;
  readonly extrinsicHash: string;
  readonly blockTime: Date | null;
  readonly fromAccount: AccountHex | null;
  readonly toAccount: AccountHex;
  readonly signer: AccountHex | null;
  readonly callPath: string;
  readonly asset: string | null;
  readonly value: Amount;
  readonly reference: string | null;
  readonly how: string;
  readonly outcome: FailureOutcome;
  readonly errorPallet: string | null;
  readonly errorName: string | null;
  readonly errorDocs: string | null;
  readonly fee: Amount;
  readonly merchantId: string;
  readonly orderId: string;
}
