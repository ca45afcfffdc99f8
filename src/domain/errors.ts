/**
 * An error that a user can act on. `code` is stable and machine-readable (SCREAMING_SNAKE_CASE); `message` says what is
 * wrong and what to change, and holds no secret, no SQL and no unescaped input.
 */
export class ChaintillError extends Error {
  override readonly name = 'ChaintillError';
  /** Where in what was sent it is wrong, as `late.blocks`; null where it is no single place. */
  readonly field: string | null;

  constructor(
    readonly code: string,
    message: string,
    { field = null, ...options }: ErrorOptions & { readonly field?: string | null } = {},
  ) {
    super(message, options);
    this.field = field;
  }
}
