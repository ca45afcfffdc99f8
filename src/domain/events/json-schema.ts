import { z } from 'zod';
import { EVENTS, eventFields, type EventType } from './catalog.js';

/** A JSON Schema, as plain JSON. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/**
 * The JSON Schema (draft 2020-12) of the bodies of one type. Fields that it does not name may come with later versions, so
 * it allows them.
 */
export function eventJsonSchema(type: EventType): JsonSchema {
  const { summary, when, data } = EVENTS[type];
  const { id, ...rest } = eventFields;
  const body = z.object({ id, type: z.literal(type), ...rest, data });
  return { ...toJsonSchema(body), title: type, description: `${summary} ${when}` };
}

/** As of what is sent in, for what comes out is closed to fields of later versions. */
export function toJsonSchema(schema: z.ZodType): JsonSchema {
  return z.toJSONSchema(schema, { io: 'input' });
}
