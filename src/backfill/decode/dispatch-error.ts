/** Reads a DispatchError, as the runtime has it: `Module`, a plain word, or a word with a kind (`Token.NoFunds`). */
import type { ChainError } from '../../domain/extract/block.js';
import { byte, pass, ScaleError, type Cursor } from './cursor.js';
import type { RuntimeTypes, TypeDefinition, TypeId, Variant } from './runtime-types.js';
import type { Skipping } from './skip.js';

export type ReadError = (cursor: Cursor) => ChainError | null;

/** @returns a function that makes a reader of a type; its readers give null for what is no DispatchError */
export function errorReader({ types, pallets }: RuntimeTypes, skips: Skipping): (id: TypeId) => ReadError {
  const palletOf = new Map(
    pallets.map(({ index, name, errors }) => [
      index,
      new Map(errors.map((error) => [error.index, told(name, error)])),
    ]),
  );

  function definitionOf(id: TypeId): TypeDefinition | undefined {
    return types[id]?.definition;
  }

  function reader(id: TypeId): ReadError {
    const definition = definitionOf(id);
    if (definition?.kind === 'variant') return dispatchError(definition.variants);
    // DispatchErrorWithPostInfo.
    if (definition?.kind === 'composite' && definition.fields.some(({ name }) => name === 'error')) {
      const steps = definition.fields.map(({ name, type }) => ({
        read: name === 'error' ? reader(type) : null,
        skip: skips.skipper(type),
      }));
      return (cursor) => {
        let error: ChainError | null = null;
        for (const { read, skip } of steps) {
          if (read) error = read(cursor);
          else skip(cursor);
        }
        return error;
      };
    }
    return skipped([id]);
  }

  function skipped(ids: readonly TypeId[]): ReadError {
    const skip = skips.skipAll(ids);
    return (cursor) => {
      skip(cursor);
      return null;
    };
  }

  function dispatchError(variants: readonly Variant[]): ReadError {
    const table = new Map(variants.map((variant) => [variant.index, variantReader(variant)]));
    return (cursor) => {
      const read = table.get(byte(cursor));
      if (!read) throw new ScaleError('an error that the metadata does not have');
      return read(cursor);
    };
  }

  function variantReader(variant: Variant): ReadError {
    const [field] = variant.fields;
    if (variant.name === 'Module') return moduleError(variant.fields.map(({ type }) => type));
    const inner = field && definitionOf(field.type);
    if (inner?.kind !== 'variant' || variant.fields.length > 1) {
      const skip = skips.skipAll(variant.fields.map(({ type }) => type));
      const error = plain(variant.name);
      return (cursor) => {
        skip(cursor);
        return error;
      };
    }
    const kinds = new Map(
      inner.variants.map(({ index, name, fields }) => [
        index,
        { error: plain(`${variant.name}.${name}`), skip: skips.skipAll(fields.map(({ type }) => type)) },
      ]),
    );
    return (cursor) => {
      const kind = kinds.get(byte(cursor));
      if (!kind) throw new ScaleError('an error that the metadata does not have');
      kind.skip(cursor);
      return kind.error;
    };
  }

  /** The pallet's index, then its error: one byte, in newer runtimes with three more that tell what is nested in it. */
  function moduleError(fields: readonly TypeId[]): ReadError {
    const width = fields.reduce((all, id) => all + (skips.widthOf(id) ?? NaN), 0);
    if (!(width >= 2)) return skipped(fields);
    return (cursor) => {
      const from = pass(cursor, width);
      const { bytes } = cursor;
      return palletOf.get(bytes[from] ?? -1)?.get(bytes[from + 1] ?? -1) ?? null;
    };
  }

  return reader;
}

function plain(name: string): ChainError {
  return { pallet: null, name, docs: null };
}

function told(pallet: string, { name, docs }: Variant): ChainError {
  const text = docs.join('\n').trim();
  return { pallet, name, docs: text === '' ? null : text };
}
