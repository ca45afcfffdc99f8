import type { Block } from '@acala-network/chopsticks-core';
import { StorageKey } from '@polkadot/types';
import { u8aToHex } from '@polkadot/util';
import type { AssetProfile } from '../../domain/network.js';

/** The most assets that are read. Genesis states name a handful. */
const MAX_ASSETS = 100;

interface Metadata {
  readonly name: { toUtf8(): string };
  readonly symbol: { toUtf8(): string };
  readonly decimals: { toNumber(): number };
}

/** The assets of pallet assets that have a name at this block. None where the runtime lacks the pallet. */
export async function nativeAssets(block: Block): Promise<AssetProfile[]> {
  const { query, registry } = await block.meta;
  const entry = query['assets']?.['metadata'];
  if (entry === undefined) return [];
  const keys = await block.getKeysPaged({ prefix: u8aToHex(entry.keyPrefix()), pageSize: MAX_ASSETS });
  const assets: AssetProfile[] = [];
  for (const hexKey of keys) {
    const value = await block.get(hexKey);
    if (value === undefined) continue;
    const key = new StorageKey(registry, hexKey);
    key.setMeta(entry.meta, entry.section, entry.method);
    const { name, symbol, decimals } = registry.createType<never>(key.outputType, value) as Metadata;
    assets.push({
      id: String(key.args[0]),
      symbol: symbol.toUtf8(),
      name: name.toUtf8(),
      decimals: decimals.toNumber(),
    });
  }
  return assets;
}
