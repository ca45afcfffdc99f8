/** The tables of migrations/0003-deposits.ts as rows. */
import type { ColumnType, Generated } from 'kysely';
import type { AccountHex } from '../../domain/extract/block.js';
import type { DifferenceReason } from '../../domain/deposit-difference.js';

type Amount = ColumnType<string, string | bigint, never>;

export interface DepositRoundTable {
  readonly onlyRow: Generated<boolean>;
  readonly afterCreatedAt: Date | null;
  readonly afterId: string | null;
}

export interface DepositDifferenceTable {
  readonly id: Generated<string>;
  readonly merchantId: string;
  readonly orderId: string;
  readonly address: AccountHex;
  readonly asset: string | null;
  readonly height: number;
  readonly blockHash: string;
  readonly expected: Amount;
  readonly found: Amount;
  readonly amount: Amount;
  readonly reason: DifferenceReason;
  readonly noticedAt: ColumnType<Date, Date | undefined, never>;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: string | null;
  readonly note: string | null;
}
