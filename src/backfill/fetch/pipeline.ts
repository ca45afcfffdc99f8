/** Reads a long range of blocks as stretches in their order, several at a time, and over failures of the node. */
import { setTimeout as delay } from 'node:timers/promises';
import { ChaintillError } from '../../domain/errors.js';
import { readStretch, type Heights, type Reading, type Stretch } from './stretch.js';

export interface PipelineOptions extends Omit<Reading, 'batch'>, Heights {
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

const RETRIES = 8;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 15_000;
/** What may pass by itself, at this endpoint or at the next. */
const PASSING: ReadonlySet<string> = new Set([
  'RPC_FAILED',
  'RPC_TIMEOUT',
  'RPC_BATCH_REFUSED',
  'BLOCK_UNREADABLE',
  'STATE_UNAVAILABLE',
]);

/** @throws {ChaintillError} what did not pass by itself, after about a minute */
export async function* readInOrder(options: PipelineOptions): AsyncGenerator<Stretch> {
  const { to, signal, onFailure, ...reading } = options;
  const stop = new AbortController();
  const ended = AbortSignal.any([signal, stop.signal]);
  let batch = MOST_REQUESTS;
  let perStretch = FIRST;

  async function read(heights: Heights): Promise<Stretch> {
    for (let failures = 0; ; failures++) {
      try {
        return await readStretch({ ...reading, batch }, heights);
      } catch (error) {
        ended.throwIfAborted();
        if (!(error instanceof ChaintillError && PASSING.has(error.code)) || failures === RETRIES)
          throw error;
        onFailure(error);
        // Messages that are too large are refused in many ways, some of which look like a lost connection.
        batch = Math.max(1, batch >> 1);
        await delay(Math.min(FIRST_RETRY_MS * 2 ** failures, LONGEST_RETRY_MS), undefined, { signal: ended });
      }
    }
  }

  const reads: Promise<Stretch>[] = [];
  let next = reading.from;
  try {
    while (next <= to || reads.length > 0) {
      while (reads.length < AHEAD && next <= to) {
        const heights = { from: next, to: Math.min(to, next + perStretch - 1) };
        const started = read(heights);
        started.catch(() => undefined); // seen when its turn comes
        reads.push(started);
        next = heights.to + 1;
      }
      const stretch = await reads.shift();
      ended.throwIfAborted();
      if (!stretch) break;
      const sizeOfBlock = Math.max(1, stretch.size / (stretch.to - stretch.from + 1));
      perStretch = Math.min(LONGEST, perStretch * 2, Math.max(1, Math.floor(SIZE / sizeOfBlock)));
      yield stretch;
    }
  } finally {
    stop.abort();
  }
}
