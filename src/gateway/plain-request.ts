/** Requests that offer another protocol which nobody here speaks, as clients do who would rather have HTTP/2 (`h2c`). */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Of an offer alone (RFC 9110, 7.6.1 and 7.8; RFC 9113, appendix B). */
const OF_THE_OFFER = new Set(['upgrade', 'http2-settings']);
/** Of more fields than these Node shows the first only, and one that is left out may say how long the body is. */
const MOST_FIELDS = 1_000;

/** @param head what was read after the request's fields */
export type ServePlain = (request: IncomingMessage, socket: Duplex, head: Buffer) => void;

/**
 * Serves requests as if they had offered nothing, which a server may always do (RFC 9110, 7.8). Node gives a socket away at
 * such an offer, with the body unread: so the request is put back in front of what the socket has still to give, without
 * the offer, and the server reads it as of a new connection. Body and later requests follow as they were sent.
 */
export function declineOffers(server: Server): ServePlain {
  const answers = new WeakMap<Duplex, ServerResponse>();
  server.on('request', ({ socket }, answer) => answers.set(socket, answer));

  function serve(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    if (!socket.writable) return;
    // How long it might stay idle between two requests.
    request.socket.setTimeout(0);
    socket.unshift(Buffer.concat([Buffer.from(withoutOffer(request), 'latin1'), head]));
    server.emit('connection', socket);
  }

  return (request, socket, head) => {
    if (request.rawHeaders.length >= 2 * MOST_FIELDS) {
      socket.destroy();
      return;
    }
    const before = answers.get(socket);
    // Answers come in the order of their requests: one that is not out yet is waited for.
    if (!before || before.writableFinished) {
      serve(request, socket, head);
      return;
    }
    const giveUp = (): void => void socket.destroy();
    socket.on('error', giveUp);
    before.once('close', () => {
      socket.off('error', giveUp);
      serve(request, socket, head);
    });
  };
}

function withoutOffer({ method = 'GET', url = '/', httpVersion, rawHeaders }: IncomingMessage): string {
  const lines = [`${method} ${url} HTTP/${httpVersion}`];
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const [name = '', value = ''] = rawHeaders.slice(i, i + 2);
    const field = name.toLowerCase();
    if (OF_THE_OFFER.has(field)) continue;
    const kept = field === 'connection' ? otherOptions(value) : value;
    if (field !== 'connection' || kept !== '') lines.push(`${name}: ${kept}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function otherOptions(connection: string): string {
  const options = connection.split(',').map((option) => option.trim());
  return options.filter((option) => !OF_THE_OFFER.has(option.toLowerCase())).join(', ');
}
