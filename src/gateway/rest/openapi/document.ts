/** The OpenAPI 3.1 document of the routes that are registered. */
import type { JsonSchema } from '../../../domain/events/json-schema.js';
import { failureAnswer } from '../answers/failure.js';
import type { DescribedRoute } from './collect.js';
import { createComponents, type Components } from './components.js';
import { failuresOf } from './failures.js';
import { renderGuide } from './guide.js';
import type { Answer, Body, Operation } from './operation.js';
import { parametersOf } from './parameters.js';
import { TAGS } from './tags.js';

export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  /** By path, then by method in small letters. */
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: object;
}

export type OperationObject = Readonly<Record<string, unknown>> & {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly security: readonly Readonly<Record<string, readonly string[]>>[];
};

const JSON_TYPE = 'application/json';

/** Names of the ways to show a key. */
const SECURITY = {
  key: {
    type: 'http',
    scheme: 'bearer',
    description:
      'A key of a merchant, secret (`sk_…`) or read-only (`rk_…`); the operator’s (`ak_…`) with `merchantId`.',
  },
  lnbitsKey: {
    type: 'apiKey',
    in: 'header',
    name: 'x-api-key',
    description: 'The same key, where clients of LNbits put it.',
  },
};

/** @param origin where clients reach the gateway; null for where they have the document from */
export function buildDocument(routes: readonly DescribedRoute[], origin: string | null): OpenApiDocument {
  const components = createComponents();
  const paths: Record<string, Record<string, OperationObject>> = {};
  const used = new Set<string>();
  for (const { method, url, operation } of routes) {
    if (!operation) continue;
    const path = pathOf(url);
    paths[path] = {
      ...paths[path],
      [method.toLowerCase()]: operationObject(method, path, operation, components),
    };
    used.add(operation.tag);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Chaintill',
      version: '1',
      description: `The REST API of a payment gateway for Substrate chains.\n\n${renderGuide('##')}`,
    },
    servers: [{ url: origin ?? '/' }],
    tags: Object.entries(TAGS)
      .filter(([name]) => used.has(name))
      .map(([name, description]) => ({ name, description })),
    paths,
    components: { securitySchemes: SECURITY, schemas: components.named() },
  };
}

/** `/v1/orders/{orderId}` */
export function pathOf(url: string): string {
  return url.replace(/:(\w+)/g, '{$1}').replace('*', '{text}');
}

function operationObject(
  method: string,
  path: string,
  operation: Operation,
  components: Components,
): OperationObject {
  const { id, tag, summary, description, body } = operation;
  return {
    operationId: id,
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: securityOf(operation),
    parameters: parametersOf(path, operation, components),
    ...(body && { requestBody: requestBody(body, components) }),
    responses: { ...answersOf(operation, components), ...failuresAnswers(method, operation, components) },
  };
}

function securityOf({ scope, orBy }: Operation): OperationObject['security'] {
  if (scope === null) return [];
  const key = { key: [scope] };
  if (orBy === 'token') return [{}, key];
  return orBy === 'x-api-key' ? [key, { lnbitsKey: [scope] }] : [key];
}

function requestBody({ schema, optional, alsoAs = [] }: Body, components: Components): object {
  const content = { schema: components.schemaOf(schema) };
  return {
    required: optional !== true,
    content: Object.fromEntries([JSON_TYPE, ...alsoAs].map((type) => [type, content])),
  };
}

function answersOf({ answers }: Operation, components: Components): object {
  return Object.fromEntries(
    Object.entries(answers).map(([status, answer]) => [status, answerObject(answer, components)]),
  );
}

function answerObject({ means, type = JSON_TYPE, schema }: Answer, components: Components): object {
  return {
    description: means,
    ...(schema && { content: { [type]: { schema: components.schemaOf(schema) } } }),
  };
}

function failuresAnswers(method: string, operation: Operation, components: Components): object {
  const failure = components.schemaOf(failureAnswer);
  return Object.fromEntries(
    [...failuresOf(method, operation)].map(([status, codes]) => [
      status,
      {
        description: codes.join(', '),
        content: { [JSON_TYPE]: { schema: withCodes(failure, codes) } },
      },
    ]),
  );
}

function withCodes(failure: JsonSchema, codes: readonly string[]): JsonSchema {
  const code = { enum: codes };
  return { allOf: [failure, { properties: { error: { properties: { code } } } }] };
}
