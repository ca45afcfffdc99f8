import type { LogEvent } from 'kysely';
import { ChaintillError } from '../domain/errors.js';
import { isDiskFull } from '../store/failures.js';

/** Knows whether Postgres had no space lately: it can still be read then, and takes some rows all the same. */
export interface DiskWatch {
  /** Hears every statement of a database. */
  hear(statement: LogEvent): void;
  /** What is wrong; null while nothing is. */
  refusal(): ChaintillError | null;
}

/** After which it counts as well again, until the next statement is refused. */
const FORGET_MS = 5_000;

export function createDiskWatch(now: () => number = () => performance.now()): DiskWatch {
  let refusedAt = -Infinity;
  return {
    hear(statement) {
      if (statement.level === 'error' && isDiskFull(statement.error)) refusedAt = now();
    },
    refusal() {
      if (now() - refusedAt > FORGET_MS) return null;
      return new ChaintillError(
        'DATABASE_UNAVAILABLE',
        'the disk of Postgres is full, so that some of what is asked for cannot be stored: free space on it',
      );
    },
  };
}
