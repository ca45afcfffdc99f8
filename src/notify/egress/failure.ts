import { errors } from 'undici';
import { ChaintillError } from '../../domain/errors.js';
import type { FailureKind } from './outcome.js';

interface Reason {
  readonly failure: FailureKind;
  readonly message: string;
}

const WORDS: Readonly<Record<Exclude<FailureKind, 'url'>, string>> = {
  dns: 'the host name cannot be resolved',
  'refused-address': 'the host has no address that may be reached',
  connect: 'no connection could be made',
  tls: 'the TLS connection failed',
  timeout: 'it took too long',
  reset: 'the connection broke off before an answer came',
  protocol: 'the answer is not HTTP, or its headers are too long',
  aborted: 'the request was given up on our side',
  other: 'the request failed',
};

/** The codes of Node, OpenSSL and undici. */
const KINDS: readonly (readonly [RegExp, FailureKind])[] = [
  [/^URL_/, 'url'],
  [/^CIDR_INVALID$/, 'url'],
  [/^HOST_NOT_FOUND$/, 'dns'],
  [/^ADDRESS_REFUSED$/, 'refused-address'],
  [/^(DEADLINE|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/, 'timeout'],
  [/^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES|EPERM|EHOSTDOWN|ENETDOWN)$/, 'connect'],
  [/^(ECONNRESET|ECONNABORTED|EPIPE|UND_ERR_SOCKET)$/, 'reset'],
  [/^(HPE_|UND_ERR_HEADERS_OVERFLOW$|UND_ERR_RES|UND_ERR_RESPONSE$)/, 'protocol'],
  [/^(UND_ERR_DESTROYED|UND_ERR_CLOSED|UND_ERR_ABORTED)$/, 'aborted'],
  [/^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERROR_IN_CERT_)/, 'tls'],
  [/^(EPROTO|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH_EXCEEDED)$/, 'tls'],
];

/** Says what kept a request from being answered, in words that hold no address. */
export function explainFailure(error: unknown): Reason {
  const code = codeOf(error);
  const failure = KINDS.find(([pattern]) => pattern.test(code))?.[1] ?? 'other';
  // Our own refusals of a URL say what to change.
  if (failure === 'url') return { failure, message: error instanceof Error ? error.message : code };
  return {
    failure,
    message: code === '' || error instanceof ChaintillError ? WORDS[failure] : `${WORDS[failure]} (${code})`,
  };
}

/** '' where there is none that is only a code. */
function codeOf(error: unknown): string {
  if (typeof error !== 'object' || error === null) return '';
  if ('code' in error && typeof error.code === 'string') {
    return /^[A-Z][A-Z0-9_]{2,63}$/.test(error.code) ? error.code : '';
  }
  // For some faults it carries no code.
  return error instanceof errors.HTTPParserError ? 'HPE_INVALID' : '';
}
