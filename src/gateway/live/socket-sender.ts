import type { WebSocket } from 'ws';
import type { LiveLimits } from './limits.js';

/** Of ours: the client takes too long to read. */
const TOO_SLOW = 4008;
/** At most 123 bytes. */
const TOO_SLOW_REASON = 'too slow: connect again and resume from your cursor';

/**
 * Sends messages, each done once the connection has taken it. A client that does not read is told to resume from its
 * cursor, and goes: what it has not read waits in the log, not here.
 */
export function createSender(
  socket: WebSocket,
  { stallMs, buffered }: Pick<LiveLimits, 'stallMs' | 'buffered'>,
): (message: string) => Promise<void> {
  const tooSlow = (): void => socket.close(TOO_SLOW, TOO_SLOW_REASON);

  return (message) =>
    new Promise((resolve, reject) => {
      if (socket.bufferedAmount > buffered) tooSlow();
      if (socket.readyState !== socket.OPEN) {
        reject(new SocketClosedError());
        return;
      }
      const timer = setTimeout(tooSlow, stallMs);
      socket.send(message, (error) => {
        clearTimeout(timer);
        if (error) reject(new SocketClosedError({ cause: error }));
        else resolve();
      });
    });
}

/** Nobody is there any more to be told. */
export class SocketClosedError extends Error {
  override readonly name = 'SocketClosedError';

  constructor(options?: ErrorOptions) {
    super('the socket is closed', options);
  }
}
