import { ChaintillError } from './errors.js';

/**
 * One place in what was sent cannot be used. `message` says what to write there instead, and repeats nothing of it.
 * @param field as `late.blocks`
 */
export function badField(
  field: string,
  message: string,
  { code = 'BAD_USER_INPUT', cause }: { readonly code?: string; readonly cause?: unknown } = {},
): ChaintillError {
  return new ChaintillError(code, `${field}: ${message}`, { field, cause });
}

/**
 * Reads a field; a reader's complaint comes out with the place it is in, under the reader's code.
 * @throws {ChaintillError}
 */
export function readField<T>(field: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ChaintillError)
      throw badField(field, error.message, { code: error.code, cause: error });
    throw error;
  }
}
