/** WebSockets in LNbits' style: a merchant's payments, and channels of its own (docs/sockets.md). */
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocketServer } from 'ws';
import { ChaintillError } from '../../domain/errors.js';
import type { ClientOf } from '../limits/client-address.js';
import { refuseUpgrade, upgradePath, type UpgradeRoute } from '../upgrade.js';
import { admit, type Admission, type AdmissionOptions } from './admission.js';
import { readFirstMessage } from './first-message.js';
import { isSocketPath, readItem, type Item } from './item.js';
import { keyOfHeaders } from './key-header.js';
import { createPeer, type Peer } from './peer.js';
import { createPlaces } from './places.js';
import { CLOSE, refusalOf, UNEXPECTED, type Refusal } from './refusals.js';
import { createWatch } from './watch.js';

export interface SocketOptions extends AdmissionOptions {
  /** Why schema `till` cannot be used; null while it can. */
  readonly tillRefusal: () => ChaintillError | null;
  readonly clientOf: ClientOf;
  readonly log: Logger;
  readonly limits?: Partial<SocketLimits>;
}

export interface SocketLimits {
  /** Connections with one key. */
  readonly perKey: number;
  /** Connections from one address. */
  readonly perAddress: number;
  /** Between two beats; whoever does not answer one is gone. In milliseconds, as all below. */
  readonly beatMs: number;
  /** How long a client may take nothing of what is sent. */
  readonly stallMs: number;
  /** How long a client may take to show its key. */
  readonly greetingMs: number;
}

export interface Sockets {
  readonly route: UpgradeRoute;
  /** Ends every connection. */
  close(): void;
}

const LIMITS: SocketLimits = {
  perKey: 250,
  perAddress: 1_000,
  beatMs: 30_000,
  stallMs: 20_000,
  greetingMs: 10_000,
};
/** A client has nothing to send but its key. */
const LARGEST_MESSAGE = 1_024;
const AGAIN_S = 30;

export function openSockets(options: SocketOptions): Sockets {
  const { till, tillRefusal, clientOf, log } = options;
  const limits = { ...LIMITS, ...options.limits };
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
  });
  const places = createPlaces();
  const watch = createWatch({ till, log, beatMs: limits.beatMs });
  let closed = false;

  /** @throws {ChaintillError} `TOO_MANY_LISTENERS` */
  function takePlace(socket: Duplex, holder: string, most: number): void {
    const release = places.take(holder, most);
    if (!release) {
      throw new ChaintillError(
        'TOO_MANY_LISTENERS',
        `at most ${most} connections at once: close some, or share one among listeners`,
      );
    }
    socket.once('close', release);
    if (socket.destroyed) release();
  }

  async function open(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> {
    const refusal = closed ? notNow() : tillRefusal();
    if (refusal) throw refusal;
    takePlace(socket, `address ${clientOf(request)}`, limits.perAddress);
    const item = readItem(upgradePath(request));
    if (!item)
      throw new ChaintillError('CHANNEL_NOT_FOUND', 'this can be the name of no channel: check the path');
    const after = new URLSearchParams(request.url?.split('?', 2)[1]).get('after');
    const admission = await admit(options, { item, key: keyOfHeaders(request.headers), after });
    if (admission?.keyId != null) takePlace(socket, `key ${admission.keyId}`, limits.perKey);
    server.handleUpgrade(request, socket, head, (webSocket) => {
      const peer = createPeer(webSocket, limits);
      watch.add(peer, admission?.keyId ?? null);
      if (closed) peer.close(CLOSE.goingAway, 'the gateway stops: connect again');
      void (admission ? serve(peer, admission) : greet(peer, socket, item, after)).catch((error: unknown) => {
        const { closeCode, message } = explain(error);
        peer.close(closeCode, message);
      });
    });
  }

  async function serve(peer: Peer, admission: Admission): Promise<void> {
    await admission.serve(peer);
    peer.close(CLOSE.goingAway, 'the gateway stops: connect again');
  }

  /** For a client that shows its key in its first message. */
  async function greet(peer: Peer, socket: Duplex, item: Item, after: string | null): Promise<void> {
    const late = setTimeout(
      () => peer.close(CLOSE.unauthenticated, 'send {"key": "<key>"} first'),
      limits.greetingMs,
    );
    const text = await peer.receive();
    clearTimeout(late);
    if (text === null) return;
    const first = readFirstMessage(text);
    const admission = await admit(options, { item, key: first.key, after: first.after ?? after });
    if (!admission || peer.signal.aborted) return;
    if (admission.keyId !== null) takePlace(socket, `key ${admission.keyId}`, limits.perKey);
    watch.add(peer, admission.keyId);
    await peer.send('{"listening":true}');
    await serve(peer, admission);
  }

  function explain(error: unknown): Refusal {
    const refusal = refusalOf(error);
    if (refusal) return refusal;
    log.error({ err: error }, 'a socket failed unexpectedly');
    return UNEXPECTED;
  }

  return {
    route: {
      matches: isSocketPath,
      handle(request, socket, head) {
        // Whoever goes during the handshake has nothing more to hear.
        socket.on('error', () => socket.destroy());
        open(request, socket, head).catch((error: unknown) => {
          const { status, message } = explain(error);
          const again = status === 429 || status === 503 ? { 'Retry-After': String(AGAIN_S) } : {};
          refuseUpgrade(socket, status, message, again);
        });
      },
    },
    close() {
      closed = true;
      watch.close();
    },
  };
}

function notNow(): ChaintillError {
  return new ChaintillError('TILL_NOT_READY', 'the gateway stops: connect again');
}
