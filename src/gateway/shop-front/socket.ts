/** The WebSocket of shops without a server (docs/shop-front.md). */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import { ChaintillError } from '../../domain/errors.js';
import type { TillDatabase } from '../../store/till/database.js';
import { authenticate } from '../auth/authenticate.js';
import { ANONYMOUS, type Caller, type ShopFront } from '../auth/caller.js';
import { isAllowedOrigin } from '../auth/origins.js';
import type { GatewayContext } from '../graphql/context.js';
import type { ClientOf } from '../limits/client-address.js';
import { createPeer } from '../sockets/peer.js';
import { createPlaces } from '../sockets/places.js';
import { createRate } from '../sockets/rate.js';
import { CLOSE, refusalOf, UNEXPECTED, type Refusal } from '../sockets/refusals.js';
import { createWatch } from '../sockets/watch.js';
import { refuseUpgrade, type UpgradeRoute } from '../upgrade.js';
import { createAddressOrders } from './address-orders.js';
import { readInbound } from './inbound.js';
import { runSession, tellError, type SessionLimits } from './session.js';

export interface ShopFrontOptions {
  readonly till: TillDatabase;
  readonly contextFor: (caller: Caller) => GatewayContext;
  /** Whether the keys of the dev merchant work. */
  readonly dev: boolean;
  /** Why schema `till` cannot be used; null while it can. */
  readonly tillRefusal: () => ChaintillError | null;
  readonly clientOf: ClientOf;
  readonly limits?: Partial<ShopFrontLimits>;
  readonly log: Logger;
}

export interface ShopFrontLimits extends SessionLimits {
  /** Connections from one address. */
  readonly perAddress: number;
  /** New orders in a minute, in this process: from one address, and with one key. */
  readonly ordersPerAddress: number;
  readonly ordersPerKey: number;
  /** Messages in a minute, from one address. */
  readonly messagesPerAddress: number;
  /** Messages of one client that may wait to be read. */
  readonly waiting: number;
  /** Between two beats, in milliseconds; whoever does not answer one is gone. */
  readonly beatMs: number;
  /** How long a client may take nothing of what is sent, in milliseconds. */
  readonly stallMs: number;
}

export interface ShopFrontSocket {
  readonly route: UpgradeRoute;
  /** Ends every connection. */
  close(): void;
}

export const SHOP_FRONT_PATH = '/v1/ws/orders';

const LIMITS: ShopFrontLimits = {
  unpaidPerKey: 500,
  unpaidPerPayer: 10,
  unpaidPerAddress: 100,
  unpaidPerPayerAtAddress: 5,
  following: 20,
  perAddress: 200,
  ordersPerAddress: 30,
  ordersPerKey: 300,
  messagesPerAddress: 300,
  waiting: 16,
  beatMs: 30_000,
  stallMs: 20_000,
};
const LARGEST_MESSAGE = 2_048;
const AGAIN_S = 30;

export function openShopFront(options: ShopFrontOptions): ShopFrontSocket {
  const { till, contextFor, dev, tillRefusal, clientOf, log } = options;
  const limits = { ...LIMITS, ...options.limits };
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
  });
  const places = createPlaces();
  const watch = createWatch({ till, log, beatMs: limits.beatMs });
  const rates = {
    orders: createRate({ perMinute: limits.ordersPerAddress }),
    ordersOfKey: createRate({ perMinute: limits.ordersPerKey }),
    messages: createRate({ perMinute: limits.messagesPerAddress }),
  };
  const addressOrders = createAddressOrders();
  let closed = false;

  function open(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const refusal = closed ? notNow() : tillRefusal();
    if (refusal) throw refusal;
    const address = clientOf(request);
    const release = places.take(address, limits.perAddress);
    if (!release) {
      throw new ChaintillError('TOO_MANY_LISTENERS', `at most ${limits.perAddress} connections at once`);
    }
    socket.once('close', release);
    if (socket.destroyed) release();
    const key = new URLSearchParams(request.url?.split('?', 2)[1]).get('key');
    server.handleUpgrade(request, socket, head, (webSocket) => {
      void serve(webSocket, { address, key, origin: request.headers.origin });
    });
  }

  /** A browser is told nothing of a handshake that fails, so that what is wrong with a key is said after it. */
  async function serve(webSocket: WebSocket, client: Client): Promise<void> {
    const peer = createPeer(webSocket, limits);
    const inbound = readInbound(webSocket, limits.waiting, () =>
      peer.close(CLOSE.tryLater, 'too many messages at once: wait for answers'),
    );
    try {
      const front = await frontOf(client);
      watch.add(peer, front?.keyId ?? null);
      if (closed) throw notNow();
      const context = contextFor(front ?? ANONYMOUS);
      const { address } = client;
      await runSession({ context, front, address, addressOrders, peer, inbound, rates, limits, log });
    } catch (error) {
      await tellError({ peer, log }, error, null);
      const { closeCode, message } = refusalOf(error) ?? UNEXPECTED;
      peer.close(closeCode, message);
    }
  }

  async function frontOf({ key, origin }: Client): Promise<ShopFront | null> {
    if (key === null) return null;
    const caller = await authenticate(till, `Bearer ${key}`, { dev });
    if (caller.kind !== 'shopFront') {
      throw new ChaintillError(
        'FORBIDDEN',
        'only a publishable key (pk_…) may stand in a page: if this one was published, revoke it',
      );
    }
    if (isAllowedOrigin(caller.allowedOrigins, origin)) return caller;
    throw new ChaintillError(
      'FORBIDDEN',
      'this key may not be used on this page: allow its origin for the key',
    );
  }

  return {
    route: {
      matches: (path) => path === SHOP_FRONT_PATH,
      handle(request, socket, head) {
        // Whoever goes during the handshake has nothing more to hear.
        socket.on('error', () => socket.destroy());
        try {
          open(request, socket, head);
        } catch (error) {
          refuse(socket, refusalOf(error) ?? unexpected(error));
        }
      },
    },
    close() {
      closed = true;
      watch.close();
    },
  };

  function unexpected(error: unknown): Refusal {
    log.error({ err: error }, 'a shop front could not be let in');
    return UNEXPECTED;
  }
}

/** Who wants in. */
interface Client {
  readonly address: string;
  readonly key: string | null;
  /** The page, as its browser says. */
  readonly origin: string | undefined;
}

function refuse(socket: Duplex, { status, message }: Refusal): void {
  const again = status === 429 || status === 503 ? { 'Retry-After': String(AGAIN_S) } : {};
  refuseUpgrade(socket, status, message, again);
}

function notNow(): ChaintillError {
  return new ChaintillError('TILL_NOT_READY', 'the gateway stops: connect again');
}
