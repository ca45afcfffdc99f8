export interface GatewayErrorDetails {
  /** Of HTTP; null without an answer. */
  readonly status?: number | null;
  readonly field?: string | null;
  readonly requestId?: string | null;
  readonly cause?: unknown;
}

/** What a request failed with. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';
  /**
   * The gateway's own, as `ORDER_CONFLICT`; or, of what is no answer of a gateway, `GATEWAY_UNREACHABLE` and
   * `UNEXPECTED_ANSWER`.
   */
  readonly code: string;
  /** Of HTTP; null without an answer. */
  readonly status: number | null;
  /** The field of the request that is wrong, as `late.blocks`; null where it is none. */
  readonly field: string | null;
  /** By which the operator finds the request in the gateway's log. */
  readonly requestId: string | null;

  constructor(code: string, message: string, details: GatewayErrorDetails = {}) {
    super(message, { cause: details.cause });
    this.code = code;
    this.status = details.status ?? null;
    this.field = details.field ?? null;
    this.requestId = details.requestId ?? null;
  }

  /** Whether the same request may well succeed later: no answer, 502, 503 or 504. */
  get passing(): boolean {
    return this.code === 'GATEWAY_UNREACHABLE' || (this.status !== null && PASSING.has(this.status));
  }
}

const PASSING: ReadonlySet<number> = new Set([502, 503, 504]);
