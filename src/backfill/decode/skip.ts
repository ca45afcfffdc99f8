/** For each type of a runtime, a function that passes over a value of it. Most of a block is passed over. */
import { byte, length, pass, passCompact, ScaleError, type Cursor } from './cursor.js';
import type { RuntimeTypes, TypeDefinition, TypeId } from './runtime-types.js';

export type Skip = (cursor: Cursor) => void;

export interface Skipping {
  /** The width in bytes of every value of a type; null where it varies. */
  widthOf(id: TypeId): number | null;
  /** @throws {ScaleError} from the function, on bytes that are no value of the type */
  skipper(id: TypeId): Skip;
  /** One value after another. */
  skipAll(ids: readonly TypeId[]): Skip;
}

const WIDTHS: ReadonlyMap<string, number> = new Map([
  ['Bool', 1],
  ['Char', 4],
  ...[8, 16, 32, 64, 128, 256].flatMap((bits): [string, number][] => [
    [`U${bits}`, bits / 8],
    [`I${bits}`, bits / 8],
  ]),
]);

/** The width in bytes of a primitive that is an unsigned or signed integer; undefined for any other. */
export function integerWidth(definition: TypeDefinition): number | undefined {
  if (definition.kind !== 'primitive' || !/^[UI]\d/.test(definition.name)) return undefined;
  return WIDTHS.get(definition.name);
}

/** Values behind their own length, whatever their type says. */
const OPAQUE: ReadonlySet<string> = new Set(['WrapperOpaque', 'WrapperKeepOpaque']);

export function isOpaque(name: string): boolean {
  return OPAQUE.has(name);
}

export function skipping({ types }: Pick<RuntimeTypes, 'types'>): Skipping {
  const widths = new Map<TypeId, number | null>();
  const skippers = new Map<TypeId, Skip>();

  function widthOf(id: TypeId): number | null {
    const found = widths.get(id);
    if (found !== undefined) return found;
    // A type that contains itself does so in a list or an enum, whose width varies.
    widths.set(id, null);
    const width = measure(id);
    widths.set(id, width);
    return width;
  }

  function measure(id: TypeId): number | null {
    const { name, definition } = entry(id);
    if (isOpaque(name)) return null;
    switch (definition.kind) {
      case 'primitive':
        return WIDTHS.get(definition.name) ?? null;
      case 'composite':
        return sum(definition.fields.map((field) => widthOf(field.type)));
      case 'array': {
        const width = widthOf(definition.of);
        return width === null ? null : width * definition.length;
      }
      default:
        return null;
    }
  }

  function entry(id: TypeId): RuntimeTypes['types'][number] {
    const found = types[id];
    if (!found) throw new ScaleError(`the metadata has no type ${id}`);
    return found;
  }

  function skipper(id: TypeId): Skip {
    const found = skippers.get(id);
    if (found) return found;
    // Until a type that contains itself is made, it is looked up when it is used.
    skippers.set(id, (cursor) => skippers.get(id)?.(cursor));
    const width = widthOf(id);
    const made = width === null ? make(id) : passing(width);
    skippers.set(id, made);
    return made;
  }

  function make(id: TypeId): Skip {
    const { name, definition } = entry(id);
    if (isOpaque(name)) return skipBytes;
    switch (definition.kind) {
      case 'primitive':
        return skipBytes; // Str: all others have a width
      case 'compact':
        return passCompact;
      case 'composite':
        return skipAll(definition.fields.map((field) => field.type));
      case 'variant':
        return skipVariant(
          new Map(
            definition.variants.map(({ index, fields }) => [
              index,
              skipAll(fields.map((field) => field.type)),
            ]),
          ),
        );
      case 'sequence':
        return repeated(definition.of);
      case 'array': {
        const skip = skipper(definition.of);
        return (cursor) => {
          for (let i = 0; i < definition.length; i++) skip(cursor);
        };
      }
      case 'bits':
        return skipBits(widthOf(definition.store) ?? 1);
    }
  }

  function repeated(of: TypeId): Skip {
    const width = widthOf(of);
    if (width !== null) return (cursor) => void pass(cursor, length(cursor) * width);
    const skip = skipper(of);
    return (cursor) => {
      const count = length(cursor);
      for (let i = 0; i < count; i++) skip(cursor);
    };
  }

  function skipAll(ids: readonly TypeId[]): Skip {
    const steps: Skip[] = [];
    let fixed = 0;
    for (const id of ids) {
      const width = widthOf(id);
      if (width === null) {
        if (fixed > 0) steps.push(passing(fixed));
        steps.push(skipper(id));
        fixed = 0;
      } else fixed += width;
    }
    if (fixed > 0) steps.push(passing(fixed));
    const [only] = steps;
    if (only && steps.length === 1) return only;
    return (cursor) => {
      for (const step of steps) step(cursor);
    };
  }

  return { widthOf, skipper, skipAll };
}

function sum(widths: readonly (number | null)[]): number | null {
  return widths.reduce((all, width) => (all === null || width === null ? null : all + width), 0);
}

function passing(width: number): Skip {
  return (cursor) => void pass(cursor, width);
}

const skipBytes: Skip = (cursor) => void pass(cursor, length(cursor));

function skipBits(storeBytes: number): Skip {
  return (cursor) => void pass(cursor, Math.ceil(length(cursor) / (8 * storeBytes)) * storeBytes);
}

function skipVariant(byIndex: ReadonlyMap<number, Skip>): Skip {
  const table = Array.from({ length: 256 }, (_, index) => byIndex.get(index));
  return (cursor) => {
    const skip = table[byte(cursor)];
    if (!skip) throw new ScaleError('an enum with a variant that the metadata does not have');
    skip(cursor);
  };
}
