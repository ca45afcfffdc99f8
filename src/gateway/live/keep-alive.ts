import type { WebSocket } from 'ws';

/**
 * Pings sockets, so that nobody in between takes them for dead, and ends those that do not answer.
 * @returns what ends it
 */
export function keepAlive(sockets: ReadonlySet<WebSocket>, everyMs: number): () => void {
  const asked = new WeakSet<WebSocket>();
  const timer = setInterval(() => {
    for (const socket of sockets) {
      if (asked.has(socket)) {
        // One that has much to read may not have come to the ping.
        if (socket.bufferedAmount === 0) socket.terminate();
        continue;
      }
      asked.add(socket);
      socket.once('pong', () => asked.delete(socket));
      socket.ping();
    }
  }, everyMs);
  return () => clearInterval(timer);
}
