import { z } from 'zod';
import { jsonSchemaAnswer } from '../answers/event.js';
import { healthAnswer, liveAnswer, publicKeysAnswer, rootFailure } from '../answers/gateway.js';
import { described } from '../openapi/operation.js';

const about = { tag: 'Gateway', scope: null, errors: [] } as const;
const UNCHANGED = { means: 'It is still what it was under the tag in `if-none-match`.' };
const keys = { ...about, errors: ['SECRET_KEY_MISSING', 'SECRET_KEY_WRONG'] } as const;

export const READ_HEALTH = described({
  ...about,
  id: 'getHealth',
  summary: 'Ask how the gateway is',
  rate: 'health',
  answers: {
    200: { means: 'It is of use.', schema: healthAnswer },
    401: { means: 'A key was sent that does not work.', schema: rootFailure },
    429: { means: 'Asked too often.', schema: rootFailure },
    503: { means: 'It is not.', schema: healthAnswer },
  },
  errors: null,
});

/** It costs nothing: whoever ends a process that does not answer must not be told to come back later. */
export const READ_LIFE = described({
  ...about,
  id: 'getLiveness',
  summary: 'Ask whether the gateway answers at all',
  description: 'It does, whatever Postgres, the indexer or the chain do; `GET /health` says how these are.',
  rate: null,
  answers: {
    200: { means: 'It does.', schema: liveAnswer },
    401: { means: 'A key was sent that does not work.', schema: rootFailure },
    503: { means: 'A key was sent, and keys cannot be looked up.', schema: rootFailure },
  },
  errors: null,
});

export const READ_KEYS = described({
  ...keys,
  id: 'getPublicKeys',
  summary: 'Read what webhooks are checked with',
  answers: { 200: { means: 'The public keys.', schema: publicKeysAnswer } },
});

export const READ_RSA_KEY = described({
  ...keys,
  id: 'getRsaKey',
  summary: 'Read the public key of dialect `LIBERLAND`',
  answers: { 200: { means: 'The key, as PEM.', type: 'application/x-pem-file', schema: z.string() } },
});

export const READ_OPENAPI = described({
  ...about,
  id: 'getOpenApi',
  summary: 'Read this description',
  description: 'OpenAPI 3.1. The page `/docs` shows it.',
  answers: { 200: { means: 'The document.', schema: jsonSchemaAnswer }, 304: UNCHANGED },
});

export const READ_GRAPHQL_SCHEMA = described({
  ...about,
  id: 'getGraphqlSchema',
  summary: 'Read the schema of the GraphQL API',
  answers: {
    200: { means: 'The schema, in its own language.', type: 'text/plain', schema: z.string() },
    304: UNCHANGED,
  },
});
