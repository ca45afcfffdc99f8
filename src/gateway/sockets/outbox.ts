import type { Peer } from './peer.js';
import { CLOSE } from './refusals.js';

/** Messages that wait for a client that is slower than they come. */
export interface Outbox {
  add(text: string): void;
  /** Sends them, until the client is gone. */
  run(): Promise<void>;
}

/** In UTF-16 units: how much may wait before the client is closed. */
const MOST = 4 * 1024 * 1024;

export function createOutbox(peer: Peer): Outbox {
  const waiting: string[] = [];
  let size = 0;
  let wake: () => void = () => undefined;
  peer.signal.addEventListener('abort', () => wake(), { once: true });

  return {
    add(text) {
      waiting.push(text);
      size += text.length;
      if (size > MOST) peer.close(CLOSE.tryLater, 'too slow: messages are lost, connect again');
      wake();
    },
    async run() {
      while (!peer.signal.aborted) {
        const text = waiting.shift();
        if (text === undefined) {
          await new Promise<void>((resolve) => (wake = resolve));
          continue;
        }
        size -= text.length;
        await peer.send(text);
      }
    },
  };
}
