import type { bool, Bytes, u8, u128 } from '@polkadot/types';
import { decodeUtf8 } from '../domain/utf8.js';
import type { Hex } from '../domain/hex.js';
import { readStorage, type ChainView } from './chain-view.js';

/** What a chain says of an asset of pallet assets, as of one block. */
export interface AssetRules {
  /** Id in decimal. */
  readonly id: string;
  /** Least balance that an account can have in it, in its smallest unit. */
  readonly minBalance: bigint;
  /** Whether a balance in it alone lets an account exist. */
  readonly isSufficient: boolean;
  /** Whether nobody can move it: its freezer stopped it, or it is being destroyed. */
  readonly isFrozen: boolean;
  /** Digits after the point; 0 where nobody has set them. */
  readonly decimals: number;
  /** Anybody can name an asset anything: the id is what counts. Null where it is not printable, or not set. */
  readonly symbol: string | null;
}

interface AssetDetails {
  readonly minBalance: u128;
  readonly isSufficient: bool;
  /** In older runtimes; later ones have `status`. */
  readonly isFrozen?: bool;
  readonly status?: { readonly type: string };
}

interface AssetMetadata {
  readonly symbol: Bytes;
  readonly decimals: u8;
}

const PRINTABLE = /^[\p{L}\p{N}\p{P}\p{S}]{1,32}$/u;

/**
 * @param ids in decimal
 * @returns the rules by id; what the chain does not know is not in the map
 */
export async function readAssetRules(
  view: ChainView,
  ids: readonly string[],
): Promise<ReadonlyMap<string, AssetRules>> {
  const rules = new Map<string, AssetRules>();
  const { metadata } = view;
  const [assets, names] = [metadata.storageMap('assets.asset'), metadata.storageMap('assets.metadata')];
  if (assets === null || names === null) return rules;
  const asked = ids.map((id) => ({ id, asset: assets.key(id), name: names.key(id) }));
  const keys = asked.flatMap(({ asset, name }) => [asset, name]).filter((key) => key !== null);
  const values = await readStorage(view, keys);
  for (const { id, asset, name } of asked) {
    const [details, label] = [valueOf(values, asset), valueOf(values, name)];
    if (details === null) continue;
    const { minBalance, isSufficient, isFrozen, status } = assets.decode<AssetDetails>(details);
    const { symbol, decimals } = label === null ? UNNAMED : readLabel(names.decode<AssetMetadata>(label));
    rules.set(id, {
      id,
      minBalance: minBalance.toBigInt(),
      isSufficient: isSufficient.isTrue,
      isFrozen: isFrozen?.isTrue ?? (status !== undefined && status.type !== 'Live'),
      decimals,
      symbol,
    });
  }
  return rules;
}

const UNNAMED = { symbol: null, decimals: 0 };

function readLabel({ symbol, decimals }: AssetMetadata): { symbol: string | null; decimals: number } {
  const text = decodeUtf8(symbol.toU8a(true));
  return { symbol: text !== null && PRINTABLE.test(text) ? text : null, decimals: decimals.toNumber() };
}

function valueOf(values: ReadonlyMap<Hex, Hex>, key: Hex | null): Hex | null {
  return key === null ? null : (values.get(key) ?? null);
}
