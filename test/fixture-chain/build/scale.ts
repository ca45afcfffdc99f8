/**
 * Encoders made from a runtime's own type registry (metadata V14): one closure a type, made once, which is some hundred
 * times faster than building codec objects for each value.
 */
import type { PortableRegistry } from '@polkadot/types';
import type { Si1Variant } from '@polkadot/types/interfaces';
import { hexToBytes } from '../../../src/domain/hex.js';
import { isCall, isVariant, type Call, type Value } from './plain.js';
import { lengthPrefixed, newSink, type Sink } from './sink.js';

export type Encode = (value: Value, sink: Sink) => void;

const INTEGER_WIDTHS: Readonly<Record<string, number>> = {
  U8: 1,
  U16: 2,
  U32: 4,
  U64: 8,
  U128: 16,
  U256: 32,
  I8: 1,
  I16: 2,
  I32: 4,
  I64: 8,
  I128: 16,
  I256: 32,
};

export interface TypeEncoders {
  /** @throws {Error} on a value that does not fit the type. */
  readonly byId: (typeId: number) => Encode;
  readonly fields: (variant: Si1Variant) => Encode;
}

/**
 * @param callTypeId the runtime's outer call, whose values are `Call` objects
 * @param encodeCall how to encode one
 */
export function typeEncoders(
  lookup: PortableRegistry,
  callTypeId: number,
  encodeCall: (call: Call, sink: Sink) => void,
): TypeEncoders {
  const known = new Map<number, Encode>();

  function byId(typeId: number): Encode {
    const found = known.get(typeId);
    if (found) return found;
    // Types refer to themselves (a call holds calls): until the encoder is made, it is looked up when it is used.
    known.set(typeId, (value, sink) => known.get(typeId)?.(value, sink));
    const made = typeId === callTypeId ? outerCall : make(typeId);
    known.set(typeId, made);
    return made;
  }

  const outerCall: Encode = (value, sink) => {
    if (!isCall(value)) throw new Error('expected a call');
    encodeCall(value, sink);
  };

  function make(typeId: number): Encode {
    const { path, def } = lookup.getSiType(typeId);
    const name = path.at(-1)?.toString() ?? '';
    if (def.isPrimitive) return primitive(def.asPrimitive.type);
    if (def.isCompact) return compact;
    if (def.isTuple) return struct(def.asTuple.map((type) => type.toNumber()));
    if (def.isComposite) {
      const types = def.asComposite.fields.map((field) => field.type.toNumber());
      return name === 'WrapperKeepOpaque' ? opaque(byId(types[1] ?? callTypeId)) : struct(types);
    }
    if (def.isArray) return array(def.asArray.type.toNumber(), def.asArray.len.toNumber());
    if (def.isSequence) return sequence(def.asSequence.type.toNumber());
    if (def.isVariant) return variants(name, def.asVariant.variants);
    return () => {
      throw new Error(`type ${typeId} (${def.type}) cannot be encoded`);
    };
  }

  /** A struct of one field is its field: `AccountId32([u8; 32])`, `BoundedVec(Vec<T>)`. */
  function struct(types: readonly number[]): Encode {
    const [first] = types;
    if (first !== undefined && types.length === 1) return byId(first);
    const encoders = types.map(byId);
    return (value, sink) => {
      const values = value === undefined ? [] : list(value);
      encoders.forEach((encode, i) => encode(values[i], sink));
    };
  }

  function array(typeId: number, length: number): Encode {
    if (isByte(typeId)) {
      return (value, sink) => {
        const bytes = value === undefined ? new Uint8Array(length) : toBytes(value);
        if (bytes.length !== length) throw new Error(`expected ${length} bytes, got ${bytes.length}`);
        sink.bytes(bytes);
      };
    }
    const encode = byId(typeId);
    return (value, sink) => {
      const values = value === undefined ? [] : list(value);
      for (let i = 0; i < length; i++) encode(values[i], sink);
    };
  }

  function sequence(typeId: number): Encode {
    if (isByte(typeId)) {
      return (value, sink) => {
        const bytes = value === undefined ? new Uint8Array() : toBytes(value);
        sink.compact(BigInt(bytes.length));
        sink.bytes(bytes);
      };
    }
    const encode = byId(typeId);
    return (value, sink) => {
      const values = value === undefined ? [] : list(value);
      sink.compact(BigInt(values.length));
      for (const item of values) encode(item, sink);
    };
  }

  function variants(name: string, all: readonly Si1Variant[]): Encode {
    const byName = new Map(
      all.map((one) => [one.name.toString(), { index: one.index.toNumber(), encode: fields(one) }]),
    );
    const first = all[0]?.name.toString() ?? '';
    return (value, sink) => {
      let chosen = first;
      let content: Value;
      if (name === 'Option') {
        if (value !== undefined && value !== null) [chosen, content] = ['Some', [value]];
      } else if (name === 'MultiAddress' && typeof value === 'string') [chosen, content] = ['Id', [value]];
      else if (typeof value === 'string') chosen = value;
      else if (value !== undefined) {
        if (!isVariant(value)) throw new Error(`expected a variant of ${name}`);
        [chosen, content] = [value.variant, value.fields];
      }
      const variant = byName.get(chosen);
      if (!variant) throw new Error(`${name} has no variant ${chosen}`);
      sink.byte(variant.index);
      variant.encode(content, sink);
    };
  }

  function fields(variant: Si1Variant): Encode {
    const encoders = variant.fields.map((field) => byId(field.type.toNumber()));
    return (value, sink) => {
      const values = value === undefined ? [] : list(value);
      if (values.length > encoders.length)
        throw new Error(`${variant.name.toString()} has ${encoders.length} fields`);
      encoders.forEach((encode, i) => encode(values[i], sink));
    };
  }

  function isByte(typeId: number): boolean {
    const { def } = lookup.getSiType(typeId);
    return def.isPrimitive && def.asPrimitive.isU8;
  }

  return { byId, fields };
}

function primitive(type: string): Encode {
  const width = INTEGER_WIDTHS[type];
  if (width !== undefined) return (value, sink) => sink.integer(toInteger(value), width);
  if (type === 'Bool') return (value, sink) => sink.byte(value === true ? 1 : 0);
  if (type === 'Str') {
    return (value, sink) => sink.bytes(lengthPrefixed(Buffer.from(typeof value === 'string' ? value : '')));
  }
  throw new Error(`primitive ${type} cannot be encoded`);
}

const compact: Encode = (value, sink) => sink.compact(toInteger(value));

/** A value behind its own length, so that a reader can pass over it (`OpaqueCall`). */
function opaque(encode: Encode): Encode {
  return (value, sink) => {
    const inner = newSink();
    encode(value, inner);
    sink.bytes(lengthPrefixed(inner.take()));
  };
}

function list(value: Value): readonly Value[] {
  if (!Array.isArray(value)) throw new Error('expected a list of values');
  return value as readonly Value[];
}

function toInteger(value: Value): bigint {
  if (value === undefined) return 0n;
  if (typeof value !== 'bigint' && typeof value !== 'number') throw new Error('expected an integer');
  return BigInt(value);
}

function toBytes(value: Value): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value !== 'string') throw new Error('expected bytes as hex or Uint8Array');
  return hexToBytes(value);
}
