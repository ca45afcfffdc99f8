/** The tables of migrations/0010-local-companies.ts as rows. */
import type { ColumnType, Generated } from 'kysely';
import type { Hex } from '../../domain/hex.js';

type Moment = ColumnType<Date, Date | undefined, Date>;

export type LocalCompanyStatus = 'approved' | 'unregistered';

export interface LocalCompanyTable {
  readonly id: string;
  readonly merchantId: string;
  readonly status: Generated<LocalCompanyStatus>;
  readonly name: string;
  readonly firstBlock: number;
  readonly blockNumber: number;
  readonly version: Generated<number>;
  readonly createdAt: Moment;
}

export interface LocalCompanyVersionTable {
  readonly id: string;
  readonly companyId: string;
  readonly version: number;
  readonly status: LocalCompanyStatus;
  readonly data: Hex | null;
  readonly name: string | null;
  readonly hook: string | null;
  readonly success: string | null;
  readonly failure: string | null;
  readonly fromBlock: number;
  readonly untilBlock: number | null;
  readonly createdAt: Moment;
}

export interface LocalCompanyAddressTable {
  readonly id: Generated<string>;
  readonly companyId: string;
  readonly accountId: Hex;
  readonly provedBy: 'operator' | 'signature';
  readonly fromBlock: number;
  readonly untilBlock: number | null;
}

export interface LocalCompanySumsStateTable {
  readonly companyId: string;
  readonly summedBlock: Generated<number>;
  readonly generation: string | null;
}

/** What an order keeps of the rate that it was priced at; all null where none was recorded. */
export interface OrderRateColumns {
  readonly rateCurrency: string | null;
  readonly rate: string | null;
  readonly rateSource: string | null;
}
