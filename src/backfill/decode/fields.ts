/** For a type of a runtime and a kind of field, a function that reads the plain value; null where it has no such value. */
import type { Field } from '../../domain/extract/block.js';
import type { FieldKind } from '../../domain/extract/fields.js';
import { byte, compact, hexOf, integer, length, ScaleError, type Cursor } from './cursor.js';
import { errorReader } from './dispatch-error.js';
import type { RuntimeTypes, TypeDefinition, TypeId, Variant } from './runtime-types.js';
import { integerWidth, type Skip, type Skipping } from './skip.js';

export type Read = (cursor: Cursor) => Field;

/** Makes a reader; it reads the whole value, whatever it makes of it. */
export type FieldReaders = (kind: FieldKind, id: TypeId) => Read;

export function fieldReaders(runtime: RuntimeTypes, skips: Skipping): FieldReaders {
  const readError = errorReader(runtime, skips);

  function reader(kind: FieldKind, id: TypeId): Read {
    switch (kind) {
      case 'account':
        return account(id);
      case 'amount':
        return whole(id) ?? nothing(id);
      case 'assetId': {
        const read = whole(id);
        return read ? (cursor) => read(cursor).toString() : nothing(id);
      }
      case 'number': {
        const read = whole(id);
        return read ? (cursor) => Number(read(cursor)) : nothing(id);
      }
      case 'bytes':
        return bytes(id);
      case 'error':
        return readError(id);
      case 'result':
        return result(id);
      case 'origin':
        return origin(id);
      case 'skip':
        return nothing(id);
    }
  }

  /** A struct of one field is its field: `AccountId32([u8; 32])`, `BoundedVec(Vec<T>)`. */
  function innermost(id: TypeId): TypeId {
    const definition = definitionOf(id);
    const [only, ...more] = definition.kind === 'composite' ? definition.fields : [];
    return only && more.length === 0 ? innermost(only.type) : id;
  }

  function definitionOf(id: TypeId): TypeDefinition {
    const found = runtime.types[id];
    if (!found) throw new ScaleError(`the metadata has no type ${id}`);
    return found.definition;
  }

  function nothing(id: TypeId): Read {
    const skip = skips.skipper(id);
    return (cursor) => {
      skip(cursor);
      return null;
    };
  }

  function isByte(id: TypeId): boolean {
    const definition = definitionOf(id);
    return definition.kind === 'primitive' && definition.name === 'U8';
  }

  /** Of an account id of 32 or 20 bytes, or of a MultiAddress that holds one. */
  function account(id: TypeId): Read {
    const definition = definitionOf(innermost(id));
    if (definition.kind === 'variant') {
      return byVariant(definition.variants, ({ name, fields: [field] }) =>
        field && ACCOUNT_ADDRESSES.has(name) ? account(field.type) : null,
      );
    }
    const isAccount =
      definition.kind === 'array' &&
      isByte(definition.of) &&
      (definition.length === 32 || definition.length === 20);
    return isAccount ? (cursor) => hexOf(cursor, definition.length) : nothing(id);
  }

  function whole(id: TypeId): ((cursor: Cursor) => bigint) | null {
    const definition = definitionOf(innermost(id));
    if (definition.kind === 'compact') return compact;
    const width = integerWidth(definition);
    return width === undefined ? null : (cursor) => integer(cursor, width);
  }

  function bytes(id: TypeId): Read {
    const definition = definitionOf(innermost(id));
    if (definition.kind === 'sequence' && isByte(definition.of))
      return (cursor) => hexOf(cursor, length(cursor));
    if (definition.kind === 'array' && isByte(definition.of))
      return (cursor) => hexOf(cursor, definition.length);
    return nothing(id);
  }

  function result(id: TypeId): Read {
    const definition = definitionOf(id);
    if (definition.kind !== 'variant' || runtime.types[id]?.name !== 'Result') return nothing(id);
    return byVariant(definition.variants, ({ name, fields: [field] }) => {
      if (!field) return null;
      if (name !== 'Ok') return readError(field.type);
      const skip = skips.skipper(field.type);
      return (cursor) => {
        skip(cursor);
        return true;
      };
    });
  }

  /** Of `OriginCaller::system(RawOrigin::Signed(account))`. */
  function origin(id: TypeId): Read {
    const definition = definitionOf(id);
    if (definition.kind !== 'variant') return nothing(id);
    return byVariant(definition.variants, ({ name, fields: [field] }) => {
      if (name !== 'system' || !field) return null;
      const raw = definitionOf(field.type);
      if (raw.kind !== 'variant') return null;
      return byVariant(raw.variants, ({ name: kind, fields: [signer] }) =>
        kind === 'Signed' && signer ? account(signer.type) : null,
      );
    });
  }

  /** @param read how to read a variant's fields; null for one that has no value for us */
  function byVariant(variants: readonly Variant[], read: (variant: Variant) => Read | null): Read {
    const table = new Map(
      variants.map((variant) => [
        variant.index,
        read(variant) ?? absent(skips.skipAll(variant.fields.map((field) => field.type))),
      ]),
    );
    return (cursor) => {
      const chosen = table.get(byte(cursor));
      if (!chosen) throw new ScaleError('an enum with a variant that the metadata does not have');
      return chosen(cursor);
    };
  }

  return reader;
}

const ACCOUNT_ADDRESSES: ReadonlySet<string> = new Set(['Id', 'Address32', 'Address20']);

function absent(skip: Skip): Read {
  return (cursor) => {
    skip(cursor);
    return null;
  };
}
