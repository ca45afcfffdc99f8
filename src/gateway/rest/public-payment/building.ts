import { composePayment } from '../../../chain/payment/call.js';
import { chooseEra } from '../../../chain/payment/era.js';
import { readFunds } from '../../../chain/payment/funds.js';
import { judgePayment } from '../../../chain/payment/judgement.js';
import { blockHashAt, type LatestView } from '../../../chain/payment/latest.js';
import { signingPayload, type SigningPayload } from '../../../chain/payment/signing-payload.js';
import { estimateFee } from '../../../chain/unsigned/fee.js';
import { assetToken, nativeToken } from '../../../chain/unsigned/token.js';
import { formatAccount } from '../../../domain/account.js';
import { ChaintillError } from '../../../domain/errors.js';
import type { AccountHex } from '../../../domain/extract/block.js';
import type { AmountView } from '../../order-view.js';
import type { Due } from './due.js';
import { amountWriter, assetOf, paymentOf, type PaymentSurroundings } from './order-payment.js';

/** A payment for a wallet to sign. */
export interface BuiltPayment {
  /** For `signPayload`. */
  readonly payload: SigningPayload;
  /** What the order gets. */
  readonly amount: AmountView;
  /** In the chain's own token. */
  readonly fee: AmountView;
  /** What leaves the account in the order's token: with the fee, where that is paid in the same. */
  readonly total: AmountView;
  /** What the account can send of the order's token and stay open. */
  readonly balance: AmountView;
  /** The last block that can include it; never after the order's expiry. */
  readonly eraEndsAtBlock: number;
}

/**
 * @throws {ChaintillError} `ORDER_NOT_OPEN`, `ORDER_EXPIRED`, `ORDER_EXPIRES_NOW`, `BALANCE_TOO_LOW`,
 * `BELOW_EXISTENTIAL_DEPOSIT`, `ASSET_UNAVAILABLE`, `RUNTIME_LACKS_CALL`, and those of `Rpc.request`
 */
export async function buildPayment(
  view: LatestView,
  due: Due,
  payer: AccountHex,
  surroundings: PaymentSurroundings,
): Promise<BuiltPayment> {
  const { rpc, metadata, keptHashes } = view;
  const { native, ss58Prefix } = surroundings.network;
  const amount = due.amount(view.best);
  const era = chooseEra(view, due.lastBlock(view.best), keptHashes);
  if (era === null) {
    throw new ChaintillError(
      'ORDER_EXPIRES_NOW',
      'too few blocks are left to pay this order in time: ask the shop for a new one',
    );
  }
  const payment = paymentOf(view, due, amount);
  const rules = await assetOf(view, due);
  const [funds, fee, nonce, birthHash] = await Promise.all([
    readFunds(view, [payer, due.payee], rules),
    estimateFee(view, composePayment(metadata, payment), payer),
    rpc.request<number>('system_accountNextIndex', [formatAccount(payer, ss58Prefix)]),
    blockHashAt(view, era.birth),
  ]);
  const [payerFunds, payeeFunds] = funds;
  if (!payerFunds || !payeeFunds || birthHash === null) throw new Error('the node answers too little');
  judgePayment({
    amount,
    fee,
    payer: payerFunds,
    payee: payeeFunds,
    native: nativeToken(native),
    existentialDeposit: metadata.existentialDeposit,
    asset: rules && { token: assetToken(rules), rules },
  });
  const [inNative, inAsset] = [amountWriter(surroundings, null), amountWriter(surroundings, rules)];
  return {
    payload: signingPayload(metadata, payment, { payer, nonce, era, birthHash, ss58Prefix }),
    amount: inAsset(amount),
    fee: inNative(fee),
    total: inAsset(rules === null ? amount + fee : amount),
    balance: inAsset((payerFunds.asset ?? payerFunds.native).transferable),
    eraEndsAtBlock: era.last,
  };
}
