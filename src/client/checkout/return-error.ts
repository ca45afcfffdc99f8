/** What is wrong with a way back from the checkout page. */
export type ReturnTrouble =
  /** What the gateway adds is not there, or not all of it: nobody says anything. */
  | 'MISSING_PARAMETERS'
  /** A parameter is there twice, or is no such thing. */
  | 'MALFORMED_PARAMETERS'
  /** Signed, it says, with a key that is none of the gateway's. */
  | 'UNKNOWN_KEY'
  /** Another order, status, session or merchant was signed for. */
  | 'WRONG_SIGNATURE'
  /** No key was given, or one that this platform cannot check with. */
  | 'BAD_KEYS';

/** A way back that must not be believed. */
export class ReturnError extends Error {
  override readonly name = 'ReturnError';
  readonly code: ReturnTrouble;

  constructor(code: ReturnTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
