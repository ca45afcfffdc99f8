import type { ClaimOptions } from '../store/till/delivery/candidates.js';

type Kind = ClaimOptions['endpoints'];

/** A request under way. */
export interface Slot {
  /** It takes long, and is no reason any more to keep the others waiting. */
  linger(): void;
  /** It is over. */
  leave(): void;
}

/**
 * Requests that may be under way at once: so many that have just begun, and a multiple of that which take long. Endpoints
 * that are known to be in trouble get a part only, however many they are.
 */
export interface Slots {
  /** How many more may begin. */
  free(kind: Kind): number;
  take(kind: Kind): Slot;
}

/** How many for one that has just begun. */
const LINGERING = 8;
const TROUBLED_PART = 2;

export function createSlots(size: number): Slots {
  const count = { begun: 0, all: 0, troubled: 0 };
  return {
    free(kind) {
      const free = Math.min(size - count.begun, size * LINGERING - count.all);
      return kind === 'well' ? free : Math.min(free, Math.ceil(size / TROUBLED_PART) - count.troubled);
    },
    take(kind) {
      const troubled = kind === 'troubled' ? 1 : 0;
      let begun = 1;
      count.begun += 1;
      count.all += 1;
      count.troubled += troubled;
      const linger = (): void => {
        count.begun -= begun;
        begun = 0;
      };
      return {
        linger,
        leave() {
          linger();
          count.all -= 1;
          count.troubled -= troubled;
        },
      };
    },
  };
}
