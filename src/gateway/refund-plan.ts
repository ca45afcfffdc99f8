/** What a merchant asks for when it gives a payment back, with what it left out filled in, or why that cannot be. */
import { randomBytes, randomUUID } from 'node:crypto';
import { badField } from '../domain/bad-field.js';
import type { AccountHex } from '../domain/extract/block.js';
import { defaultRefundAmount, isSentByItself } from '../domain/refund.js';
import { refundReference } from '../domain/refund-reference.js';
import type { TillDatabase } from '../store/till/database.js';
import { findOwned } from '../store/till/deposit-proofs.js';
import { findRefundable, isOwn, type NewRefund, type RefundablePayment } from '../store/till/refunds.js';

export interface RefundRequest {
  readonly merchantId: string;
  readonly transferId: string;
  /** In the smallest unit, above 0. Null for all of these: what goes without saying. */
  readonly amount: bigint | null;
  readonly destination: AccountHex | null;
  readonly payer: AccountHex | null;
}

/**
 * @throws {ChaintillError} with the field: `PAYMENT_NOT_FOUND`, `PAYER_NOT_REGISTERED`, `DESTINATION_REQUIRED`,
 * `DESTINATION_IS_OWN`, `INVALID_ADDRESS`, and those of `defaultRefundAmount`
 */
export async function completeRefund(till: TillDatabase, request: RefundRequest): Promise<NewRefund> {
  const { merchantId, transferId, amount, destination, payer } = request;
  const payment = await findRefundable(till, merchantId, transferId);
  if (!payment) {
    throw badField(
      'transferId',
      'no money that this merchant could give back has that id: see its payments',
      {
        code: 'PAYMENT_NOT_FOUND',
      },
    );
  }
  return {
    merchantId,
    refundId: randomUUID(),
    transferId: payment.transferId,
    payer: await payerOf(till, merchantId, payer ?? payment.receiver),
    destination: await destinationOf(till, merchantId, payment, destination),
    amount: amount ?? defaultAmount(payment),
    reference: refundReference(randomBytes(16)),
  };
}

/** One of the merchant's accounts: from any other, the settler would not know the refund again. */
async function payerOf(till: TillDatabase, merchantId: string, account: AccountHex): Promise<AccountHex> {
  if (await findOwned(till, { merchantId, account })) return account;
  throw badField('from', "name an account that is the merchant's now: the refund must come from one", {
    code: 'PAYER_NOT_REGISTERED',
  });
}

async function destinationOf(
  till: TillDatabase,
  merchantId: string,
  { fromAccount, signer, callPath }: RefundablePayment,
  given: AccountHex | null,
): Promise<AccountHex> {
  if (given === null && !isSentByItself({ from: fromAccount, signer, callPath })) {
    throw badField(
      'destination',
      'somebody else signed for the sender, or it is no plain transfer: ask the payer where to send it, and name that account',
      { code: 'DESTINATION_REQUIRED' },
    );
  }
  const destination = given ?? fromAccount;
  if (destination.length !== fromAccount.length) {
    throw badField('destination', 'accounts of this chain have another length', { code: 'INVALID_ADDRESS' });
  }
  if (await isOwn(till, merchantId, destination)) {
    throw badField('destination', "this is the merchant's own: name an account of the payer", {
      code: 'DESTINATION_IS_OWN',
    });
  }
  return destination;
}

function defaultAmount(payment: RefundablePayment): bigint {
  const { value, paidBack, isLastCounted, excess, givenBack } = payment;
  const over = isLastCounted && excess !== null && BigInt(excess) > 0n;
  return defaultRefundAmount({
    value: BigInt(value),
    paidBack: BigInt(paidBack),
    overpaid: over ? { excess: BigInt(excess), givenBack: BigInt(givenBack) } : null,
  });
}
