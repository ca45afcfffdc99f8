/** Subscriptions, from their text to their results: the same for sockets and streams. */
import { randomUUID } from 'node:crypto';
import {
  createSourceEventStream,
  execute,
  getOperationAST,
  GraphQLError,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
  type ExecutionArgs,
  type ExecutionResult,
  type FormattedExecutionResult,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { Logger } from 'pino';
import { ChaintillError } from '../../domain/errors.js';
import type { GatewayContext } from '../graphql/context.js';
import { refuseBroad } from '../graphql/breadth.js';
import { formatError } from '../graphql/errors.js';
import { badInput } from '../graphql/input.js';
import { operationLimits } from '../graphql/limits.js';
import { isNestedDeeper } from '../nesting.js';
import { endable } from './endable.js';

export interface SubscriptionRequest {
  readonly query: string;
  readonly operationName?: string | null | undefined;
  readonly variables?: Readonly<Record<string, unknown>> | null | undefined;
}

/** As executing gives it. */
interface RawResult {
  readonly data?: ExecutionResult['data'] | undefined;
  readonly errors?: readonly GraphQLError[] | undefined;
}

export interface Subscriptions {
  /** Reads a request, under the limits that every operation has. @returns what is wrong with it, or what to start */
  prepare(request: SubscriptionRequest): ExecutionArgs | readonly GraphQLError[];
  /**
   * @param context makes a new one for each result, as what one may cost is counted in it
   * @returns results until it ends or is ended; what a resolver refuses is one result
   */
  start(
    args: ExecutionArgs,
    context: () => GatewayContext,
  ): Promise<AsyncIterableIterator<ExecutionResult> | ExecutionResult>;
  /** What leaves the gateway of a result. */
  format(result: RawResult): FormattedExecutionResult;
  formatErrors(errors: readonly GraphQLError[]): readonly GraphQLFormattedError[];
}

const DEEPEST_VARIABLES = 64;

export function createSubscriptions(schema: GraphQLSchema, log: Logger): Subscriptions {
  const { validationRules, parseOptions } = operationLimits();
  const rules = [...specifiedRules, ...validationRules];

  function formatErrors(errors: readonly GraphQLError[]): readonly GraphQLFormattedError[] {
    return errors.map((error) => {
      const cause = error.originalError ?? error;
      const { extensions, ...plain } = error.toJSON();
      if (cause instanceof ChaintillError || cause instanceof GraphQLError) {
        return formatError(
          { ...plain, extensions: { code: 'GRAPHQL_VALIDATION_FAILED', ...extensions } },
          cause,
        );
      }
      const requestId = randomUUID();
      log.error({ err: cause, requestId }, 'a subscription failed unexpectedly');
      return formatError({ ...plain, extensions: { requestId } }, cause);
    });
  }

  return {
    prepare({ query, operationName, variables }) {
      try {
        if (isNestedDeeper(variables, DEEPEST_VARIABLES)) {
          throw badInput(`variables: write at most ${DEEPEST_VARIABLES} levels`);
        }
        const document = parse(query, parseOptions);
        refuseBroad(document);
        const errors = validate(schema, document, rules);
        if (errors.length > 0) return errors;
        // Queries and mutations have their own place, where what they cost is counted and what fails is logged.
        if (getOperationAST(document, operationName)?.operation !== OperationTypeNode.SUBSCRIPTION) {
          throw badInput('only a subscription can be served here: POST queries and mutations to /graphql');
        }
        return {
          schema,
          document,
          operationName: operationName ?? null,
          variableValues: variables ?? {},
        };
      } catch (error) {
        return [asGraphqlError(error)];
      }
    },
    async start(args, context) {
      const source = await createSourceEventStream({ ...args, contextValue: context() });
      if (!(Symbol.asyncIterator in source)) return source;
      return endable((signal) => resultsOf(source, args, context, signal));
    },
    format: ({ data, errors }) => ({
      ...(data !== undefined && { data }),
      ...(errors && { errors: formatErrors(errors) }),
    }),
    formatErrors,
  };
}

async function* resultsOf(
  source: AsyncIterable<unknown>,
  args: ExecutionArgs,
  context: () => GatewayContext,
  signal: AbortSignal,
): AsyncGenerator<ExecutionResult, undefined> {
  const payloads = source[Symbol.asyncIterator]();
  const end = (): void => void payloads.return?.();
  signal.addEventListener('abort', end, { once: true });
  try {
    for (;;) {
      const payload = await payloads.next();
      if (payload.done === true) return undefined;
      yield await execute({ ...args, rootValue: payload.value, contextValue: context() });
    }
  } catch (error) {
    // As when the log was restored, or Postgres is away: the last result says so.
    yield { errors: [asGraphqlError(error)] };
    return undefined;
  } finally {
    end();
  }
}

function asGraphqlError(error: unknown): GraphQLError {
  if (error instanceof GraphQLError) return error;
  const originalError = error instanceof Error ? error : new Error('not an error', { cause: error });
  return new GraphQLError(originalError.message, { originalError });
}
