/** Orders and what belongs to them, for people: lines for a terminal. */
import type { PaymentView, RefundView } from '../../gateway/payment-view.js';
import { amountText } from './amounts.js';
import type { OrderRecord, PlainOrder } from './order-record.js';
import { tableLine, terminalText } from './terminal-text.js';

const WIDEST_STATUS = 10;
const USUAL_AMOUNT = 18;

/** One line of a list: when, what state, what is expected and what came, our id, the merchant's own. */
export function orderLine(order: PlainOrder): string {
  const { createdAt, status, asset, expected, received, id, orderId } = order;
  return tableLine(
    createdAt,
    status.padEnd(WIDEST_STATUS),
    amountText(expected, asset).padStart(USUAL_AMOUNT),
    amountText(received, asset).padStart(USUAL_AMOUNT),
    id,
    orderId,
  );
}

export const ORDER_HEADING = tableLine(
  'Registered'.padEnd(24),
  'Status'.padEnd(WIDEST_STATUS),
  'Expected'.padStart(USUAL_AMOUNT),
  'Received'.padStart(USUAL_AMOUNT),
  'Id'.padEnd(36),
  'Order',
);

export function paymentLine(payment: PaymentView): string {
  const { id, use, reason, inbox, asset, fromId, blockNumber, timestamp, reference } = payment;
  return tableLine(
    id.padEnd(12),
    [use, ...(inbox === null ? [] : [`inbox: ${inbox}`]), ...(reason === null ? [] : [reason])].join(', '),
    amountText(payment, asset),
    `from ${fromId}`,
    `block ${blockNumber}`,
    timestamp ?? 'at no known time',
    ...(reference === null ? [] : [`for ${reference}`]),
  );
}

export function refundLine(refund: RefundView): string {
  const { id, status, asset, amount, paid, destination, paymentId } = refund;
  const sums = `${amountText(amount, asset)}, of which ${amountText(paid, asset)} is paid`;
  return tableLine(id, status, sums, `to ${destination}`, `for payment ${paymentId}`);
}

/** An order with all that is stored of it. */
export function orderLines(order: OrderRecord): readonly string[] {
  const { asset, minimum, held, refunded, flags, window, late, payer, reference, company, cut } = order;
  const amount = (view: PlainOrder['expected']): string => amountText(view, asset);
  return [
    terminalText(`Order ${order.orderId} (${order.id}) of merchant ${order.merchantId}`),
    ...fields({
      Registered: `${order.createdAt}, at block ${order.registeredHeight}`,
      Status: [order.status, ...(flags.length === 0 ? [] : [flags.join(' ')])].join(', '),
      Expected: `${amount(order.expected)}, at least ${amount(minimum)}`,
      Received: `${amount(order.received)} (${order.amountState}), held ${amount(held)}, refunded ${amount(refunded)} (${order.refundState})`,
      Payee: `${order.payee} (${order.mode})`,
      Account: order.account,
      Payer: payer ?? 'anybody',
      Reference: reference ?? 'none',
      Window: `blocks ${window.from} to ${window.to}, late money: ${late.policy === 'HOLD' ? 'held' : `taken for ${late.blocks} blocks`}`,
      Settled: order.settledHeight === null ? 'no' : `at block ${order.settledHeight}`,
      ...(company && { Company: company.id }),
      ...(order.setAside && { 'Set aside': 'settling it failed: see the log of settlement' }),
    }),
    ...section('Payments', order.payments.map(paymentLine)),
    ...section('Attempts that failed', order.failedPayments.map(failureLine)),
    ...section('Refunds', order.refunds.map(refundLine)),
    ...section('Timeline', order.timeline.map(eventLine)),
    ...section('Deliveries', order.deliveries.map(deliveryLine)),
    ...(cut.length === 0 ? [] : ['', `Only the oldest are shown of: ${cut.join(', ')}`]),
  ];
}

function fields(named: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(named).map(([name, text]) => `  ${`${name}:`.padEnd(12)}${terminalText(text)}`);
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function failureLine(failure: OrderRecord['failedPayments'][number]): string {
  const { id, outcome, error, value, formatted, asset, payer, blockNumber } = failure;
  return tableLine(
    id.padEnd(12),
    outcome,
    [error.pallet, error.name].filter((part) => part !== null).join('.'),
    ...(value === null ? [] : [amountText({ value, formatted }, asset)]),
    `from ${payer ?? 'an account that is not told'}`,
    `block ${blockNumber}`,
  );
}

function eventLine({ sequence, createdAt, type, height, hint }: OrderRecord['timeline'][number]): string {
  const where = height === null ? [] : [`block ${height}`];
  return tableLine(
    String(sequence ?? '-').padStart(3),
    createdAt,
    type,
    ...where,
    ...(hint ? ['not final yet'] : []),
  );
}

function deliveryLine(delivery: OrderRecord['deliveries'][number]): string {
  const { id, status, type, attemptCount, nextAttemptAt, url } = delivery;
  const next = nextAttemptAt === null ? [] : [`next at ${nextAttemptAt}`];
  return tableLine(id, status, type, `attempts: ${attemptCount}`, ...next, `to ${url}`);
}
