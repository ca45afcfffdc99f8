import type WebSocket from 'ws';

/** One message of a node. */
export type Message =
  | { kind: 'result'; id: number; result: unknown }
  | { kind: 'error'; id: number; error: string }
  /** Of a whole message, which the node did not take. */
  | { kind: 'refusal'; error: string }
  | { kind: 'notification'; subscription: string; result: unknown };

/**
 * Format: JSON-RPC 2.0, one answer or a list of them, with the notifications of Substrate, `{method, params: {subscription,
 * result}}`.
 * @returns null for anything else
 */
export function parseMessages(data: WebSocket.RawData): readonly Message[] | null {
  let parsed: unknown;
  try {
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- text frames arrive as Buffers
    parsed = JSON.parse(data.toString());
  } catch {
    return null; // the caller ends the connection and says why
  }
  const messages = (Array.isArray(parsed) ? parsed : [parsed]).map(readMessage);
  return messages.some((message) => message === null) ? null : (messages as Message[]);
}

function readMessage(message: unknown): Message | null {
  if (!isRecord(message)) return null;
  const { id, error, params } = message;
  const text = isRecord(error) ? error['message'] : error;
  const reason = typeof text === 'string' ? text : 'no reason given';
  if (typeof id === 'number') {
    if (!('error' in message)) return { kind: 'result', id, result: message['result'] };
    return { kind: 'error', id, error: reason };
  }
  if (isRecord(params) && 'subscription' in params) {
    return { kind: 'notification', subscription: String(params['subscription']), result: params['result'] };
  }
  return 'error' in message ? { kind: 'refusal', error: reason } : null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
