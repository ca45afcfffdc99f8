/** What a runtime's metadata says of its types, as plain data. */
import { Metadata, TypeRegistry } from '@polkadot/types';
import type { PortableType, Si1Variant } from '@polkadot/types/interfaces';
import { ChaintillError } from '../../domain/errors.js';
import type { Hex } from '../../domain/hex.js';

/** The number of a type in the metadata's list. */
export type TypeId = number;

export interface TypeField {
  /** Null in a tuple. */
  readonly name: string | null;
  readonly type: TypeId;
}

export interface Variant {
  readonly name: string;
  readonly index: number;
  readonly fields: readonly TypeField[];
  readonly docs: readonly string[];
}

export type TypeDefinition =
  /** `Bool`, `Char`, `Str`, `U8` to `U256`, `I8` to `I256`. */
  | { readonly kind: 'primitive'; readonly name: string }
  | { readonly kind: 'compact' }
  /** Of a tuple as well. */
  | { readonly kind: 'composite'; readonly fields: readonly TypeField[] }
  | { readonly kind: 'variant'; readonly variants: readonly Variant[] }
  | { readonly kind: 'sequence'; readonly of: TypeId }
  | { readonly kind: 'array'; readonly of: TypeId; readonly length: number }
  /** As crate bitvec has them: bits in integers of that type. */
  | { readonly kind: 'bits'; readonly store: TypeId };

export interface TypeEntry {
  /** The last word of its path, as `MultiAddress`; empty where it has none. */
  readonly name: string;
  readonly definition: TypeDefinition;
}

export interface Pallet {
  /** As the metadata has it: `Balances`, `LLM`. */
  readonly name: string;
  readonly index: number;
  readonly calls: readonly Variant[];
  readonly events: readonly Variant[];
  readonly errors: readonly Variant[];
}

export interface RuntimeTypes {
  readonly types: readonly TypeEntry[];
  readonly pallets: readonly Pallet[];
  /** The types that a signed extrinsic is made of. */
  readonly extrinsic: Readonly<Record<'address' | 'call' | 'signature' | 'extra', TypeId>>;
  /** The runtime's enum of all events, and the list of topics behind each event. */
  readonly event: TypeId;
  readonly topics: TypeId;
}

/** Bytes of the metadata's magic number `meta`, before its version. */
const MAGIC = 4;
/** What nodes answer to `state_getMetadata` since 2021, whatever newer version the runtime also knows. */
const VERSION = 14;

/**
 * @param metadata the answer to `state_getMetadata`
 * @throws {ChaintillError} `METADATA_UNSUPPORTED` for another version than 14, `RUNTIME_UNSUPPORTED`
 */
export function runtimeTypes(metadata: Hex): RuntimeTypes {
  const version = Number.parseInt(metadata.slice(2 + 2 * MAGIC, 4 + 2 * MAGIC), 16);
  if (version !== VERSION) {
    throw new ChaintillError(
      'METADATA_UNSUPPORTED',
      `the runtime describes itself by metadata of version ${version}, and the backfill reads version ${VERSION} alone: index these blocks without it`,
    );
  }
  const { lookup, pallets, extrinsic } = new Metadata(new TypeRegistry(), metadata).asV14;
  const types: TypeEntry[] = [];
  for (const type of lookup.types) types[type.id.toNumber()] = entryOf(type);
  const fieldsOf = (id: TypeId | undefined): readonly TypeField[] => {
    const definition = id === undefined ? undefined : types[id]?.definition;
    return definition?.kind === 'composite' ? definition.fields : [];
  };
  const variantsOf = (holder: { readonly type: Numbered } | null): readonly Variant[] => {
    const definition = holder && types[holder.type.toNumber()]?.definition;
    return definition?.kind === 'variant' ? definition.variants : [];
  };
  const params = new Map(
    lookup
      .getSiType(extrinsic.type)
      .params.map((param) => [param.name.toString(), param.type.unwrapOr(null)?.toNumber()]),
  );
  const paramOf = (name: string): TypeId => known(params.get(name), 'extrinsics');
  const record = lookup.types.find(
    ({ type: { path } }) =>
      path.at(-1)?.toString() === 'EventRecord' && path[0]?.toString() === 'frame_system',
  );
  const recordFields = fieldsOf(record?.id.toNumber());
  const recordField = (name: string): TypeId =>
    known(recordFields.find((field) => field.name === name)?.type, 'events');
  return {
    types,
    pallets: pallets.map((pallet) => ({
      name: pallet.name.toString(),
      index: pallet.index.toNumber(),
      calls: variantsOf(pallet.calls.unwrapOr(null)),
      events: variantsOf(pallet.events.unwrapOr(null)),
      errors: variantsOf(pallet.errors.unwrapOr(null)),
    })),
    extrinsic: {
      address: paramOf('Address'),
      call: paramOf('Call'),
      signature: paramOf('Signature'),
      extra: paramOf('Extra'),
    },
    event: recordField('event'),
    topics: recordField('topics'),
  };
}

interface Numbered {
  toNumber(): number;
}

function known(id: TypeId | undefined, of: string): TypeId {
  if (id !== undefined) return id;
  throw new ChaintillError(
    'RUNTIME_UNSUPPORTED',
    `the runtime's metadata does not say how its ${of} are encoded: index this chain without the backfill`,
  );
}

function entryOf({ type: { path, def } }: PortableType): TypeEntry {
  return { name: path.at(-1)?.toString() ?? '', definition: definitionOf(def) };
}

function definitionOf(def: PortableType['type']['def']): TypeDefinition {
  if (def.isPrimitive) return { kind: 'primitive', name: def.asPrimitive.type };
  if (def.isCompact) return { kind: 'compact' };
  if (def.isComposite) return { kind: 'composite', fields: def.asComposite.fields.map(fieldOf) };
  if (def.isTuple)
    return { kind: 'composite', fields: def.asTuple.map((type) => ({ name: null, type: type.toNumber() })) };
  if (def.isVariant) return { kind: 'variant', variants: def.asVariant.variants.map(variantOf) };
  if (def.isSequence) return { kind: 'sequence', of: def.asSequence.type.toNumber() };
  if (def.isArray)
    return { kind: 'array', of: def.asArray.type.toNumber(), length: def.asArray.len.toNumber() };
  if (def.isBitSequence) return { kind: 'bits', store: def.asBitSequence.bitStoreType.toNumber() };
  throw new ChaintillError(
    'RUNTIME_UNSUPPORTED',
    "the runtime's metadata has a type of another kind than this version reads: update Chaintill",
  );
}

function variantOf({ name, index, fields, docs }: Si1Variant): Variant {
  return {
    name: name.toString(),
    index: index.toNumber(),
    fields: fields.map(fieldOf),
    docs: docs.map((line) => line.toString()),
  };
}

function fieldOf({ name, type }: Si1Variant['fields'][number]): TypeField {
  return { name: name.unwrapOr(null)?.toString() ?? null, type: type.toNumber() };
}
