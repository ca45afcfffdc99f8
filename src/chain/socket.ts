import WebSocket from 'ws';
import { ChaintillError } from '../domain/errors.js';
import { parseMessages, type Message } from './rpc-message.js';

/** One WebSocket to one node. It does not reconnect; once closed it stays closed. */
export interface RpcSocket {
  /** @throws {ChaintillError} `RPC_TIMEOUT`, or `RPC_FAILED` for an error answer or a lost connection. */
  request(method: string, params: readonly unknown[], timeoutMs: number): Promise<unknown>;
  /** As `request`, all in one message. @throws {ChaintillError} and `RPC_BATCH_REFUSED` where it is too large for the node */
  requestAll(requests: readonly RpcRequest[], timeoutMs: number): Promise<readonly unknown[]>;
  /** Calls `onMessage` for each notification of the subscription that `method` makes. @returns the subscription's id */
  subscribe(method: string, onMessage: (message: unknown) => void): Promise<string>;
  unsubscribe(method: string, subscription: string): Promise<void>;
  /** Closes without waiting for the other side. */
  terminate(): void;
}

export interface RpcRequest {
  readonly method: string;
  readonly params: readonly unknown[];
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
  const batches = new Set<(error: ChaintillError) => void>();
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
    const messages = parseMessages(data);
    if (messages === null) fail('it sends what is not JSON-RPC');
    else for (const message of messages) take(message);
  });

  function take(message: Message): void {
    if (message.kind === 'refusal') {
      if (batches.size === 0) fail('it refuses a message');
      // It does not say of which message: all that were sent whole are sent again, in smaller ones.
      for (const refuse of batches)
        refuse(
          new ChaintillError('RPC_BATCH_REFUSED', 'the RPC endpoint does not answer so much at once', {
            cause: new Error(message.error),
          }),
        );
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
  }

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

  function requestAll(requests: readonly RpcRequest[], timeoutMs: number): Promise<readonly unknown[]> {
    return new Promise((resolve, reject) => {
      if (socket.readyState !== WebSocket.OPEN) {
        reject(new ChaintillError('RPC_FAILED', 'the RPC endpoint is not connected'));
        return;
      }
      const answers: unknown[] = [];
      const ids = requests.map(() => ++lastId);
      const end = (): void => {
        clearTimeout(timer);
        batches.delete(refuse);
        for (const id of ids) pending.delete(id);
      };
      const refuse = (error: ChaintillError): void => {
        end();
        reject(error);
      };
      const timer = setTimeout(
        () =>
          refuse(
            new ChaintillError(
              'RPC_TIMEOUT',
              `the RPC endpoint did not answer ${requests.length} requests within ${timeoutMs} ms`,
            ),
          ),
        timeoutMs,
      );
      let left = requests.length;
      ids.forEach((id, i) => {
        pending.set(id, {
          resolve(result) {
            answers[i] = result;
            left -= 1;
            if (left > 0) return;
            end();
            resolve(answers);
          },
          reject: refuse,
        });
      });
      batches.add(refuse);
      socket.send(JSON.stringify(requests.map((one, i) => ({ jsonrpc: '2.0', id: ids[i], ...one }))));
    });
  }

  return {
    request,
    requestAll,
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
