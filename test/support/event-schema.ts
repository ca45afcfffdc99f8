/** Checks stored bodies against the JSON Schemas that are published. */
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import { EVENT_TYPES, isEventType, type EventType } from '../../src/domain/events/catalog.js';
import { eventJsonSchema, type JsonSchema } from '../../src/domain/events/json-schema.js';
import type { TillDatabase } from '../../src/store/till/database.js';

// Formats have patterns beside them.
const ajv = new Ajv2020({ allErrors: true, validateFormats: false });
const validators = new Map<EventType, ValidateFunction>(
  EVENT_TYPES.map((type) => [type, ajv.compile(closed(eventJsonSchema(type)) as JsonSchema)]),
);

/** What is wrong with a body; nothing where it fits the schema of its type and has no field that is not in it. */
export function flawsOf(bodyText: string): readonly string[] {
  const body = JSON.parse(bodyText) as { readonly type: string };
  const validate = isEventType(body.type) ? validators.get(body.type) : undefined;
  if (!validate) return [`${body.type}: there is no such type`];
  validate(body);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${body.type}${instancePath}: ${message ?? ''} ${JSON.stringify(params)}`,
  );
}

/** Fails where a stored event does not fit. @returns the types that there are */
export async function expectEventsFitSchemas(till: TillDatabase): Promise<ReadonlySet<string>> {
  const rows = await till.selectFrom('events').select(['type', 'body']).orderBy('cursor').execute();
  expect(rows.flatMap(({ body }) => flawsOf(body))).toEqual([]);
  return new Set(rows.map(({ type }) => type));
}

/** The schema with every object closed to fields that it does not name. */
function closed(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(closed);
  if (typeof part !== 'object' || part === null) return part;
  const inner = Object.fromEntries(Object.entries(part).map(([key, value]) => [key, closed(value)]));
  return inner['type'] === 'object' && 'properties' in inner
    ? { ...inner, additionalProperties: false }
    : inner;
}
