import type { Logger } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import { connectRpc, type Rpc } from './rpc.js';
import { EVENTS_KEY } from './system-events.js';

/** A finalized block as the index has it. */
export interface IndexedBlock {
  readonly number: number;
  /** The hash in the indexed rows. */
  readonly hash: string;
}

/** What another node says of a block: the same, something else, or nothing. */
export type Opinion =
  | { readonly kind: 'agreed' }
  | { readonly kind: 'silent'; readonly reason: string }
  | { readonly kind: 'differs'; readonly reason: string };

export interface SecondOpinion {
  /** Compares a block's hash and the bytes of its events at the first node with those at the second. Never throws. */
  ask(block: IndexedBlock): Promise<Opinion>;
  close(): Promise<void>;
}

const CONNECT_MS = 5_000;

/** @param first the endpoints that are indexed from @param second another operator's */
export function askSecondNode(
  first: readonly string[],
  second: readonly string[],
  log: Logger,
): SecondOpinion {
  const stop = new AbortController();
  const nodes: { first: Rpc | null; second: Rpc | null } = { first: null, second: null };

  async function connect(which: 'first' | 'second', endpoints: readonly string[]): Promise<Rpc> {
    const rpc = nodes[which] ?? (await connectRpc(endpoints, CONNECT_MS, stop.signal));
    nodes[which] = rpc;
    return rpc;
  }

  return {
    async ask({ number, hash }) {
      try {
        const [one, other] = [await connect('first', first), await connect('second', second)];
        // First, as a node answers for the state of a block it does not have with an error.
        const canonical = await other.request<string | null>('chain_getBlockHash', [number]);
        if (canonical === null) {
          return { kind: 'silent', reason: `the second endpoint does not have block ${number} yet` };
        }
        if (canonical !== hash) {
          return { kind: 'differs', reason: `the second endpoint has another block ${number}: ${canonical}` };
        }
        const [theirs, ours] = await Promise.all([
          other.request<string | null>('state_getStorage', [EVENTS_KEY, hash]),
          one.request<string | null>('state_getStorage', [EVENTS_KEY, hash]),
        ]);
        if (theirs === null) {
          return {
            kind: 'silent',
            reason: `the second endpoint no longer has the state of block ${number}`,
          };
        }
        if (ours === null) {
          return { kind: 'silent', reason: `the first endpoint no longer has the state of block ${number}` };
        }
        return ours === theirs
          ? { kind: 'agreed' }
          : { kind: 'differs', reason: `the two endpoints have different events for block ${number}` };
      } catch (error) {
        if (!stop.signal.aborted) log.debug({ err: error }, 'no second opinion');
        const reason = error instanceof ChaintillError ? error.message : 'it cannot be read';
        return { kind: 'silent', reason: `the second endpoint does not answer: ${reason}` };
      }
    },
    async close() {
      stop.abort();
      await Promise.all([nodes.first?.close(), nodes.second?.close()]);
    },
  };
}
