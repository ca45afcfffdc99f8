import type { FailedAttemptView } from '../failure-view.js';
import type { RateFields } from '../order-rate.js';
import type { PaymentView } from '../payment-view.js';
import type { Column } from './export-columns.js';

/** With what the merchant calls its order, and what it was worth by that order's rate. */
export type ExportedPayment = PaymentView & RateFields & { readonly merchantOrderId: string | null };
export interface ExportedAttempt extends FailedAttemptView {
  readonly orderId: string;
}

/** `value` is in the smallest unit, `formatted` in whole tokens; `orderId` is the merchant's own. */
export const PAYMENT_FILE_COLUMNS: readonly Column<ExportedPayment>[] = [
  ['id', (payment) => payment.id],
  ['timestamp', (payment) => payment.timestamp],
  ['blockNumber', (payment) => payment.blockNumber],
  ['orderId', (payment) => payment.merchantOrderId],
  ['use', (payment) => payment.use],
  ['reason', (payment) => payment.reason],
  ['inbox', (payment) => payment.inbox],
  ['resolved', (payment) => payment.resolved],
  ['from', (payment) => payment.fromId],
  ['to', (payment) => payment.toId],
  ['asset', (payment) => payment.asset],
  ['value', (payment) => payment.value],
  ['formatted', (payment) => payment.formatted],
  ['rateCurrency', (payment) => payment.rateCurrency],
  ['rate', (payment) => payment.rate],
  ['rateValue', (payment) => payment.rateValue],
  ['reference', (payment) => payment.reference],
  ['remark', (payment) => payment.remarkText],
  ['extrinsicHash', (payment) => payment.extrinsicHash],
];

/** As above; `fee` is in the smallest unit of the chain's own token, the same for all payments of one extrinsic. */
export const ATTEMPT_FILE_COLUMNS: readonly Column<ExportedAttempt>[] = [
  ['id', (attempt) => attempt.id],
  ['timestamp', (attempt) => attempt.timestamp],
  ['blockNumber', (attempt) => attempt.blockNumber],
  ['orderId', (attempt) => attempt.orderId],
  ['payer', (attempt) => attempt.payer],
  ['payee', (attempt) => attempt.payee],
  ['signer', (attempt) => attempt.signer],
  ['asset', (attempt) => attempt.asset],
  ['value', (attempt) => attempt.value],
  ['formatted', (attempt) => attempt.formatted],
  ['reference', (attempt) => attempt.reference],
  ['how', (attempt) => attempt.how],
  ['outcome', (attempt) => attempt.outcome],
  ['errorPallet', (attempt) => attempt.error.pallet],
  ['errorName', (attempt) => attempt.error.name],
  ['errorDocumentation', (attempt) => attempt.error.documentation],
  ['fee', (attempt) => attempt.fee?.value ?? null],
  ['extrinsicHash', (attempt) => attempt.extrinsicHash],
];
