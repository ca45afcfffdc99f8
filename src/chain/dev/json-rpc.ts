import {
  ResponseError,
  type Context,
  type Handlers,
  type SubscriptionManager,
} from '@acala-network/chopsticks-core';
import type { Logger } from 'pino';

// Codes of the JSON-RPC 2.0 specification, section 5.1.
const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const METHOD_NOT_FOUND = -32601;
const INVALID_PARAMS = -32602;
const INTERNAL_ERROR = -32603;

type Id = string | number | null;
type Answer = { jsonrpc: '2.0'; id: Id } & (
  { result: unknown } | { error: { code: number; message: string } }
);

/** Answers JSON-RPC 2.0 text, single requests and batches. Undefined when there is nothing to answer (notifications). */
export type JsonRpc = (text: string, subscriptions: SubscriptionManager) => Promise<string | undefined>;

export function jsonRpc(handlers: Handlers, context: Context, log: Logger): JsonRpc {
  return async (text, subscriptions) => {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return JSON.stringify(failure(null, PARSE_ERROR, 'this is not JSON'));
    }
    if (!Array.isArray(message)) return stringify(await answer(message, subscriptions));
    if (message.length === 0) return JSON.stringify(failure(null, INVALID_REQUEST, 'the batch is empty'));
    const answers = await Promise.all(message.map((request) => answer(request, subscriptions)));
    const some = answers.filter((one) => one !== undefined);
    return some.length === 0 ? undefined : JSON.stringify(some);
  };

  async function answer(request: unknown, subscriptions: SubscriptionManager): Promise<Answer | undefined> {
    if (!isRequest(request))
      return failure(null, INVALID_REQUEST, 'expected { jsonrpc, id, method, params }');
    const { id, method, params } = request;
    const handler = Object.hasOwn(handlers, method) ? handlers[method] : undefined;
    let result: Answer;
    if (handler === undefined) {
      result = failure(id ?? null, METHOD_NOT_FOUND, `Method not found: ${method.slice(0, 100)}`);
    } else {
      try {
        const value: unknown = await handler(context, params ?? [], subscriptions);
        result = { jsonrpc: '2.0', id: id ?? null, result: value ?? null };
      } catch (error) {
        result = failed(id ?? null, method, error);
      }
    }
    return id === undefined ? undefined : result;
  }

  function failed(id: Id, method: string, error: unknown): Answer {
    if (error instanceof ResponseError) return failure(id, error.code, error.message);
    log.warn({ method, err: error }, 'an RPC call failed');
    if (error instanceof Error && error.name === 'ZodError')
      return failure(id, INVALID_PARAMS, error.message);
    return failure(id, INTERNAL_ERROR, error instanceof Error ? error.message : String(error));
  }
}

function isRequest(value: unknown): value is { id?: Id; method: string; params?: unknown[] } {
  if (typeof value !== 'object' || value === null) return false;
  const { id, method, params } = value as Record<string, unknown>;
  return (
    typeof method === 'string' &&
    (params === undefined || Array.isArray(params)) &&
    (id === undefined || id === null || typeof id === 'string' || typeof id === 'number')
  );
}

function failure(id: Id, code: number, message: string): Answer {
  return { jsonrpc: '2.0', id, error: { code, message } };
}

function stringify(answer: Answer | undefined): string | undefined {
  return answer === undefined ? undefined : JSON.stringify(answer);
}
