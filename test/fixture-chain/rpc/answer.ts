/** JSON-RPC 2.0: from the text of a request or batch to the text of the answer. */
import type { Faults } from './faults.js';
import { RpcError, type Params } from './methods.js';

/** What a transport does for the answers: the parts that differ between HTTP and WebSocket. */
export interface Connection {
  /** Undefined for a method that does not exist. */
  call(method: string, params: Params): { readonly result: unknown } | undefined;
  /** Breaks the connection. */
  break(): void;
  /** Resolves after a time; never, once the server is closed. */
  wait(ms: number): Promise<void>;
}

interface Request {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
}

/** @returns undefined where a fault leaves the request without an answer */
export async function answerText(
  text: string,
  connection: Connection,
  faults: Faults,
): Promise<string | undefined> {
  let request: Request | Request[];
  try {
    request = JSON.parse(text) as Request | Request[];
  } catch {
    return JSON.stringify(failure(null, -32700, 'Parse error'));
  }
  if (!Array.isArray(request)) {
    const answer = await answerOne(request, connection, faults);
    return answer && JSON.stringify(answer);
  }
  const answers = await Promise.all(request.map((one) => answerOne(one, connection, faults)));
  return answers.includes(undefined) ? undefined : JSON.stringify(answers);
}

async function answerOne(
  request: Request,
  connection: Connection,
  faults: Faults,
): Promise<object | undefined> {
  const { id = null } = request;
  const method = String(request.method);
  const fault = faults.take(method);
  switch (fault?.kind) {
    case 'hang':
      return undefined;
    case 'close':
      connection.break();
      return undefined;
    case 'error':
      return failure(id, -32000, fault.message ?? 'injected fault');
    case 'null':
      return { jsonrpc: '2.0', id, result: null };
    case 'slow':
      await connection.wait(fault.ms);
  }
  try {
    const answer = connection.call(method, Array.isArray(request.params) ? request.params : []);
    if (!answer) return failure(id, -32601, 'Method not found');
    return { jsonrpc: '2.0', id, result: answer.result ?? null };
  } catch (error) {
    if (error instanceof RpcError) return failure(id, error.code, error.message);
    return failure(id, -32602, error instanceof Error ? error.message : String(error));
  }
}

function failure(id: unknown, code: number, message: string): object {
  return { jsonrpc: '2.0', id, error: { code, message } };
}
