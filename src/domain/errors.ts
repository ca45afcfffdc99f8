/**
 * An error that a user can act on. `code` is stable and machine-readable (SCREAMING_SNAKE_CASE); `message` says what is
 * wrong and what to change, and holds no secret, no SQL and no unescaped input.
 */
export class ChaintillError extends Error {
  override readonly name = 'ChaintillError';

  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
