import { readFunds } from '../../../chain/payment/funds.js';
import type { LatestView } from '../../../chain/payment/latest.js';
import { formatAccount } from '../../../domain/account.js';
import { ChaintillError } from '../../../domain/errors.js';
import type { AccountHex } from '../../../domain/extract/block.js';
import { findOwner } from '../../../store/till/accounts.js';
import type { TillDatabase } from '../../../store/till/database.js';
import type { AmountView } from '../../order-view.js';
import type { Due } from './due.js';
import { amountWriter, assetOf, type PaymentSurroundings } from './order-payment.js';

/** What a buyer's account can send and stay open, as of the best block. */
export interface PayerAccount {
  readonly address: string;
  readonly publicKey: AccountHex;
  /** In what the order is paid in. */
  readonly balance: AmountView;
  /** In the chain's own token, which fees are paid in. */
  readonly native: AmountView;
}

/** @throws {ChaintillError} `ASSET_UNAVAILABLE`, and those of `Rpc.request` */
export async function viewPayers(
  view: LatestView,
  due: Due,
  accounts: readonly AccountHex[],
  surroundings: PaymentSurroundings,
): Promise<readonly PayerAccount[]> {
  const rules = await assetOf(view, due);
  const funds = await readFunds(view, accounts, rules);
  const [inNative, inAsset] = [amountWriter(surroundings, null), amountWriter(surroundings, rules)];
  return funds.map(({ native, asset }, place) => {
    const publicKey = accounts[place] ?? '0x';
    return {
      address: formatAccount(publicKey, surroundings.network.ss58Prefix),
      publicKey,
      balance: asset ? inAsset(asset.transferable) : inNative(native.transferable),
      native: inNative(native.transferable),
    };
  });
}

/**
 * What moves between accounts of one merchant pays no order, and neither does what another account sends than the one that
 * the order names.
 * @throws {ChaintillError} `OWN_ACCOUNT`, `OTHER_PAYER`
 */
export async function refuseOtherPayer(
  till: TillDatabase,
  { payee, merchantId, payer: named }: Due,
  payer: AccountHex,
): Promise<void> {
  if (named !== null && payer !== named) {
    throw new ChaintillError(
      'OTHER_PAYER',
      'this order names another account that must pay it: choose that one, or order anew with this one',
    );
  }
  if (payer !== payee && (merchantId === null || (await findOwner(till, payer)) !== merchantId)) return;
  throw new ChaintillError('OWN_ACCOUNT', "this is the shop's own account: choose another to pay from");
}
