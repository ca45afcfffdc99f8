/** Reads pallet companyRegistry as of any block, from storage that is made to look as polkadot.js' API shows it. */
import { expandMetadata, Metadata, TypeRegistry } from '@polkadot/types';
import type { StorageEntry } from '@polkadot/types/primitive/types';
import type { Codec } from '@polkadot/types-codec/types';
import { u8aToHex } from '@polkadot/util';
import type { Hex } from '../domain/hex.js';
import type { CompanyKey, CompanyState } from '../domain/company/registry.js';
import { companyKeys, readCompany } from '../polkadot/company-registry.js';
import type { Rpc } from './rpc.js';

/** What the registry holds after one block. Both throw what `readCompany` does. */
export interface Registry {
  /** Of every entity that is registered, or asks to be; none on a chain without the pallet. */
  keys(): Promise<readonly CompanyKey[]>;
  company(key: CompanyKey): Promise<CompanyState>;
}

/** @param at the hash of a block that this version of the runtime executed */
export type RegistryReader = (rpc: Pick<Rpc, 'request'>, at: Hex) => Registry;

/** Keys that are asked for at once; nodes give a thousand at most. */
const PAGE = 1_000;

/** @param metadata the answer to `state_getMetadata` of the runtime that executed the blocks */
export function registryReader(metadata: Hex): RegistryReader {
  const registry = new TypeRegistry();
  const known = new Metadata(registry, metadata);
  // Its warnings of signed extensions that it does not know would go to the console.
  registry.setMetadata(known, undefined, undefined, true);
  const pallet = expandMetadata(registry, known).query['companyRegistry'];
  const maps = Object.entries(pallet ?? {}).filter(([, entry]) => entry.meta.type.isMap);

  function storageMap(rpc: Pick<Rpc, 'request'>, at: Hex, entry: StorageEntry): unknown {
    async function get(...args: readonly number[]): Promise<Codec> {
      const key = registry.createType('StorageKey', [entry, args]).toHex();
      return decode(entry, await rpc.request<Hex | null>('state_getStorage', [key, at]));
    }
    async function keys(): Promise<readonly { readonly args: readonly Codec[] }[]> {
      const found: Hex[] = [];
      const prefix = u8aToHex(entry.keyPrefix());
      for (;;) {
        const last = found.at(-1) ?? null;
        const page = await rpc.request<readonly Hex[]>('state_getKeysPaged', [prefix, PAGE, last, at]);
        found.push(...page);
        if (page.length < PAGE) break;
      }
      return found.map((key) => registry.createType('StorageKey', key).setMeta(entry.meta));
    }
    return Object.assign(get, { keys, creator: entry });
  }

  /** As polkadot.js' API: an optional value is an Option around what the bytes are. */
  function decode({ meta }: StorageEntry, value: Hex | null): Codec {
    const type = registry.createLookupType(meta.type.asMap.value);
    const isOptional = meta.modifier.isOptional;
    if (!isOptional) return registry.createTypeUnsafe(type, [value ?? meta.fallback.toHex()]);
    const inner = value === null ? null : registry.createTypeUnsafe(type, [value]);
    return registry.createTypeUnsafe(type, [inner], { isOptional });
  }

  return (rpc, at) => {
    const shown = maps.map(([name, entry]) => [name, storageMap(rpc, at, entry)] as const);
    const state = { query: pallet ? { companyRegistry: Object.fromEntries(shown) } : {} };
    return { keys: () => companyKeys(state), company: (key) => readCompany(state, key) };
  };
}
