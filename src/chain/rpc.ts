import { setTimeout as delay } from 'node:timers/promises';
import { ChaintillError } from '../domain/errors.js';
import { traceCall } from './rpc-span.js';
import { openSocket, withoutSecrets, type RpcRequest, type RpcSocket } from './socket.js';

/** A JSON-RPC connection to one of several nodes of the same chain. It reconnects, to the next endpoint, by itself. */
export interface Rpc {
  readonly connected: boolean;
  /**
   * @throws {ChaintillError} `RPC_TIMEOUT` after `timeoutMs` (default 10,000) without an answer, `RPC_FAILED` for an
   * error answer or a lost connection.
   */

  request<T>(method: string, params?: readonly unknown[], timeoutMs?: number): Promise<T>;
  /**
   * Asks several things in one message. @returns the answers in the order of the requests
   * @throws {ChaintillError} like `request` when one of them fails; `RPC_BATCH_REFUSED` where the node does not take or
   * answer so much at once
   */
  requestAll(requests: readonly RpcRequest[], timeoutMs?: number): Promise<readonly unknown[]>;
  /**
   * Calls `onMessage` for each notification, also after reconnecting, until the returned function is called.
   * @param type name of the notifications, as `chain_newHead`; for the reader only
   * @throws {ChaintillError} like `request`
   */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as above
  subscribe<T>(
    type: string,
    method: string,
    unsubscribe: string,
    onMessage: (message: T) => void,
  ): Promise<() => Promise<void>>;
  /** Calls `listener` each time a connection is lost, before the next is tried. */
  onDisconnect(listener: (reason: string) => void): void;
  /** Ends the present connection, as of a node that is there and of no use; nothing where no other endpoint is named. */
  leave(): void;
  close(): Promise<void>;
}

interface Subscription {
  readonly method: string;
  readonly unsubscribe: string;
  readonly onMessage: (message: never) => void;
  /** On the present socket; null while there is none. */
  id: string | null;
}

const RETRY_MS = 1_000;

/**
 * Connects to the first endpoint that answers.
 *
 * Not polkadot.js' WsProvider: an answer that is no JSON ends the process there, and it prints to the console.
 * @param signal ends the attempt, and later the connection, as `close` does.
 * @throws {ChaintillError} `RPC_UNREACHABLE` when none does within `timeoutMs` (default 15,000).
 */
export async function connectRpc(
  endpoints: readonly string[],
  timeoutMs = 15_000,
  signal?: AbortSignal,
): Promise<Rpc> {
  if (endpoints.length === 0)
    throw new ChaintillError('RPC_UNREACHABLE', 'no RPC endpoint is given: name one, as wss://host');
  const subscriptions = new Set<Subscription>();
  const listeners: ((reason: string) => void)[] = [];
  const stop = new AbortController();
  let socket: RpcSocket | null = null;
  let next = 0;
  /** Of the present socket, or the last. */
  let reached = '';
  let lastFailure: unknown;

  /** Tries the endpoints in turn until one answers; null once closed. */
  async function connect(): Promise<RpcSocket | null> {
    while (!stop.signal.aborted) {
      const endpoint = endpoints[next++ % endpoints.length] ?? '';
      try {
        const opened = await openSocket(endpoint, lost, stop.signal);
        reached = endpoint;
        return opened;
      } catch (error) {
        lastFailure = error;
        if (next % endpoints.length === 0) await pause(stop.signal);
      }
    }
    return null;
  }

  function lost(reason: string): void {
    socket = null;
    for (const subscription of subscriptions) subscription.id = null;
    if (stop.signal.aborted) return;
    for (const listener of listeners) listener(reason);
    void reconnect();
  }

  async function reconnect(): Promise<void> {
    await pause(stop.signal);
    socket = await connect();
    if (socket) for (const subscription of subscriptions) await resubscribe(socket, subscription);
  }

  async function resubscribe(on: RpcSocket, subscription: Subscription): Promise<void> {
    try {
      const id = await on.subscribe(
        subscription.method,
        subscription.onMessage as (message: unknown) => void,
      );
      if (subscriptions.has(subscription)) subscription.id = id;
      else await on.unsubscribe(subscription.unsubscribe, id);
    } catch {
      on.terminate(); // a node that takes no subscription is no use: the next one is tried
    }
  }

  function close(): void {
    signal?.removeEventListener('abort', close);
    stop.abort();
    socket?.terminate();
  }

  signal?.addEventListener('abort', close);
  if (signal?.aborted) close();
  const deadline = setTimeout(close, timeoutMs);
  socket = await connect();
  clearTimeout(deadline);
  if (!socket) {
    throw new ChaintillError(
      'RPC_UNREACHABLE',
      `no RPC endpoint answers: ${endpoints.map(withoutSecrets).join(', ')}. Check the address (ws:// or wss://) and that the node is running.`,
      { cause: lastFailure },
    );
  }

  function connected(): RpcSocket {
    if (!socket) throw new ChaintillError('RPC_FAILED', 'the RPC endpoint is not connected');
    return socket;
  }

  return {
    get connected() {
      return socket !== null;
    },
    async request<T>(method: string, params: readonly unknown[] = [], requestTimeoutMs = 10_000) {
      const on = connected();
      const answer = await traceCall(reached, [method], () => on.request(method, params, requestTimeoutMs));
      return answer as T;
    },
    async requestAll(requests, requestTimeoutMs = 10_000) {
      const on = connected();
      const methods = requests.map(({ method }) => method);
      return traceCall(reached, methods, () => on.requestAll(requests, requestTimeoutMs));
    },
    async subscribe(_type, method, unsubscribe, onMessage) {
      const subscription: Subscription = { method, unsubscribe, onMessage, id: null };
      subscription.id = await connected().subscribe(method, onMessage as (message: unknown) => void);
      subscriptions.add(subscription);
      return async () => {
        subscriptions.delete(subscription);
        if (socket && subscription.id !== null) await socket.unsubscribe(unsubscribe, subscription.id);
      };
    },
    onDisconnect: (listener) => void listeners.push(listener),
    leave() {
      if (endpoints.length > 1) socket?.terminate();
    },
    close() {
      close();
      return Promise.resolve();
    },
  };
}

/** Waits `RETRY_MS`, or less when closing. */
async function pause(signal: AbortSignal): Promise<void> {
  await delay(RETRY_MS, undefined, { signal }).catch(() => undefined);
}
