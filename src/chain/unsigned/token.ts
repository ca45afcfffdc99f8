import { formatAmount } from '../../domain/amount.js';
import type { NetworkProfile } from '../../domain/network.js';
import type { AssetRules } from '../asset-rules.js';

/** What amounts are in, and how people write them. */
export interface Token {
  /** Id in pallet assets, in decimal; null for the chain's own token. */
  readonly asset: string | null;
  /** Null where it has no name that can be shown. */
  readonly symbol: string | null;
  /** Digits after the point. */
  readonly decimals: number;
}

export function nativeToken({ symbol, decimals }: NetworkProfile['native']): Token {
  return { asset: null, symbol, decimals };
}

export function assetToken({ id, symbol, decimals }: AssetRules): Token {
  return { asset: id, symbol, decimals };
}

/** As `12.5 ROC`; with the id of an asset, as anybody can name one like another: `12.5 USDT (asset 1984)`. */
export function describeAmount(value: bigint, { asset, symbol, decimals }: Token): string {
  const amount = [formatAmount(value, decimals), ...(symbol === null ? [] : [symbol])].join(' ');
  return asset === null ? amount : `${amount} (asset ${asset})`;
}
