/** Lets each key do something so many times, and again as time passes. */
export interface Rate {
  /** @returns 0 where it may be done now, or else after how many whole seconds it may */
  take(key: string): number;
}

export interface RateOptions {
  /** At once, and in each minute after that. */
  readonly perMinute: number;
  /** In milliseconds; for tests. */
  readonly now?: () => number;
}

const MINUTE_MS = 60_000;

/** A token bucket for each key, in this process. */
export function createRate({ perMinute, now = () => performance.now() }: RateOptions): Rate {
  const buckets = new Map<string, { left: number; at: number }>();
  const msPerOne = MINUTE_MS / perMinute;

  return {
    take(key) {
      const time = now();
      const bucket = buckets.get(key) ?? { left: perMinute, at: time };
      bucket.left = Math.min(perMinute, bucket.left + (time - bucket.at) / msPerOne);
      bucket.at = time;
      // Last used comes last, so those that are full again stand in front.
      buckets.delete(key);
      buckets.set(key, bucket);
      for (const [old, { at }] of buckets) {
        if (time - at < MINUTE_MS) break;
        buckets.delete(old);
      }
      if (bucket.left < 1) return Math.max(1, Math.ceil(((1 - bucket.left) * msPerOne) / 1000));
      bucket.left -= 1;
      return 0;
    },
  };
}
