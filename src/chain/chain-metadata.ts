import { expandMetadata, Metadata, TypeRegistry } from '@polkadot/types';
import type { Call } from '@polkadot/types/interfaces';
import { u8aToHex } from '@polkadot/util';
import { ChaintillError } from '../domain/errors.js';
import type { Hex } from '../domain/hex.js';

/** What one version of a chain's runtime says of itself: its calls and its storage. */
export interface ChainMetadata {
  readonly genesisHash: Hex;
  readonly specVersion: number;
  readonly transactionVersion: number;
  readonly registry: TypeRegistry;
  /** Least balance that an account can have in the chain's own token, in the smallest unit. */
  readonly existentialDeposit: bigint;
  /** @param name `pallet.call`, as `balances.transferKeepAlive` */
  hasCall(name: CallName): boolean;
  /** @throws {ChaintillError} `RUNTIME_LACKS_CALL` */
  call(name: CallName, ...args: readonly unknown[]): Call;
  /** A map of storage; null where the runtime has none of that name (`pallet.item`). */
  storageMap(name: CallName): StorageMap | null;
}

export type CallName = `${string}.${string}`;

export interface StorageMap {
  /** @returns null where the arguments cannot be a key, as an id above the runtime's range */
  key(...args: readonly unknown[]): Hex | null;
  /** The caller says which fields the value has. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as above
  decode<T>(value: Hex): T;
}

/** What is used of the answer to `state_getRuntimeVersion`. */
export interface RuntimeVersion {
  readonly specVersion: number;
  readonly transactionVersion: number;
}

/**
 * @param metadata the answer to `state_getMetadata`
 */
export function chainMetadata(
  genesisHash: Hex,
  { specVersion, transactionVersion }: RuntimeVersion,
  metadata: Hex,
): ChainMetadata {
  const registry = new TypeRegistry();
  const known = new Metadata(registry, metadata);
  // Its warnings of signed extensions that it does not know would go to the console.
  registry.setMetadata(known, undefined, undefined, true);
  const { consts, query, tx } = expandMetadata(registry, known);

  function callOf(name: CallName): ((...args: unknown[]) => Call) | undefined {
    const [pallet, call] = split(name);
    return tx[pallet]?.[call];
  }

  return {
    genesisHash,
    specVersion,
    transactionVersion,
    registry,
    existentialDeposit: BigInt(consts['balances']?.['existentialDeposit']?.toString() ?? 0),
    hasCall: (name) => callOf(name) !== undefined,
    call(name, ...args) {
      const create = callOf(name);
      if (create) return create(...args);
      throw new ChaintillError('RUNTIME_LACKS_CALL', `the runtime of this chain has no ${name}`);
    },
    storageMap(name) {
      const [pallet, item] = split(name);
      const entry = query[pallet]?.[item];
      if (!entry?.meta.type.isMap) return null;
      const type = registry.createLookupType(entry.meta.type.asMap.value);
      return {
        key(...args) {
          try {
            return registry.createType('StorageKey', [entry, args]).toHex();
          } catch {
            return null;
          }
        },
        decode: (value) => registry.createTypeUnsafe<never>(type, [value]),
      };
    },
  };
}

function split(name: CallName): [string, string] {
  const [pallet = '', item = ''] = name.split('.');
  return [pallet, item];
}

/** As a wallet takes it. */
export function callHex(call: Call): Hex {
  return u8aToHex(call.toU8a());
}
