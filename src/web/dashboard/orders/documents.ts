import type { Amount, PageInfo } from '../gateway/documents.js';

/** Statuses that are stored, and can be looked for. */
export const STATUSES = ['OPEN', 'SETTLED', 'EXPIRED', 'CANCELED', 'INVALID'] as const;
export type StoredStatus = (typeof STATUSES)[number];
export type OrderStatus = StoredStatus | 'PROCESSING';

export const FLAGS = [
  'LATE',
  'MULTIPLE',
  'MANUAL',
  'WRONG_ASSET',
  'BEFORE_WINDOW',
  'OTHER_PAYER',
  'CLOSED_PAID',
  'FAILED_ATTEMPT',
] as const;
export type OrderFlag = (typeof FLAGS)[number];

export type AmountState = 'NONE' | 'UNDER' | 'EXACT' | 'OVER';

/** What a list shows of an order. */
export interface OrderLine {
  readonly id: string;
  readonly orderId: string;
  readonly status: OrderStatus;
  readonly amountState: AmountState;
  readonly flags: readonly OrderFlag[];
  readonly expected: Amount;
  readonly received: Amount;
  readonly detected: Amount;
  readonly description: string | null;
  readonly createdAt: string;
}

const LINE = `id orderId status amountState flags description createdAt
  expected { value formatted } received { value formatted } detected { value formatted }`;

export const ORDERS = `query ($first: Int, $last: Int, $after: Cursor, $before: Cursor, $filter: OrderFilter) {
  orders(first: $first, last: $last, after: $after, before: $before, filter: $filter) {
    nodes { ${LINE} }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

export interface OrdersAnswer {
  readonly orders: { readonly nodes: readonly OrderLine[]; readonly pageInfo: PageInfo };
}

export const ORDER_COUNTS = `query {
  orderCounts { open settled expired canceled invalid total }
}`;

export interface OrderCountsAnswer {
  readonly orderCounts: Readonly<Record<Lowercase<StoredStatus> | 'total', number>>;
}
