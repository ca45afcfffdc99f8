import { parseAccount } from '../../domain/account.js';
import { parseAmount } from '../../domain/amount.js';
import { badField, readField } from '../../domain/bad-field.js';
import { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import { missingIn, type LinkTexts } from '../../domain/payment-link/texts.js';
import { checkLinkRemark, readLinkOrderId, readWebAddress } from '../../domain/payment-link/values.js';
import type { GatewayContext } from '../graphql/context.js';
import { describeAssets } from '../order-answer.js';
import { readAsset } from '../rest/liberland/fields.js';

/** A payment link that can be used, whoever wrote it. */
export interface PaymentLink {
  /** The number of the order, which is also the reference of its payments. */
  readonly orderId: string;
  readonly payee: AccountHex;
  /** In the smallest unit, above 0. */
  readonly price: bigint;
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  readonly unit: Unit;
  /** What the payment's remark says beside the number; null where the link leaves it to the page. */
  readonly remark: string | null;
  /** Where the buyer goes afterwards: an address of the web. */
  readonly callback: string;
  /** Where the buyer goes instead of paying. */
  readonly failure: string | null;
  /** Where the shop wants to be told. */
  readonly hook: string;
}

export interface Unit {
  readonly symbol: string;
  readonly decimals: number;
}

/** An account that a transfer can reach is a key, or the hash of one. */
const ACCOUNT_LENGTH = 2 + 64;

/** @throws {ChaintillError} `LINK_INCOMPLETE`, or what is wrong with a field, which it names */
export async function readPaymentLink(
  { chain, network }: Pick<GatewayContext, 'chain' | 'network'>,
  texts: LinkTexts,
): Promise<PaymentLink> {
  const missing = missingIn(texts);
  if (missing.length > 0) {
    throw new ChaintillError('LINK_INCOMPLETE', `the link lacks ${missing.join(', ')}: add what is missing`, {
      field: missing[0] ?? null,
    });
  }
  const { orderId = '', price = '', toId = '', callback = '', hook = '', remark = null, failure } = texts;
  const number = readLinkOrderId(orderId);
  const payee = readField('toId', () => parseAccount(toId));
  if (payee.length !== ACCOUNT_LENGTH) {
    throw badField('toId', 'write the address of an account with a key of 32 bytes');
  }
  const asset = readAsset(texts);
  const unit = await unitOf({ chain, network }, asset);
  const amount = readField('price', () => parseAmount(price, unit.decimals));
  if (amount === 0n) throw badField('price', 'write an amount above 0', { code: 'INVALID_AMOUNT' });
  const link: PaymentLink = {
    orderId: number,
    payee,
    price: amount,
    asset,
    unit,
    remark,
    callback: readWebAddress('callback', callback),
    failure: failure === undefined ? null : readWebAddress('failure', failure),
    hook: readWebAddress('hook', hook),
  };
  checkLinkRemark(number, descriptionOf(link), network.liberlandRemarks === true);
  return link;
}

/** What people read of the payment, in the words of Liberland's page where the shop has none. */
export function descriptionOf({ remark, orderId }: Pick<PaymentLink, 'remark' | 'orderId'>): string {
  return remark ?? `Order ID: ${orderId}`;
}

async function unitOf(
  { chain, network }: Pick<GatewayContext, 'chain' | 'network'>,
  asset: string | null,
): Promise<Unit> {
  if (asset === null) return network.native;
  const described = (await describeAssets(chain, [asset])).get(asset);
  const unit = described ?? network.assets.find(({ id }) => id === asset);
  if (unit) return unit;
  throw badField('assetId', 'this network describes no such asset, so no price can be read in it', {
    code: 'ASSET_UNAVAILABLE',
  });
}
