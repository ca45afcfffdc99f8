/** Reads a long range of blocks as stretches in their order, several at a time, and over failures of the node. */
import type { Hex } from '../../domain/hex.js';
import { persist } from './patience.js';
import { readStretch, unreadable, type Heights, type Reading, type Stretch } from './stretch.js';

export interface PipelineOptions extends Omit<Reading, 'batch'>, Heights {
  /** Hash of the block before the first one, which must be its parent; whatever it is if not given. */
  readonly parent?: Hex;
  readonly signal: AbortSignal;
  /** Told of each failure that is tried again. */
  readonly onFailure: (error: unknown) => void;
}

/** Stretches that are being read at once: enough to fill the way to a distant node. */
const AHEAD = 6;
/** Blocks of a stretch. */
const LONGEST = 512;
const FIRST = 32;
/** What a stretch may be in characters: its share of the memory. */
const SIZE = 3_000_000;
const MOST_REQUESTS = 64;

/** @throws {ChaintillError} what did not pass by itself, after about a minute */
export async function* readInOrder(options: PipelineOptions): AsyncGenerator<Stretch> {
  const { to, signal, onFailure, parent, ...reading } = options;
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  let batch = MOST_REQUESTS;
  let perStretch = FIRST;
  const patience = {
    rpc: reading.rpc,
    signal: ended,
    onFailure(error: unknown) {
      onFailure(error);
      // Messages that are too large are refused in many ways, some of which look like a lost connection.
      batch = Math.max(1, batch >> 1);
    },
  };

  const read = (heights: Heights): Promise<Stretch> =>
    persist(patience, () => readStretch({ ...reading, batch }, heights));

  /** The stretch, read again where it is of another branch or chain than what came before it: of another node, say. */
  async function following(stretch: Stretch, head: Hex): Promise<Stretch> {
    let found = stretch;
    return persist(patience, async () => {
      if (found.parent !== head) found = await readStretch({ ...reading, batch }, stretch);
      if (found.parent !== head) throw unreadable(stretch.from);
      return found;
    });
  }

  const reads: Promise<Stretch>[] = [];
  let next = reading.from;
  let head = parent;
  try {
    while (next <= to || reads.length > 0) {
      while (reads.length < AHEAD && next <= to) {
        const heights = { from: next, to: Math.min(to, next + perStretch - 1) };
        const started = read(heights);
        started.catch(() => undefined); // seen when its turn comes
        reads.push(started);
        next = heights.to + 1;
      }
      const first = await reads.shift();
      ended.throwIfAborted();
      if (!first) break;
      const stretch = head === undefined ? first : await following(first, head);
      head = stretch.head;
      const sizeOfBlock = Math.max(1, stretch.size / (stretch.to - stretch.from + 1));
      perStretch = Math.min(LONGEST, perStretch * 2, Math.max(1, Math.floor(SIZE / sizeOfBlock)));
      yield stretch;
    }
  } finally {
    stop.abort();
  }
}
