/** What pays what is due. */
import { readAssetRules, type AssetRules } from '../../../chain/asset-rules.js';
import { paymentRemark, type Payment } from '../../../chain/payment/call.js';
import type { LatestView } from '../../../chain/payment/latest.js';
import { ChaintillError } from '../../../domain/errors.js';
import type { NetworkProfile } from '../../../domain/network.js';
import type { Views } from '../../graphql/views.js';
import type { AmountView } from '../../order-view.js';
import type { Due } from './due.js';

/** What answers about payments are made with. */
export interface PaymentSurroundings {
  readonly network: NetworkProfile;
  readonly views: Views;
}

/** @throws {ChaintillError} `INVALID_REMARK` */
export function paymentOf({ metadata }: LatestView, { payee, asset, remark }: Due, amount: bigint): Payment {
  return { payee, asset, amount, remark: remark && paymentRemark(metadata, remark) };
}

/**
 * What the chain says of the asset that is due; null where it is the chain's own token.
 * @throws {ChaintillError} `ASSET_UNAVAILABLE`
 */
export async function assetOf(view: LatestView, { asset }: Due): Promise<AssetRules | null> {
  if (asset === null) return null;
  const rules = (await readAssetRules(view, [asset])).get(asset);
  if (rules) return rules;
  throw new ChaintillError('ASSET_UNAVAILABLE', 'the asset of this order is no longer on the network');
}

/** Writes amounts of that asset, or of the chain's own token where that is null. */
export function amountWriter({ views }: PaymentSurroundings, rules: AssetRules | null) {
  return (value: bigint): AmountView => {
    const symbol = rules?.symbol ?? null;
    const described = rules && symbol !== null ? { symbol, decimals: rules.decimals } : null;
    return { value: value.toString(), formatted: views.formatted(value, rules?.id ?? null, described) };
  };
}
