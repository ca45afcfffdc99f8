import type { WebSocket } from 'ws';

/** Messages of a client, in their order, also those that come while another is worked on. */
export interface Inbound {
  /** The next one; null once the client is gone. */
  next(): Promise<string | null>;
}

/**
 * @param most how many may wait
 * @param onFlood called when more come than may wait; what came is dropped
 */
export function readInbound(socket: WebSocket, most: number, onFlood: () => void): Inbound {
  const waiting: string[] = [];
  let gone = false;
  let wake: () => void = () => undefined;
  socket.on('message', (data: Buffer) => {
    if (waiting.length >= most) onFlood();
    else waiting.push(data.toString('utf8'));
    wake();
  });
  socket.once('close', () => {
    gone = true;
    wake();
  });
  return {
    async next() {
      for (;;) {
        const text = waiting.shift();
        if (gone) return null;
        if (text !== undefined) return text;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
  };
}
