import { readAssetRules, type AssetRules } from '../chain/asset-rules.js';
import type { ChainView } from '../chain/chain-view.js';
import type { UnsignedCall } from '../chain/unsigned/call.js';
import { buildRefund } from '../chain/unsigned/refund.js';
import { assetToken, nativeToken, type Token } from '../chain/unsigned/token.js';
import type { NetworkProfile } from '../domain/network.js';
import type { RefundRow } from '../store/till/refund-lists.js';

type BuiltRefund = Pick<
  RefundRow,
  'payer' | 'destination' | 'asset' | 'amount' | 'paid' | 'reference' | 'status'
>;

/**
 * What pays the rest of each refund, in their order; null for one that is not open.
 * @throws {ChaintillError} `RUNTIME_LACKS_CALL`, and those of `Rpc.request`
 */
export async function buildRefunds(
  view: ChainView,
  refunds: readonly BuiltRefund[],
  network: Pick<NetworkProfile, 'native' | 'ss58Prefix'>,
): Promise<readonly (UnsignedCall | null)[]> {
  const assets = new Set(refunds.flatMap(({ asset }) => asset ?? []));
  const rules = assets.size === 0 ? new Map<string, AssetRules>() : await readAssetRules(view, [...assets]);
  return refunds.map((refund) => {
    const amount = BigInt(refund.amount) - BigInt(refund.paid);
    if (refund.status !== 'open' || amount <= 0n) return null;
    const { payer, destination, reference } = refund;
    const token = tokenOf(refund.asset, rules, network);
    return buildRefund(view.metadata, { payer, destination, token, amount, reference }, network.ss58Prefix);
  });
}

/** An asset that the chain no longer knows has no decimals that anybody could tell: its amounts are in smallest units. */
function tokenOf(
  asset: string | null,
  rules: ReadonlyMap<string, AssetRules>,
  { native }: Pick<NetworkProfile, 'native'>,
): Token {
  if (asset === null) return nativeToken(native);
  const known = rules.get(asset);
  return known ? assetToken(known) : { asset, symbol: null, decimals: 0 };
}
