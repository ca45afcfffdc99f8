import type { ColumnType, Generated } from 'kysely';
import type { Hex } from '../../domain/hex.js';

export interface ProductTable {
  readonly id: Generated<string>;
  readonly merchantId: string;
  readonly sku: string;
  readonly name: string;
  readonly description: string | null;
  readonly price: ColumnType<string, string | bigint, string | bigint>;
  readonly asset: string | null;
  readonly payee: Hex | null;
  readonly imageUrl: string | null;
  readonly expiresInBlocks: number | null;
  readonly active: Generated<boolean>;
  readonly createdAt: ColumnType<Date, Date | undefined, Date>;
  readonly changedAt: ColumnType<Date, Date | undefined, Date>;
}
