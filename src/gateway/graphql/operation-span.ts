/** A span for each operation, as OpenTelemetry's conventions for GraphQL have it: its type and fields, never its text. */
import type { ApolloServerPlugin } from '@apollo/server';
import { trace } from '@opentelemetry/api';
import type { RouteHandlerMethod } from 'fastify';
import { Kind, type OperationDefinitionNode } from 'graphql';
import type { GatewayContext } from './context.js';

const MOST_FIELDS = 10;

/** Lets a handler run within a span, which `nameOperations` names when it is known what is asked. */
export function traceOperation(handler: RouteHandlerMethod): RouteHandlerMethod {
  return function (request, reply) {
    return trace.getTracer('chaintill').startActiveSpan('GraphQL Operation', async (span) => {
      try {
        return await handler.call(this, request, reply);
      } finally {
        span.end();
      }
    });
  };
}

/**
 * Names an operation by its type. What a client calls it may be anything; the fields that it asks for are the schema's, as it
 * was validated.
 */
export function nameOperations(): ApolloServerPlugin<GatewayContext> {
  return {
    requestDidStart: () =>
      Promise.resolve({
        didResolveOperation({ operation }) {
          if (operation === undefined) return Promise.resolve();
          const span = trace.getActiveSpan();
          span?.updateName(operation.operation);
          span?.setAttributes({
            'graphql.operation.type': operation.operation,
            'chaintill.graphql.fields': fieldsOf(operation),
          });
          return Promise.resolve();
        },
        willSendResponse({ response: { body } }) {
          const [error] = body.kind === 'single' ? (body.singleResult.errors ?? []) : [];
          const code = error?.extensions?.['code'];
          if (typeof code === 'string') trace.getActiveSpan()?.setAttribute('error.type', code);
          return Promise.resolve();
        },
      }),
  };
}

function fieldsOf({ selectionSet }: OperationDefinitionNode): string[] {
  const names = selectionSet.selections.flatMap((one) => (one.kind === Kind.FIELD ? [one.name.value] : []));
  return [...new Set(names)].sort().slice(0, MOST_FIELDS);
}
