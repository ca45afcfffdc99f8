/** A JSON Schema as people read it: what kind of value it is, and what is inside. */
import type { ApiDocument, Schema } from './document.js';

/** Kinds of values, for which the texts have words. */
export type Kind = 'text' | 'number' | 'flag' | 'object' | 'any' | 'null' | 'moment' | 'uuid' | 'one_of';

export interface Shape {
  readonly kind: Kind;
  /** Of a named schema; null for others. */
  readonly name: string | null;
  readonly isList: boolean;
  readonly nullable: boolean;
  readonly description: string | null;
  /** The constants that it can be. */
  readonly values: readonly unknown[];
  readonly fields: readonly Field[];
  /** Schemas of which it is one. */
  readonly variants: readonly Schema[];
  readonly bounds: Bounds;
}

/** Of a number, or of how many there are; null for none. */
export interface Bounds {
  readonly least: number | null;
  readonly most: number | null;
}

export interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
}

const EMPTY = {
  isList: false,
  nullable: false,
  values: [],
  fields: [],
  variants: [],
  bounds: { least: null, most: null },
};

export function shapeOf(schema: Schema, document: ApiDocument): Shape {
  const description = schema.description ?? null;
  if (schema.$ref !== undefined) {
    const name = schema.$ref.split('/').at(-1) ?? '';
    const target = document.components.schemas[name];
    const shape = target ? shapeOf(target, document) : plain('any', null);
    return { ...shape, name, description: description ?? shape.description };
  }
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return { ...unionOf(union, document), description };
  const types = [schema.type ?? []].flat();
  const nullable = types.length > 1 && types.includes('null');
  if (schema.items) {
    const item = shapeOf(schema.items, document);
    return { ...item, isList: true, nullable, description, bounds: boundsOf(schema) };
  }
  return {
    ...plain(kindOf(schema, types), description),
    nullable,
    values: schema.const === undefined ? (schema.enum ?? []) : [schema.const],
    fields: fieldsOf(schema),
    variants: schema.prefixItems ?? [],
    isList: schema.prefixItems !== undefined,
    bounds: boundsOf(schema),
  };
}

function plain(kind: Kind, description: string | null): Shape {
  return { ...EMPTY, kind, name: null, description };
}

function unionOf(union: readonly Schema[], document: ApiDocument): Shape {
  const others = union.filter(({ type }) => type !== 'null');
  const nullable = others.length < union.length;
  const [only] = others;
  if (only && others.length === 1) return { ...shapeOf(only, document), nullable };
  return { ...plain('one_of', null), nullable, variants: others };
}

function kindOf({ format, properties, const: constant }: Schema, types: readonly string[]): Kind {
  const type = types.find((one) => one !== 'null') ?? types[0];
  if (type === 'object' || properties) return 'object';
  if (type === 'integer' || type === 'number') return 'number';
  if (type === 'boolean') return 'flag';
  if (type === 'null') return 'null';
  if (format === 'date-time') return 'moment';
  if (format === 'uuid') return 'uuid';
  return type === 'string' || typeof constant === 'string' ? 'text' : 'any';
}

function fieldsOf({ properties = {}, required = [] }: Schema): readonly Field[] {
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    required: required.includes(name),
    schema,
  }));
}

/** Bounds that any machine has are left out. */
function boundsOf(schema: Schema): Bounds {
  const least = schema.minimum ?? schema.minLength ?? schema.minItems ?? 0;
  const most = schema.maximum ?? schema.maxLength ?? schema.maxItems ?? Infinity;
  return { least: least > 0 ? least : null, most: most < Number.MAX_SAFE_INTEGER ? most : null };
}
