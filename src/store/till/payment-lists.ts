import { sql, type Selectable } from 'kysely';
import { ALWAYS, type Columns } from '../lists/condition.js';
import { readPage, type ListRequest, type ListTable, type Page } from '../lists/list.js';
import type { TillDatabase } from './database.js';
import { ofMerchant, OWNED } from './fence.js';
import type { PaymentTable } from './tables.js';

export type PaymentRow = Selectable<PaymentTable>;

export const PAYMENT_COLUMNS = {
  transferId: { kind: 'text', nullable: false },
  blockNumber: { kind: 'integer', nullable: false },
  eventIndex: { kind: 'integer', nullable: false },
  fromAccount: { kind: 'account', nullable: false },
  toAccount: { kind: 'account', nullable: false },
  asset: { kind: 'text', nullable: true },
  value: { kind: 'numeric', nullable: false },
  reference: { kind: 'text', nullable: true },
  use: { kind: 'text', nullable: false },
  reason: { kind: 'text', nullable: true },
} as const satisfies Columns;

export const PAYMENT_POSITION = ['blockNumber', 'eventIndex'] as const;

const PAYMENTS: ListTable = {
  from: sql`till.payments`,
  columns: {
    ...PAYMENT_COLUMNS,
    ...OWNED,
    orderId: { kind: 'uuid', nullable: true },
    inbox: { kind: 'text', nullable: true },
  },
  position: PAYMENT_POSITION,
  lookups: new Set(['transferId', 'fromAccount']),
};

/** What came for one order of a merchant, and what went back for it. @param orderId a UUID */
export function listPayments(
  till: TillDatabase,
  merchantId: string,
  orderId: string,
  request: ListRequest,
): Promise<Page<PaymentRow>> {
  const ofOrder = { kind: 'compare', column: 'orderId', comparator: '=', value: orderId } as const;
  return readPage(till, PAYMENTS, ofMerchant(merchantId, { ...request, where: both(ofOrder, request) }));
}

/** All that came for a merchant and what it paid back, whatever it is used for. */
export function listMerchantPayments(
  till: TillDatabase,
  merchantId: string,
  request: ListRequest,
): Promise<Page<PaymentRow>> {
  return readPage(till, PAYMENTS, ofMerchant(merchantId, request));
}

/** The inbox of a merchant: money that waits for somebody's decision. */
export function listUnmatched(
  till: TillDatabase,
  merchantId: string,
  request: ListRequest,
): Promise<Page<PaymentRow>> {
  const waiting = { kind: 'isNull', column: 'inbox', yes: false } as const;
  return readPage(till, PAYMENTS, ofMerchant(merchantId, { ...request, where: both(waiting, request) }));
}

function both(fixed: ListRequest['where'], { where }: ListRequest): ListRequest['where'] {
  return where === ALWAYS ? fixed : { kind: 'all', of: [fixed, where] };
}
