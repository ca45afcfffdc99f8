import type { Logger } from 'pino';
import { findUsableKey } from '../../store/till/api-keys.js';
import type { TillDatabase } from '../../store/till/database.js';
import type { Peer } from './peer.js';
import { CLOSE } from './refusals.js';

/** Looks after those who are connected: that they are there, and that their keys still work. */
export interface Watch {
  /** @param keyId of the key that it showed; null for none. Given again, it is the new one that counts */
  add(peer: Peer, keyId: string | null): void;
  /** Ends every connection. */
  close(): void;
}

export interface WatchOptions {
  readonly till: TillDatabase;
  readonly log: Logger;
  readonly beatMs: number;
}

export function createWatch({ till, log, beatMs }: WatchOptions): Watch {
  const peers = new Map<Peer, string | null>();
  let checking = false;

  async function checkKeys(): Promise<void> {
    checking = true;
    try {
      for (const keyId of new Set(peers.values())) {
        if (keyId === null || (await findUsableKey(till, keyId))) continue;
        for (const [peer, its] of peers) {
          if (its === keyId) peer.close(CLOSE.unauthenticated, 'this key does not work any more');
        }
      }
    } catch (error) {
      // Whether keys still work is asked again at the next beat.
      log.warn({ err: error }, 'the keys of sockets could not be checked');
    } finally {
      checking = false;
    }
  }

  const timer = setInterval(() => {
    for (const peer of peers.keys()) peer.beat();
    if (!checking) void checkKeys();
  }, beatMs);

  return {
    add(peer, keyId) {
      if (peer.signal.aborted) return;
      if (!peers.has(peer)) peer.signal.addEventListener('abort', () => peers.delete(peer), { once: true });
      peers.set(peer, keyId);
    },
    close() {
      clearInterval(timer);
      for (const peer of [...peers.keys()]) peer.close(CLOSE.goingAway, 'the gateway stops: connect again');
    },
  };
}
