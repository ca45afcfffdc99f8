/** What is wrong with a webhook, or with the way in which it is checked. */
export type WebhookTrouble =
  /** What was given is not the body as it came: an object, for the most part. */
  | 'BODY_NOT_RAW'
  /** The body was parsed and written again, and so is another text than what was signed. */
  | 'BODY_RESERIALISED'
  /** None of `secrets` signed it. */
  | 'WRONG_SECRET'
  /** None of `publicKeys`, or of `rsaPublicKeys`, signed it. */
  | 'UNKNOWN_KEY'
  /** The signature is right, and the message too old, or from the future. */
  | 'STALE_TIME'
  | 'MISSING_HEADERS'
  | 'MALFORMED_HEADERS'
  /** No key was given, or one that is none, or one that this platform cannot check with. */
  | 'BAD_KEYS';

/** A webhook that must not be believed. */
export class WebhookError extends Error {
  override readonly name = 'WebhookError';
  readonly code: WebhookTrouble;

  constructor(code: WebhookTrouble, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}
