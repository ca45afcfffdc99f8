/** GraphQL subscriptions over a WebSocket, in the protocol `graphql-transport-ws`. */
import type { IncomingMessage } from 'node:http';
import { GraphQLError } from 'graphql';
import { handleProtocols, makeServer, type Context } from 'graphql-ws';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import { ChaintillError } from '../../domain/errors.js';
import type { Caller } from '../auth/caller.js';
import type { GatewayContext } from '../graphql/context.js';
import type { ClientOf } from '../limits/client-address.js';
import type { TakeSubscription } from '../limits/openings.js';
import type { UpgradeRoute } from '../upgrade.js';
import type { Connections } from './connections.js';
import { keepAlive } from './keep-alive.js';
import type { LiveLimits } from './limits.js';
import { createSender, SocketClosedError } from './socket-sender.js';
import type { Subscriptions } from './subscription.js';

export interface GraphqlSocketOptions {
  readonly paths: readonly string[];
  readonly subscriptions: Subscriptions;
  readonly connections: Connections;
  readonly limits: LiveLimits;
  /** @throws {ChaintillError} `UNAUTHENTICATED`, `DATABASE_UNAVAILABLE`, `TILL_NOT_READY` */
  readonly authenticate: (authorization: string | undefined) => Promise<Caller>;
  readonly contextFor: (caller: Caller) => GatewayContext;
  readonly clientOf: ClientOf;
  readonly takeSubscription: TakeSubscription;
  readonly log: Logger;
}

export interface GraphqlSocket {
  readonly route: UpgradeRoute;
  /** Ends what is still open. */
  close(): void;
}

interface Extra {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  caller: Caller | null;
  release: () => void;
}
type Client = Context<Record<string, unknown>, Extra>;

const LARGEST_MESSAGE = 100 * 1024;
const INIT_MS = 10_000;
/** How long a client has to answer that the gateway goes away. */
const CLOSING_MS = 500;
/** Close codes of graphql-transport-ws and of IANA's registry. */
const UNAUTHORIZED = 4401;
const INTERNAL_ERROR = 4500;
const TRY_AGAIN_LATER = 1013;
const GOING_AWAY = 1001;
/** Reasons have at most 123 bytes. */
const KEY_REASON = 'this key does not work: send one that is neither expired nor revoked';

export function openGraphqlSocket(options: GraphqlSocketOptions): GraphqlSocket {
  const { paths, subscriptions, connections, limits, authenticate, contextFor, clientOf, log } = options;
  const sockets = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE, handleProtocols });
  const stopPings = keepAlive(sockets.clients, limits.keepAliveMs);

  /** @returns whether the client is let in; if not, its socket is closed with what is wrong */
  async function admit({ connectionParams, extra }: Client): Promise<boolean> {
    const { socket, request } = extra;
    const authorization = authorizationOf(connectionParams) ?? request.headers.authorization;
    try {
      const caller = await authenticate(authorization);
      const release = connections.admit({
        caller,
        authorization,
        address: clientOf(request),
        end: (why) =>
          why === 'key' ? socket.close(UNAUTHORIZED, KEY_REASON) : socket.close(GOING_AWAY, 'going away'),
      });
      extra.caller = caller;
      extra.release = release;
      if (socket.readyState !== socket.OPEN) release();
      return true;
    } catch (error) {
      if (!(error instanceof ChaintillError)) throw error;
      if (error.code === 'UNAUTHENTICATED') socket.close(UNAUTHORIZED, KEY_REASON);
      else socket.close(TRY_AGAIN_LATER, error.code);
      return false;
    }
  }

  const server = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: INIT_MS,
    onConnect: admit,
    onSubscribe({ subscriptions: open, extra: { caller, request: handshake } }, _id, request) {
      if (caller === null) throw new Error('a subscription before its client was let in');
      if (Object.keys(open).length > limits.subscriptions)
        return [tooManySubscriptions(limits.subscriptions)];
      const seconds = options.takeSubscription(caller, handshake);
      if (seconds > 0) return [tooManyAtOnce(seconds)];
      const prepared = subscriptions.prepare(request);
      return 'document' in prepared
        ? { ...prepared, contextValue: (): GatewayContext => contextFor(caller) }
        : prepared;
    },
    subscribe: (args) => subscriptions.start(args, args.contextValue as () => GatewayContext),
    onNext: (_client, _id, _request, _args, result) => subscriptions.format(result),
    onError: (_client, _id, _request, errors) => subscriptions.formatErrors(errors),
  });

  function fail(socket: WebSocket, error: unknown): void {
    if (error instanceof SocketClosedError) return;
    log.error({ err: error }, 'a socket failed unexpectedly');
    socket.close(INTERNAL_ERROR, 'something went wrong in the gateway: try again');
  }

  function serve(socket: WebSocket, request: IncomingMessage): void {
    // What breaks a connection is followed by its end, which is heard below.
    socket.on('error', (error) => log.debug({ err: error }, 'a socket broke'));
    const extra: Extra = { socket, request, caller: null, release: () => undefined };
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: createSender(socket, limits),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (hear) =>
          socket.on('message', (data: Buffer) => {
            hear(data.toString()).catch((error: unknown) => fail(socket, error));
          }),
      },
      extra,
    );
    socket.once('close', (code, reason) => {
      extra.release();
      closed(code, reason.toString()).catch((error: unknown) => fail(socket, error));
    });
  }

  return {
    route: {
      matches: (path) => paths.includes(path),
      handle: (request, socket, head) =>
        sockets.handleUpgrade(request, socket, head, (client) => serve(client, request)),
    },
    close() {
      stopPings();
      for (const socket of sockets.clients) {
        socket.close(GOING_AWAY, 'going away');
        setTimeout(() => socket.terminate(), CLOSING_MS).unref();
      }
    },
  };
}

/** @param most subscriptions of one socket */
function tooManySubscriptions(most: number): GraphQLError {
  return new GraphQLError(`at most ${most} subscriptions can run on one socket: open another`, {
    extensions: { code: 'TOO_MANY_SUBSCRIPTIONS' },
  });
}

function tooManyAtOnce(seconds: number): GraphQLError {
  return new GraphQLError(`too many subscriptions: begin this one again in ${seconds} s`, {
    extensions: { code: 'RATE_LIMITED' },
  });
}

/** What a client says of itself in its first message; what is no text is a key that does not work. */
function authorizationOf(params: Readonly<Record<string, unknown>> = {}): string | undefined {
  const { authorization = params['Authorization'], apiKey } = params;
  if (authorization !== undefined) return typeof authorization === 'string' ? authorization : '';
  if (apiKey !== undefined) return typeof apiKey === 'string' ? `Bearer ${apiKey}` : '';
  return undefined;
}
