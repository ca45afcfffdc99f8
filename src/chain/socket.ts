import WebSocket from 'ws';
import { ChaintillError } from '../domain/errors.js';

/** One WebSocket to one node. It does not reconnect; once closed it stays closed. */
export interface RpcSocket {
  /** @throws {ChaintillError} `RPC_TIMEOUT`, or `RPC_FAILED` for an error answer or a lost connection. */
  request(method: string, params: readonly unknown[], timeoutMs: number): Promise<unknown>;
  /** Calls `onMessage` for each notification of the subscription that `method` makes. @returns the subscription's id */
  subscribe(method: string, onMessage: (message: unknown) => void): Promise<string>;
  unsubscribe(method: string, subscription: string): Promise<void>;
  /** Closes without waiting for the other side. */
  terminate(): void;
}

interface Pending {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: ChaintillError) => void;
}

const HANDSHAKE_MS = 5_000;
const SUBSCRIBE_MS = 10_000;
const HEARTBEAT_MS = 20_000;

/**
 * @param onClose called once when an open connection ends, whoever ends it.
 * @param signal gives up while connecting; has no effect later.
 * @throws {ChaintillError} `RPC_UNREACHABLE`
 */
export async function openSocket(
  endpoint: string,
  onClose: (reason: string) => void,
  signal: AbortSignal,
): Promise<RpcSocket> {
  const socket = await connect(endpoint, signal);
  const pending = new Map<number, Pending>();
  const listeners = new Map<string, (message: unknown) => void>();
  // Notifications can overtake the answer that tells their subscription's id: kept while such an answer is awaited.
  let subscribing = 0;
  let early: { subscription: string; result: unknown }[] = [];
  let lastId = 0;
  let alive = true;
  let problem: string | undefined;

  function fail(reason: string): void {
    problem ??= reason;
    socket.terminate();
  }

  // A peer that vanished without closing (a pulled cable, a frozen node) answers no ping.
  const heartbeat = setInterval(() => {
    if (!alive) {
      fail('it does not answer pings');
      return;
    }
    alive = false;
    socket.ping();
  }, HEARTBEAT_MS);

  socket.on('pong', () => (alive = true));
  // An error is followed by `close`.
  socket.on('error', (error) => (problem ??= error.message));
  socket.on('close', (code) => {
    clearInterval(heartbeat);
    const reason = problem ?? `the connection closed with code ${code}`;
    for (const { reject } of pending.values())
      reject(new ChaintillError('RPC_FAILED', `lost the RPC endpoint: ${reason}`));
    pending.clear();
    listeners.clear();
    onClose(reason);
  });
  socket.on('message', (data) => {
    alive = true;
    const message = parseMessage(data);
    if (message === null) {
      fail('it sends what is not JSON-RPC');
      return;
    }
    if (message.kind === 'notification') {
      const listener = listeners.get(message.subscription);
      if (listener) listener(message.result);
      else if (subscribing > 0) early.push(message);
      return;
    }
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.kind === 'result') waiting?.resolve(message.result);
    else
      waiting?.reject(
        new ChaintillError('RPC_FAILED', 'the RPC endpoint answered with an error', {
          cause: new Error(message.error),
        }),
      );
  });

  function request(method: string, params: readonly unknown[], timeoutMs: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      if (socket.readyState !== WebSocket.OPEN) {
        reject(new ChaintillError('RPC_FAILED', 'the RPC endpoint is not connected'));
        return;
      }
      const id = ++lastId;
      const timer = setTimeout(() => {
        pending.delete(id);
        reject(
          new ChaintillError(
            'RPC_TIMEOUT',
            `the RPC endpoint did not answer ${method} within ${timeoutMs} ms`,
          ),
        );
      }, timeoutMs);
      pending.set(id, {
        resolve: (result) => {
          clearTimeout(timer);
          resolve(result);
        },
        reject: (error) => {
          clearTimeout(timer);
          reject(error);
        },
      });
      socket.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  return {
    request,
    async subscribe(method, onMessage) {
      subscribing++;
      try {
        const subscription = String(await request(method, [], SUBSCRIBE_MS));
        listeners.set(subscription, onMessage);
        for (const message of early) if (message.subscription === subscription) onMessage(message.result);
        return subscription;
      } finally {
        subscribing--;
        if (subscribing === 0) early = [];
      }
    },
    async unsubscribe(method, subscription) {
      listeners.delete(subscription);
      await request(method, [subscription], SUBSCRIBE_MS);
    },
    terminate: () => socket.terminate(),
  };
}

/** An endpoint as it may be shown: paid ones carry their key in the path, the query or the user. */
export function withoutSecrets(endpoint: string): string {
  if (!URL.canParse(endpoint)) return 'an address that cannot be read';
  const { protocol, host } = new URL(endpoint);
  return `${protocol}//${host}`;
}

function connect(endpoint: string, signal: AbortSignal): Promise<WebSocket> {
  return new Promise((resolve, reject) => {
    const unreachable = (cause: unknown): void =>
      reject(
        new ChaintillError(
          'RPC_UNREACHABLE',
          `the RPC endpoint ${withoutSecrets(endpoint)} does not answer`,
          { cause },
        ),
      );
    let socket: WebSocket;
    try {
      socket = new WebSocket(endpoint, { handshakeTimeout: HANDSHAKE_MS, perMessageDeflate: false });
    } catch (cause) {
      unreachable(cause);
      return;
    }
    const giveUp = (): void => socket.terminate();
    signal.addEventListener('abort', giveUp, { once: true });
    socket.on('error', unreachable);
    socket.on('close', () => signal.removeEventListener('abort', giveUp));
    socket.on('open', () => {
      signal.removeEventListener('abort', giveUp);
      resolve(socket);
    });
    if (signal.aborted) giveUp();
  });
}

type Message =
  | { kind: 'result'; id: number; result: unknown }
  | { kind: 'error'; id: number; error: string }
  | { kind: 'notification'; subscription: string; result: unknown };

/** Format: JSON-RPC 2.0 with the notifications of Substrate, `{method, params: {subscription, result}}`. */
function parseMessage(data: WebSocket.RawData): Message | null {
  let message: unknown;
  try {
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- text frames arrive as Buffers
    message = JSON.parse(data.toString());
  } catch {
    return null; // the caller ends the connection and says why
  }
  if (!isRecord(message)) return null;
  const { id, error, params } = message;
  if (typeof id === 'number') {
    if (!('error' in message)) return { kind: 'result', id, result: message['result'] };
    const text = isRecord(error) ? error['message'] : error;
    return { kind: 'error', id, error: typeof text === 'string' ? text : 'no reason given' };
  }
  if (isRecord(params) && 'subscription' in params) {
    return { kind: 'notification', subscription: String(params['subscription']), result: params['result'] };
  }
  return null;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
