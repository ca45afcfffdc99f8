import type { WebSocket } from 'ws';
import { CLOSE } from './refusals.js';

/** A client that is connected. */
export interface Peer {
  /** Aborted once it is gone, or is to go. */
  readonly signal: AbortSignal;
  /**
   * Resolves when the network has taken the message, so that whoever waits holds back what comes next. A client that takes
   * nothing for too long is closed. Never rejects: a client that is gone is no failure.
   */
  send(text: string): Promise<void>;
  /** The next message that it sends; null if it goes first. */
  receive(): Promise<string | null>;
  /** Says why, and ends the connection soon also if the client does not answer. */
  close(code: number, reason: string): void;
  /** Ends a client that has not answered the last beat, and asks another one. */
  beat(): void;
}

export interface PeerOptions {
  /** How long a client may take nothing, in milliseconds. */
  readonly stallMs: number;
}

/** How long a client has to answer that the connection ends. */
const FAREWELL_MS = 2_000;
/** Bytes that a reason may have (RFC 6455, 5.5). */
const LONGEST_REASON = 123;

export function createPeer(socket: WebSocket, { stallMs }: PeerOptions): Peer {
  const gone = new AbortController();
  let answered = true;
  socket.on('pong', () => (answered = true));
  socket.on('message', () => (answered = true));
  socket.once('close', () => gone.abort());
  // What is wrong with a connection ends it, and the end is what is acted on.
  socket.on('error', () => socket.terminate());

  function close(code: number, reason: string): void {
    socket.close(code, Buffer.from(reason).subarray(0, LONGEST_REASON));
    setTimeout(() => socket.terminate(), FAREWELL_MS).unref();
    gone.abort();
  }

  return {
    signal: gone.signal,
    send(text) {
      if (gone.signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const stalled = setTimeout(
          () => close(CLOSE.tryLater, 'too slow: connect again, after your last cursor'),
          stallMs,
        );
        socket.send(text, () => {
          clearTimeout(stalled);
          resolve();
        });
      });
    },
    receive() {
      return new Promise((resolve) => {
        if (gone.signal.aborted) resolve(null);
        socket.once('message', (data: Buffer) => resolve(data.toString('utf8')));
        gone.signal.addEventListener('abort', () => resolve(null), { once: true });
      });
    },
    close,
    beat() {
      if (!answered) socket.terminate();
      answered = false;
      if (socket.readyState === socket.OPEN) socket.ping();
    },
  };
}
