/** Whether a payment can go through, by what both accounts have. Pure. */
import { ChaintillError } from '../../domain/errors.js';
import type { AssetRules } from '../asset-rules.js';
import { describeAmount, type Token } from '../unsigned/token.js';
import type { Funds, Holding } from './funds.js';

export interface JudgedPayment {
  /** In the order's token, in its smallest unit. */
  readonly amount: bigint;
  /** In the chain's own token. */
  readonly fee: bigint;
  readonly payer: Funds;
  readonly payee: Funds;
  readonly native: Token;
  /** Least balance of an account in the chain's own token. */
  readonly existentialDeposit: bigint;
  /** What the order is paid in where that is not the chain's own token. */
  readonly asset: { readonly token: Token; readonly rules: AssetRules } | null;
}

/** @throws {ChaintillError} `BELOW_EXISTENTIAL_DEPOSIT`, `BALANCE_TOO_LOW`, `ASSET_UNAVAILABLE` */
export function judgePayment(payment: JudgedPayment): void {
  const { amount, fee, payer, payee, native, existentialDeposit, asset } = payment;
  if (asset === null) {
    refuseClosedPayee(payee.native, amount, existentialDeposit, native);
    refuseShort(payer.native, amount + fee, native, `, of which ${describeAmount(fee, native)} are the fee`);
    return;
  }
  const { token, rules } = asset;
  if (rules.isFrozen)
    throw new ChaintillError('ASSET_UNAVAILABLE', 'nobody can move this asset now: its issuer has frozen it');
  refuseClosedPayee(payee.asset, amount, rules.minBalance, token);
  if (payee.asset?.exists !== true && !rules.isSufficient && !payee.native.exists) {
    throw new ChaintillError(
      'BELOW_EXISTENTIAL_DEPOSIT',
      `the address to pay cannot hold this asset before it has ${describeAmount(existentialDeposit, native)}: tell the shop`,
    );
  }
  refuseShort(payer.asset, amount, token, '');
  refuseShort(payer.native, fee, native, ', for the fee');
}

function refuseClosedPayee(payee: Holding | null, amount: bigint, least: bigint, token: Token): void {
  if (payee?.exists === true || amount >= least) return;
  throw new ChaintillError(
    'BELOW_EXISTENTIAL_DEPOSIT',
    `the address to pay does not exist yet, and the network opens none for less than ${describeAmount(least, token)}: tell the shop`,
  );
}

function refuseShort(held: Holding | null, needed: bigint, token: Token, what: string): void {
  const { unlocked, transferable } = held ?? { unlocked: 0n, transferable: 0n };
  if (transferable >= needed) return;
  const missing = describeAmount(needed - transferable, token);
  if (unlocked >= needed) {
    throw new ChaintillError(
      'BELOW_EXISTENTIAL_DEPOSIT',
      `too little would be left in the account, and the network would close it: add ${missing}, or choose another account`,
    );
  }
  throw new ChaintillError(
    'BALANCE_TOO_LOW',
    `the account has too little: ${describeAmount(needed, token)} are needed${what}, it can send ` +
      `${describeAmount(transferable, token)}, and ${missing} are missing`,
  );
}
