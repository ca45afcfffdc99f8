/** How often each key has asked in its present minute; where @fastify/rate-limit keeps its counts. */
import type { FastifyRateLimitStore } from '@fastify/rate-limit';

interface Window {
  count: number;
  /** On the monotonic clock. */
  readonly begun: number;
}

type Answer = Parameters<FastifyRateLimitStore['incr']>[1];

/** Keys that are counted at once: the least recently begun gives way. */
const MOST = 5_000;

/**
 * The store that comes with the plugin goes by the time of day: where that is set back by an hour, whoever had used up a
 * minute would wait for an hour.
 */
export class Windows implements FastifyRateLimitStore {
  private readonly windows = new Map<string, Window>();

  incr(key: string, answer: Answer, timeWindow: number): void {
    const now = performance.now();
    let window = this.windows.get(key);
    if (!window || now - window.begun >= timeWindow) {
      window = { count: 0, begun: now };
      this.windows.delete(key);
      this.windows.set(key, window);
      for (const oldest of this.windows.keys()) {
        if (this.windows.size <= MOST) break;
        this.windows.delete(oldest);
      }
    }
    window.count += 1;
    answer(null, { current: window.count, ttl: Math.ceil(timeWindow - (now - window.begun)) });
  }

  /** Each limit counts for itself. */
  child(): Windows {
    return new Windows();
  }
}
