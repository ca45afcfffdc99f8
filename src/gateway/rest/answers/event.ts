/** The event log, as REST answers it. */
import { z } from 'zod';
import { EVENT_TYPES } from '../../../domain/events/catalog.js';
import { anyEvent } from '../openapi/components.js';

export const eventType = z.enum(EVENT_TYPES);

export const eventPageAnswer = z
  .object({
    data: z.array(anyEvent).describe('In the very text of their webhooks'),
    nextCursor: z.string().describe('What to ask after for what comes next, also after the last page'),
    hasMore: z.boolean().describe('Whether more is there already'),
  })
  .meta({ id: 'EventPage', description: 'Part of the log, in its order.' });

export const eventTypesAnswer = z
  .object({
    types: z.array(
      z.object({
        type: eventType,
        summary: z.string(),
        when: z.string().describe('When it is sent'),
        hint: z.boolean().describe('True: it tells of a block that a fork can still take back'),
        schema: z.string().describe('Where its JSON Schema is'),
      }),
    ),
  })
  .meta({ id: 'EventTypes', description: 'Every type of event.' });

export const jsonSchemaAnswer = z
  .record(z.string(), z.unknown())
  .meta({ id: 'JsonSchema', description: 'A JSON Schema, draft 2020-12.' });
