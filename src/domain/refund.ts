/** What a refund gives back unless somebody says otherwise, and to whom that may go unasked (SETTLEMENT 19). */
import { badField } from './bad-field.js';
import type { AccountHex } from './extract/block.js';

/** Who sent a payment, as far as the chain tells. */
export interface PaymentOrigin {
  readonly from: AccountHex;
  /** Who signed the extrinsic, where somebody did. */
  readonly signer: AccountHex | null;
  /** The calls around the transfer, outermost first, as `utility.batchAll[0].balances.transferKeepAlive`. */
  readonly callPath: string | null;
}

const PLAIN_TRANSFER =
  /^(?:utility\.(?:batch|batchAll|forceBatch)\[\d+\]\.)*(?:(?:balances|assets)\.transfer(?:AllowDeath|KeepAlive|All)?|llm\.sendLlm)$/;

/**
 * Whether the sender signed for a plain or batched transfer of its own. Money from anybody else (a proxy, a multisig, a
 * pallet, a contract, an exchange's hot path) may not reach who paid when it is sent back.
 */
export function isSentByItself({ from, signer, callPath }: PaymentOrigin): boolean {
  return signer === from && callPath !== null && PLAIN_TRANSFER.test(callPath);
}

/** A payment, in the smallest unit, with what is known of giving it back. */
export interface Refundable {
  readonly value: bigint;
  /** What refunds of it have paid. */
  readonly paidBack: bigint;
  /**
   * Of the last payment that counts for an order which received too much: how much too much, and what refunds of the
   * order's counted payments have paid or are planned to. Null for any other payment.
   */
  readonly overpaid: { readonly excess: bigint; readonly givenBack: bigint } | null;
}

/**
 * The excess of an overpaid order, or else all that is left of the payment. In the smallest unit, above 0.
 * @throws {ChaintillError} `REFUND_TOO_LARGE` where nothing is left; `AMOUNT_REQUIRED` where the excess is given back
 * already, so that asking twice does not give back the price as well.
 */
export function defaultRefundAmount({ value, paidBack, overpaid }: Refundable): bigint {
  const left = value - paidBack;
  if (left <= 0n) {
    throw badField('amount', 'nothing of this payment is left to give back', { code: 'REFUND_TOO_LARGE' });
  }
  if (overpaid === null) return left;
  const excess = overpaid.excess - overpaid.givenBack;
  if (excess <= 0n) {
    throw badField('amount', 'what was paid too much is given back, or planned to be: say how much more', {
      code: 'AMOUNT_REQUIRED',
    });
  }
  return excess < left ? excess : left;
}
