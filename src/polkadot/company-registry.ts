/** The adapter: what polkadot.js reads of pallet companyRegistry → the plain state that `domain/company` takes. */
import type { Codec } from '@polkadot/types-codec/types';
import {
  COMPANY_EVENTS,
  compareKeys,
  type CompanyKey,
  type CompanyState,
  type RegistryEntry,
} from '../domain/company/registry.js';
import { ChaintillError } from '../domain/errors.js';
import type { Hex } from '../domain/hex.js';
import type { DecodedBlock } from './decoded-block.js';
import { plainField } from './plain-field.js';

/** A storage map of one block's state, as polkadot.js decorates it. */
interface StorageMap {
  (...keys: readonly number[]): Promise<Codec>;
  keys(): Promise<readonly { readonly args: readonly Codec[] }[]>;
  readonly creator: {
    readonly meta: {
      readonly type: {
        readonly isMap: boolean;
        readonly asMap: { readonly hashers: { readonly length: number } };
      };
    };
  };
}

/** The state of one block; `query` is undefined or without the pallet on a chain that has no companies. */
export interface RegistryState {
  readonly query: Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;
}

/** How many keys each map has, by the runtime's metadata: this is the layout that is read. */
const MAPS = { registries: 2, requests: 2, entityOwner: 1 } as const;

type Maps = Readonly<Record<keyof typeof MAPS, StorageMap>>;

/** Whether a block changes what the registry holds. */
export function hasCompanies({ events }: Pick<DecodedBlock, 'events'>): boolean {
  return events.some(({ event }) => COMPANY_EVENTS.has(`${event.section}.${event.method}`));
}

/**
 * What the registry holds of one entity after the block of `state`.
 * @throws {ChaintillError} `STATE_UNAVAILABLE` when the node does not answer with that state; `RUNTIME_UNSUPPORTED`
 */
export async function readCompany(state: RegistryState, key: CompanyKey): Promise<CompanyState> {
  const { registries, requests, entityOwner } = mapsOf(state);
  const { registryIndex, entityId } = key;
  const [registration, request, owner] = await read(() =>
    Promise.all([
      registries(registryIndex, entityId),
      requests(registryIndex, entityId),
      entityOwner(entityId),
    ]),
  );
  const account = plainField(unwrapped(owner) ?? undefined, 'account');
  return {
    registryIndex,
    entityId,
    owner: typeof account === 'string' ? (account as Hex) : null,
    registration: entryOf(unwrapped(registration)),
    request: requestOf(request),
  };
}

/**
 * The keys of every entity that is registered, or asks to be, in ascending order; none on a chain without the pallet.
 * @throws {ChaintillError} as `readCompany`
 */
export async function companyKeys(state: RegistryState): Promise<readonly CompanyKey[]> {
  if (!state.query['companyRegistry']) return [];
  const { registries, requests } = mapsOf(state);
  const keys = await read(() => Promise.all([registries.keys(), requests.keys()]));
  const found = new Map<string, CompanyKey>();
  for (const { args } of keys.flat()) {
    const [registryIndex, entityId] = args.map((arg) => plainField(arg, 'number'));
    if (typeof registryIndex !== 'number' || typeof entityId !== 'number') throw unsupported();
    found.set(`${registryIndex}-${entityId}`, { registryIndex, entityId });
  }
  return [...found.values()].sort(compareKeys);
}

function mapsOf({ query }: RegistryState): Maps {
  const pallet = query['companyRegistry'];
  for (const [name, keys] of Object.entries(MAPS)) {
    const type = (pallet?.[name] as StorageMap | undefined)?.creator.meta.type;
    if (!type?.isMap || type.asMap.hashers.length !== keys) throw unsupported();
  }
  return pallet as unknown as Maps;
}

async function read<T>(from: () => Promise<T>): Promise<T> {
  try {
    return await from();
  } catch (cause) {
    throw new ChaintillError(
      'STATE_UNAVAILABLE',
      'the node did not give the company registry as of this block: index from a node that keeps the state of old blocks (an archive node)',
      { cause },
    );
  }
}

interface MaybeOption extends Codec {
  readonly isNone?: boolean;
  unwrap?(): Codec;
}

/** The value in an Option; null for None. */
function unwrapped(codec: Codec): Codec | null {
  const option = codec as MaybeOption;
  if (option.isNone === true) return null;
  return option.unwrap ? option.unwrap() : codec;
}

/** Newer runtimes have an Option in the Option: a request that holds nothing asks to be unregistered. */
function requestOf(codec: Codec): CompanyState['request'] {
  const request = unwrapped(codec);
  if (request === null) return null;
  return entryOf(unwrapped(request)) ?? 'unregistration';
}

interface EntryStruct extends Codec {
  get(name: string): Codec | undefined;
}

function entryOf(codec: Codec | null): RegistryEntry | null {
  if (codec === null) return null;
  const entry = codec as EntryStruct;
  const data = plainField(entry.get('data'), 'bytes');
  if (typeof data !== 'string') throw unsupported();
  return { data: data as Hex, editableByRegistrar: entry.get('editableByRegistrar')?.toJSON() === true };
}

function unsupported(): ChaintillError {
  return new ChaintillError(
    'RUNTIME_UNSUPPORTED',
    "the runtime's company registry has another layout than this version reads: update Chaintill",
  );
}
