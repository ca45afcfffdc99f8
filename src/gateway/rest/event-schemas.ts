import type { FastifyInstance } from 'fastify';
import { EVENT_TYPES, EVENTS, isEventType, type EventType } from '../../domain/events/catalog.js';
import { eventJsonSchema, type JsonSchema } from '../../domain/events/json-schema.js';
import { ChaintillError } from '../../domain/errors.js';
import { LIST_EVENT_TYPES, READ_EVENT_SCHEMA } from './operations/events.js';

const FOR_AN_HOUR = 'public, max-age=3600';

/** What events look like, for anybody: it says nothing of anyone. */
export function eventSchemaRoutes(app: FastifyInstance): void {
  const schemas = new Map<EventType, JsonSchema>(EVENT_TYPES.map((type) => [type, eventJsonSchema(type)]));
  const list = EVENT_TYPES.map((type) => ({
    type,
    summary: EVENTS[type].summary,
    when: EVENTS[type].when,
    hint: 'hint' in EVENTS[type],
    schema: `/v1/event-schemas/${type}`,
  }));

  app.get('/v1/event-schemas', LIST_EVENT_TYPES, async (_request, reply) =>
    reply.header('cache-control', FOR_AN_HOUR).send({ types: list }),
  );

  app.get<{ Params: { readonly type: string } }>(
    '/v1/event-schemas/:type',
    READ_EVENT_SCHEMA,
    async (request, reply) => {
      const { type } = request.params;
      if (!isEventType(type)) {
        throw new ChaintillError(
          'EVENT_TYPE_NOT_FOUND',
          'there is no such type: GET /v1/event-schemas has all',
        );
      }
      return reply
        .header('cache-control', FOR_AN_HOUR)
        .type('application/schema+json')
        .send(schemas.get(type));
    },
  );
}
