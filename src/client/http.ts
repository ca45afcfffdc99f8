import { readAnswer } from './answer.js';
import { GatewayError } from './gateway-error.js';
import { pause } from './pause.js';

export interface GatewayOptions {
  /** `sk_…` or `rk_…`. A secret key belongs on a server, never in a page. */
  readonly apiKey: string;
  /** Of the gateway, as `https://pay.example`. */
  readonly baseUrl: string;
  /** In place of the platform's own. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often a request is sent again that got no answer, or 502, 503 or 504; default 3. */
  readonly retries?: number;
  /** How long one try may take, in milliseconds; default 30,000. */
  readonly timeoutMs?: number;
}

/** What any call takes besides. */
export interface CallOptions {
  /** Ends it: the call rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

export interface Ask extends CallOptions {
  readonly method: 'GET' | 'POST';
  /** Below the gateway's address, as `/v1/orders`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;
  /** Sent as JSON. */
  readonly body?: unknown;
  /** Under which the gateway does it once, however often it is sent. */
  readonly idempotencyKey?: string;
  /** Whether sending it twice does no more than sending it once; default: whether it is a GET or has a key. */
  readonly repeatable?: boolean;
  readonly timeoutMs?: number;
  readonly retries?: number;
}

/** @returns what was answered. @throws {GatewayError} */
export type Http = <Answer>(ask: Ask) => Promise<Answer>;

const RETRIES = 3;
const TIMEOUT_MS = 30_000;
const LONGEST_PAUSE_MS = 5_000;

/** @throws {TypeError} for options that cannot be */
export function createHttp(options: GatewayOptions): Http {
  const base = readBase(options.baseUrl);
  const authorization = `Bearer ${readKey(options.apiKey)}`;
  const send = options.fetch ?? globalThis.fetch.bind(globalThis);

  async function once({
    method,
    path,
    query,
    body,
    idempotencyKey,
    signal,
    timeoutMs,
  }: Ask): Promise<unknown> {
    const timeout = AbortSignal.timeout(timeoutMs ?? options.timeoutMs ?? TIMEOUT_MS);
    try {
      const response = await send(base + path + queryText(query), {
        method,
        headers: {
          authorization,
          accept: 'application/json',
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
        redirect: 'manual',
        signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
      });
      return await readAnswer(response);
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof GatewayError) throw cause;
      const why = timeout.aborted ? 'no answer in time' : 'the connection failed';
      throw new GatewayError('GATEWAY_UNREACHABLE', `${why}: see whether the gateway runs at baseUrl`, {
        cause,
      });
    }
  }

  return async <Answer>(ask: Ask): Promise<Answer> => {
    const repeatable = ask.repeatable ?? (ask.method === 'GET' || ask.idempotencyKey !== undefined);
    const retries = repeatable ? (ask.retries ?? options.retries ?? RETRIES) : 0;
    for (let failures = 1; ; failures++) {
      try {
        return (await once(ask)) as Answer;
      } catch (error) {
        if (!(error instanceof GatewayError) || !error.passing || failures > retries) throw error;
      }
      await pause(failures, LONGEST_PAUSE_MS, ask.signal);
    }
  };
}

/** A key by which the gateway knows a request again. */
export function drawIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function readBase(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '' && url.username === '') {
    return url.href.replace(/\/+$/, '');
  }
  throw new TypeError('baseUrl: write the address of the gateway, as https://pay.example');
}

function readKey(apiKey: string): string {
  if (/^[!-~]+$/.test(apiKey)) return apiKey;
  throw new TypeError('apiKey: write a key of the gateway, as sk_…');
}

function queryText(query: Ask['query'] = {}): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) given.set(name, String(value));
  }
  return given.size === 0 ? '' : `?${given.toString()}`;
}
