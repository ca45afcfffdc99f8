import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import type { TakeOpening } from './limits/openings.js';
import { declineOffers } from './plain-request.js';

/** What becomes of the WebSocket handshakes of some paths. */
export interface UpgradeRoute {
  /** @param path what was asked for, without the query and as it was sent (percent signs included) */
  matches(path: string): boolean;
  /** Owns the socket from here on: it completes the handshake, or refuses it with `refuseUpgrade`. */
  handle(request: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/**
 * Hands the WebSocket handshakes of a server to the first route that matches; what none matches is answered with 404 and
 * closed, and with 429 whoever opens too many. Other offers are declined: their requests are served without them.
 * Call it once for a server. Sockets that a route took over keep the server from closing until the route has ended them.
 */
export function routeUpgrades(
  server: Server,
  routes: readonly UpgradeRoute[],
  takeOpening: TakeOpening,
): void {
  const servePlain = declineOffers(server);
  server.on('upgrade', (request, socket, head) => {
    if (request.headers.upgrade?.toLowerCase() !== 'websocket') {
      servePlain(request, socket, head);
      return;
    }
    const seconds = takeOpening(request);
    if (seconds > 0) {
      const message = `too many connections from this address: open this one again in ${seconds} s`;
      refuseUpgrade(socket, 429, message, { 'Retry-After': String(seconds) });
      return;
    }
    const path = upgradePath(request);
    const route = routes.find((candidate) => candidate.matches(path));
    if (!route) {
      refuseUpgrade(socket, 404, 'there is nothing here to connect to: check the path');
      return;
    }
    route.handle(request, socket, head);
  });
}

/** The path of a handshake, without the query. */
export function upgradePath(request: IncomingMessage): string {
  return (request.url ?? '/').split('?', 1)[0] ?? '/';
}

/** Answers a handshake with an HTTP status and a JSON body that says why, and ends the connection. */
export function refuseUpgrade(
  socket: Duplex,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  const body = JSON.stringify({ message });
  const lines = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  // A peer that is gone has nothing more to hear: its socket only ends.
  socket.once('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end(`${lines.join('\r\n')}\r\n\r\n${body}`);
}
