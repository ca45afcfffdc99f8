/** What kept a request from being answered. */
export type FailureKind =
  /** The URL is none that may be reached. */
  | 'url'
  /** The host name cannot be resolved. */
  | 'dns'
  /** The host has no address that may be reached. */
  | 'refused-address'
  | 'connect'
  | 'tls'
  /** No connection or no answer in time. */
  | 'timeout'
  /** The connection broke off. */
  | 'reset'
  /** What came back is not HTTP, or its headers are too long. */
  | 'protocol'
  /** We gave up: the process is stopping. */
  | 'aborted'
  | 'other';

export interface Answer {
  readonly kind: 'response';
  /** 200 to 599; a redirect is an answer like any other. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** The first 16 KiB, as text. */
  readonly body: string;
  /** Whether there was more, or it did not come in time. */
  readonly truncated: boolean;
  readonly latencyMs: number;
}

export interface Failure {
  readonly kind: 'failure';
  readonly failure: FailureKind;
  /** For the merchant's eyes: names no address and nothing of our network. */
  readonly message: string;
  readonly latencyMs: number;
}

/** What became of one request. */
export type Outcome = Answer | Failure;
