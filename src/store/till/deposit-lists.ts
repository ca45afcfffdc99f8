import { sql } from 'kysely';
import type { DepositScheme } from '../../domain/deposit-address.js';
import type { AccountHex } from '../../domain/extract/block.js';
import type { Columns, Condition } from '../lists/condition.js';
import { readPage, type ListTable, type Page } from '../lists/list.js';
import type { Key } from '../lists/order.js';
import type { TillDatabase } from './database.js';
import { OWNED } from './fence.js';

/** A deposit address that was given out. */
export interface DepositRow {
  /** Of its order. */
  readonly id: string;
  readonly createdAt: Date;
  /** The merchant's own id of its order. */
  readonly orderId: string;
  /** The address. */
  readonly payee: AccountHex;
  readonly depositScheme: DepositScheme;
  /** Indices below the owner's account. */
  readonly depositPath: readonly number[];
  /** What its order is paid in: an id in pallet assets, null for the chain's own token. */
  readonly asset: string | null;
}

export const DEPOSIT_COLUMNS = {
  id: { kind: 'uuid', nullable: false },
  createdAt: { kind: 'timestamptz', nullable: false },
} as const satisfies Columns;

/** Oldest first. */
export const DEPOSIT_ORDER = [
  { column: 'createdAt', direction: 'asc' },
  { column: 'id', direction: 'asc' },
] as const;

const DEPOSITS: ListTable = {
  from: sql`till.orders`,
  columns: {
    ...DEPOSIT_COLUMNS,
    ...OWNED,
    owner: { kind: 'account', nullable: false },
    mode: { kind: 'text', nullable: false },
  },
  position: ['createdAt', 'id'],
  lookups: new Set(),
};

export interface DepositQuery {
  readonly owner: AccountHex;
  /** Whose orders; null for those of everybody who owned the account. */
  readonly merchantId: string | null;
  readonly limit: number;
  /** The place that the page comes after. */
  readonly after: Key | null;
}

/** Deposit addresses below an account, oldest first. */
export function listDeposits(
  till: TillDatabase,
  { owner, merchantId, limit, after }: DepositQuery,
): Promise<Page<DepositRow>> {
  const is = (column: string, value: string): Condition => ({
    kind: 'compare',
    column,
    comparator: '=',
    value,
  });
  const where: Condition = {
    kind: 'all',
    of: [
      is('owner', owner),
      is('mode', 'address'),
      ...(merchantId === null ? [] : [is('merchantId', merchantId)]),
    ],
  };
  return readPage(till, DEPOSITS, {
    where,
    order: DEPOSIT_ORDER,
    after,
    before: null,
    limit,
    offset: 0,
    fromEnd: false,
    count: false,
    bothEnds: false,
  });
}

/** Ids of the assets that were paid to the deposit addresses of some orders, whatever they were to be paid in. */
export async function assetsPaidTo(
  till: TillDatabase,
  orderIds: readonly string[],
): Promise<readonly string[]> {
  const rows = await till
    .selectFrom('payments')
    .select('asset')
    .distinct()
    .where('orderId', '=', sql<string>`any(${[...orderIds]}::uuid[])`)
    .where('asset', 'is not', null)
    .execute();
  return rows.flatMap(({ asset }) => asset ?? []);
}
