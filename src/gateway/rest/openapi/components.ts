import { z } from 'zod';
import { EVENT_TYPES, type EventType } from '../../../domain/events/catalog.js';
import { eventJsonSchema, toJsonSchema, type JsonSchema } from '../../../domain/events/json-schema.js';

/** Schemas that have a name, each once. */
export interface Components {
  /** The JSON Schema of a type; named parts of it are references. */
  schemaOf(type: z.ZodType): JsonSchema;
  /** Those that were named so far, by name. */
  named(): Readonly<Record<string, JsonSchema>>;
}

const PLACE = '#/components/schemas/';
/** What an event is: one of the types of the catalog, which have schemas of their own. */
export const anyEvent = z.unknown().meta({ $ref: `${PLACE}Event` });

/** `OrderSettledEvent` */
export function eventComponent(type: EventType): string {
  const words = type.split(/[._]/).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
  return `${words.join('')}Event`;
}

/** @throws {Error} where two different schemas have one name, which is a mistake in the code */
export function createComponents(): Components {
  const known = new Map<string, JsonSchema>();

  function name(key: string, schema: JsonSchema): void {
    const before = known.get(key);
    if (before && JSON.stringify(before) !== JSON.stringify(schema)) {
      throw new Error(`two schemas have the name ${key}`);
    }
    known.set(key, schema);
  }

  /** Takes the named parts out of a schema. @param as how their names are written here */
  function takeIn(schema: JsonSchema, as: (name: string) => string): JsonSchema {
    const { $defs = {}, ...rest } = schema;
    for (const [key, part] of Object.entries($defs as Readonly<Record<string, JsonSchema>>)) {
      name(as(key), pointed(part, as) as JsonSchema);
    }
    return pointed(withoutDialect(rest), as) as JsonSchema;
  }

  for (const type of EVENT_TYPES) {
    name(
      eventComponent(type),
      takeIn(eventJsonSchema(type), (part) => `${part}Data`),
    );
  }
  const references = EVENT_TYPES.map((type) => [type, PLACE + eventComponent(type)] as const);
  name('Event', {
    description: 'Something that happened. Later versions may add types: leave alone what you do not know.',
    oneOf: references.map(([, $ref]) => ({ $ref })),
    discriminator: { propertyName: 'type', mapping: Object.fromEntries(references) },
  });

  return {
    schemaOf: (type) => takeIn(toJsonSchema(type), (part) => part),
    named: () => Object.fromEntries([...known].sort(([a], [b]) => (a < b ? -1 : 1))),
  };
}

/** What dialect schemas are in is said once, by the version of OpenAPI. */
function withoutDialect(schema: JsonSchema): JsonSchema {
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== '$schema'));
}

/** The same with references to where the document has its schemas. */
function pointed(part: unknown, as: (name: string) => string): unknown {
  if (Array.isArray(part)) return part.map((item) => pointed(item, as));
  if (typeof part !== 'object' || part === null) return part;
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => {
      const local = key === '$ref' && typeof value === 'string' ? /^#\/\$defs\/(.+)$/.exec(value) : null;
      return [key, local ? PLACE + as(local[1] ?? '') : pointed(value, as)];
    }),
  );
}
