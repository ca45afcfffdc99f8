/** The description of the API, for programs: made of the routes that are registered, once they all are. */
import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { printSchema, type GraphQLSchema } from 'graphql';
import { READ_GRAPHQL_SCHEMA, READ_OPENAPI } from '../operations/gateway.js';
import type { DescribedRoute } from './collect.js';
import { buildDocument } from './document.js';

export interface DescriptionOptions {
  /** All routes of the gateway; they may still come. */
  readonly routes: readonly DescribedRoute[];
  /** Where clients reach the gateway; null for where they have the document from. */
  readonly publicUrl: string | null;
  /** Of the GraphQL API. */
  readonly schema: GraphQLSchema;
}

/** It changes with the gateway's version only. */
const A_LITTLE = 'public, max-age=300';

interface Text {
  readonly type: string;
  readonly text: string;
  readonly etag: string;
}

export function descriptionRoutes(
  app: FastifyInstance,
  { routes, publicUrl, schema }: DescriptionOptions,
): void {
  const origin = publicUrl === null ? null : new URL(publicUrl).origin;
  let document: Text | null = null;
  let sdl: Text | null = null;

  app.get('/openapi.json', READ_OPENAPI, (request, reply) => {
    document ??= textOf('application/json; charset=utf-8', JSON.stringify(buildDocument(routes, origin)));
    return send(request, reply, document);
  });

  app.get('/schema.graphql', READ_GRAPHQL_SCHEMA, (request, reply) => {
    sdl ??= textOf('text/plain; charset=utf-8', `${printSchema(schema)}\n`);
    return send(request, reply, sdl);
  });
}

function textOf(type: string, text: string): Text {
  const digest = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  return { type, text, etag: `"${digest}"` };
}

function send({ headers }: FastifyRequest, reply: FastifyReply, { type, text, etag }: Text): FastifyReply {
  reply.headers({ etag, 'cache-control': A_LITTLE });
  // A proxy that packs the answer weakens the tag.
  const known = headers['if-none-match']?.split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known?.includes(etag) ? reply.code(304).send() : reply.type(type).send(text);
}
