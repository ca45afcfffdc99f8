import { ChaintillError } from '../../domain/errors.js';

/** What a user sent cannot be used. The message says what to write instead; it repeats nothing of the input. */
export function badInput(message: string, cause?: unknown): ChaintillError {
  return new ChaintillError('BAD_USER_INPUT', message, { cause });
}

/**
 * Reads a part of the input; a parser's complaint comes out as the user's mistake, with the place it is in.
 * @throws {ChaintillError} `BAD_USER_INPUT`
 */
export function readInput<T>(place: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ChaintillError) throw badInput(`${place}: ${error.message}`, error);
    throw error;
  }
}
