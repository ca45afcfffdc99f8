import { ChaintillError } from '../domain/errors.js';
import { isConflict } from '../store/failures.js';

/** Whether asking the database again may help: it is away or busy, or transactions came in each other's way. */
export function isPassing(error: unknown): boolean {
  if (error instanceof ChaintillError) return ['DATABASE_UNAVAILABLE', 'QUERY_TIMEOUT'].includes(error.code);
  return isConflict(error);
}
