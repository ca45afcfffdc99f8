/** Which refunds of an order its merchant is to sign: those that are open, or one that is planned for a payment. */
import { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import { untilApplied } from '../../gateway/command-outcome.js';
import { completeRefund } from '../../gateway/refund-plan.js';
import { pageOf } from '../../gateway/rest/page.js';
import { PAYMENTS } from '../../gateway/rest/order-reads.js';
import { ALWAYS, type Condition } from '../../store/lists/condition.js';
import type { TillDatabase } from '../../store/till/database.js';
import type { OrderReading } from '../../store/till/order-reading.js';
import { listPayments, type PaymentRow } from '../../store/till/payment-lists.js';
import {
  listRefunds,
  REFUND_COLUMNS,
  REFUND_POSITION,
  type RefundRow,
} from '../../store/till/refund-lists.js';
import { askForRefund, askToCancelRefund, findRefunds } from '../../store/till/refunds.js';
import { OPERATOR } from './actor.js';

/** Null for all of these: what goes without saying. */
export interface RefundWish {
  /** Payments of the order. */
  readonly transferIds: readonly string[] | null;
  /** In the smallest unit, above 0. */
  readonly amount: bigint | null;
  readonly destination: AccountHex | null;
  readonly payer: AccountHex | null;
}

const REFUNDS = { columns: REFUND_COLUMNS, position: REFUND_POSITION, natural: 'oldest' } as const;

/**
 * The refunds of an order that are open now. What was planned before is not planned again.
 * @throws {ChaintillError} `PAYMENT_NOT_FOUND`, `PAYMENT_REQUIRED` where several could be meant, `NOTHING_TO_REFUND`, and as
 * `completeRefund` and `untilApplied`
 */
export async function openRefunds(
  till: TillDatabase,
  order: OrderReading,
  wish: RefundWish,
): Promise<readonly RefundRow[]> {
  const { merchantId } = order;
  const open = await listOpen(till, order);
  const asks = wish.amount !== null || wish.destination !== null || wish.payer !== null;
  if (wish.transferIds === null && open.length > 0 && !asks) return open;
  const refundIds: string[] = [];
  for (const transferId of wish.transferIds ?? [await onlyPayment(till, order)]) {
    await requirePayment(till, order, transferId);
    const earlier = open.find((refund) => refund.transferId === transferId);
    if (earlier && !asks) {
      refundIds.push(earlier.id);
      continue;
    }
    const { amount, destination, payer } = wish;
    const refund = await completeRefund(till, { merchantId, transferId, amount, destination, payer });
    await untilApplied(till, await askForRefund(till, refund, OPERATOR));
    refundIds.push(refund.refundId);
  }
  return inOrder(await findRefunds(till, merchantId, refundIds), refundIds);
}

/**
 * Cancels the order's refunds that are open, or those of some payments.
 * @throws {ChaintillError} `REFUND_NOT_FOUND` where none is, and as `untilApplied`
 */
export async function cancelRefunds(
  till: TillDatabase,
  order: OrderReading,
  transferIds: readonly string[] | null,
): Promise<readonly RefundRow[]> {
  const open = await listOpen(till, order);
  const meant = open.filter(({ transferId }) => transferIds?.includes(transferId) ?? true);
  if (meant.length === 0) throw new ChaintillError('REFUND_NOT_FOUND', 'no refund of this order is open');
  for (const refund of meant) await untilApplied(till, await askToCancelRefund(till, refund, OPERATOR));
  const ids = meant.map(({ id }) => id);
  return inOrder(await findRefunds(till, order.merchantId, ids), ids);
}

function inOrder(rows: readonly RefundRow[], ids: readonly string[]): readonly RefundRow[] {
  return [...rows].sort((a, b) => ids.indexOf(a.id) - ids.indexOf(b.id));
}

async function listOpen(till: TillDatabase, { id, merchantId }: OrderReading): Promise<readonly RefundRow[]> {
  const { rows } = await listRefunds(till, merchantId, id, pageOf(REFUNDS, ALWAYS, 'desc'));
  return rows.filter(({ status }) => status === 'open').reverse();
}

/** What was paid for the order and could go back. */
const REFUNDABLE: Condition = {
  kind: 'any',
  of: (['counted', 'held'] as const).map((value) => ({
    kind: 'compare',
    column: 'use',
    comparator: '=',
    value,
  })),
};

async function onlyPayment(till: TillDatabase, { id, merchantId }: OrderReading): Promise<string> {
  const { rows, hasNext } = await listPayments(till, merchantId, id, pageOf(PAYMENTS, REFUNDABLE, 'asc'));
  const [first, ...more] = rows;
  if (!first)
    throw new ChaintillError('NOTHING_TO_REFUND', 'nothing that was paid for this order could go back');
  if (more.length === 0 && !hasNext) return first.transferId;
  throw new ChaintillError(
    'PAYMENT_REQUIRED',
    `several payments came for this order: name those that go back with --payment (${namesOf(rows)})`,
  );
}

const MOST_NAMED = 10;

function namesOf(rows: readonly PaymentRow[]): string {
  const names = rows.slice(0, MOST_NAMED).map(({ transferId }) => transferId);
  return [...names, ...(rows.length > MOST_NAMED ? ['…'] : [])].join(', ');
}

/** Of this order: another's, named by a slip, would go back from the same merchant. */
async function requirePayment(
  till: TillDatabase,
  { id, merchantId }: OrderReading,
  transferId: string,
): Promise<void> {
  const named: Condition = { kind: 'compare', column: 'transferId', comparator: '=', value: transferId };
  const request = pageOf(PAYMENTS, { kind: 'all', of: [named, REFUNDABLE] }, 'asc');
  if (/^\d{1,10}-\d{1,10}$/.test(transferId)) {
    const { rows } = await listPayments(till, merchantId, id, request);
    if (rows.length > 0) return;
  }
  throw new ChaintillError(
    'PAYMENT_NOT_FOUND',
    'no money of this order that could go back has that id: see chaintill orders show',
  );
}
