import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { connectRpc, type Rpc } from './rpc.js';

export interface SessionOptions {
  /** RPC endpoints of one chain. Each session begins with the next one, so that none is stuck with. */
  readonly endpoints: readonly string[];
  readonly log: Logger;
  /** Ends all. */
  readonly stop: AbortSignal;
  /** Why there is no session at the moment. */
  readonly onLost: (reason: string) => void;
  /**
   * What is done with a connection.
   * @param ended aborted when the connection is lost, or all is to end
   * @returns milliseconds to wait before the next session; a rejection is logged, and waits like a lost connection
   */
  readonly session: (rpc: Rpc, ended: AbortSignal) => Promise<number>;
}

const CONNECT_MS = 10_000;
export const RETRY_MS = 1_000;

/** One session with a node after the other, until `stop`. Never rejects. */
export async function keepSessions({ endpoints, log, stop, onLost, session }: SessionOptions): Promise<void> {
  const stopped = (): boolean => stop.aborted;
  for (let first = 0; !stopped(); first++) {
    const turned = endpoints.map((_, i) => endpoints[(first + i) % endpoints.length] ?? '');
    const lost = new AbortController();
    let rpc: Rpc | null = null;
    let wait = RETRY_MS;
    try {
      rpc = await connectRpc(turned, CONNECT_MS, stop);
      rpc.onDisconnect((reason) => {
        onLost(reason);
        lost.abort();
      });
      wait = await session(rpc, AbortSignal.any([lost.signal, stop]));
    } catch (error) {
      if (stopped()) break;
      onLost('no RPC endpoint answers as it should');
      log.warn({ err: error }, 'the RPC endpoint is of no use; trying again');
    } finally {
      await rpc?.close();
    }
    await pause(wait, stop);
  }
}

/** Waits, or less when `signal` is aborted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal }).catch(() => undefined);
}
