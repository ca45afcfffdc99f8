import type { ApolloServerPlugin } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { ChaintillError } from '../../domain/errors.js';
import type { GatewayContext } from './context.js';

const UNEXPECTED = 'INTERNAL_SERVER_ERROR';
/** Failures of ours that a user is told of, but that an operator should know as well. */
const OPERATORS = new Set(['DATABASE_UNAVAILABLE', 'QUERY_TIMEOUT']);

/** Logs what nobody expected, and marks it with the request's id, which the user gets in place of the cause. */
export function logUnexpected(log: Logger): ApolloServerPlugin<GatewayContext> {
  return {
    unexpectedErrorProcessingRequest({ requestContext, error }) {
      const { requestId } = requestContext.contextValue;
      log.error({ err: error, requestId }, 'an operation failed unexpectedly');
      return Promise.resolve();
    },
    requestDidStart: () =>
      Promise.resolve({
        didEncounterErrors({ errors, contextValue: { requestId } }) {
          for (const error of errors) {
            const cause = unwrapResolverError(error);
            if (cause instanceof ChaintillError) {
              if (OPERATORS.has(cause.code)) log.warn({ err: cause, requestId }, 'a query failed');
            } else if (isUnexpected(error)) {
              error.extensions['requestId'] = requestId;
              log.error({ err: cause, requestId }, 'a query failed unexpectedly');
            }
          }
          return Promise.resolve();
        },
      }),
  };
}

/** What leaves the gateway: a code, a message that says what to change, and never a stack, SQL, or a cause. */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const { locations, path } = formatted;
  const place = { ...(locations && { locations }), ...(path && { path }) };
  const cause = unwrapResolverError(error);
  if (cause instanceof ChaintillError) {
    const { code, field, message } = cause;
    return { message, ...place, extensions: { code, ...(field !== null && { field }) } };
  }
  const code = formatted.extensions?.['code'];
  if (typeof code === 'string' && code !== UNEXPECTED) {
    return { message: formatted.message, ...place, extensions: { code } };
  }
  const id = formatted.extensions?.['requestId'];
  return unexpected(typeof id === 'string' ? id : null, place);
}

export function unexpected(
  requestId: string | null,
  place: Partial<GraphQLFormattedError> = {},
): GraphQLFormattedError {
  const id = requestId ?? 'the one in the header x-request-id';
  return {
    message: `something went wrong in the gateway: try again, and tell the operator this id: ${id}`,
    ...place,
    extensions: { code: UNEXPECTED, ...(requestId !== null && { requestId }) },
  };
}

function isUnexpected(error: GraphQLError): boolean {
  return error.originalError !== undefined && (error.extensions['code'] ?? UNEXPECTED) === UNEXPECTED;
}
