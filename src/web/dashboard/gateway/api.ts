/** The gateway, asked with a key. */
import { ApiError } from '../../ask.js';
import { openDeadline } from './deadline.js';
import { readMessages } from './event-stream.js';

export type Variables = Readonly<Record<string, unknown>>;

export interface Api {
  /** Whether the key is of a kind that may change something; its scopes can still say no. */
  readonly writes: boolean;
  /** @throws {ApiError} also where only a part of the answer failed */
  ask<Data>(document: string, variables?: Variables, signal?: AbortSignal): Promise<Data>;
  /**
   * Results of a subscription, until it ends.
   * @param onOpen called once the gateway has taken it
   * @throws {ApiError} what was refused, or that the connection broke
   */
  follow<Data>(document: string, variables: Variables, options: FollowOptions): AsyncGenerator<Data, void>;
  /** A file. @throws {ApiError} */
  file(path: string, signal: AbortSignal): Promise<Response>;
}

export interface FollowOptions {
  readonly signal: AbortSignal;
  readonly onOpen: () => void;
}

interface Result {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly extensions?: { readonly code?: string } }[];
  /** As REST says what is wrong. */
  readonly error?: { readonly code?: string; readonly message?: string };
}

const TIMEOUT_MS = 20_000;
/** The gateway sends something three times as often. */
const SILENT_MS = 45_000;

/** @param key printable ASCII */
export function openApi(key: string): Api {
  async function send(path: string, init: RequestInit, signal: AbortSignal): Promise<Response> {
    try {
      return await fetch(path, {
        ...init,
        signal,
        cache: 'no-store',
        headers: {
          authorization: `Bearer ${key}`,
          ...(init.method === 'POST' && { 'content-type': 'application/json' }),
        },
      });
    } catch (cause) {
      throw new ApiError('UNREACHABLE', 'the gateway does not answer', { cause });
    }
  }

  return {
    writes: key.startsWith('sk_'),

    async ask<Data>(document: string, variables: Variables = {}, given?: AbortSignal) {
      const { signal, clear } = openDeadline(TIMEOUT_MS, given);
      const body = JSON.stringify({ query: document, variables });
      try {
        const response = await send('/graphql', { method: 'POST', body }, signal);
        return dataOf(await readResult(response)) as Data;
      } finally {
        clear();
      }
    },

    async *follow<Data>(document: string, variables: Variables, { signal: given, onOpen }: FollowOptions) {
      const { signal, putOff, clear } = openDeadline(SILENT_MS, given);
      const body = JSON.stringify({ query: document, variables });
      try {
        const response = await send('/graphql/stream', { method: 'POST', body }, signal);
        if (!response.ok || response.body === null) {
          dataOf(await readResult(response));
          throw new ApiError('UNREACHABLE', `status ${response.status}`);
        }
        onOpen();
        for await (const { event, data } of readMessages(response.body, putOff)) {
          if (event === 'next') yield dataOf(JSON.parse(data) as Result) as Data;
        }
      } catch (cause) {
        if (cause instanceof ApiError) throw cause;
        throw new ApiError('UNREACHABLE', 'the connection broke', { cause });
      } finally {
        clear();
      }
    },

    async file(path, signal) {
      const response = await send(path, { method: 'GET' }, signal);
      if (response.ok) return response;
      dataOf(await readResult(response));
      throw new ApiError('UNREACHABLE', `status ${response.status}`);
    },
  };
}

/** @throws {ApiError} where anything in it failed: half an answer would be shown as a whole one */
function dataOf({ data, errors, error }: Result): unknown {
  const [first] = errors ?? [];
  if (first) throw new ApiError(first.extensions?.code ?? 'UNREACHABLE', first.message);
  if (error) throw new ApiError(error.code ?? 'UNREACHABLE', error.message ?? '');
  return data;
}

async function readResult(response: Response): Promise<Result> {
  let text: string;
  try {
    text = await response.text();
  } catch (cause) {
    throw new ApiError('UNREACHABLE', 'the answer broke off', { cause });
  }
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null) return value;
  } catch {
    // A proxy's page, say: told below.
  }
  throw new ApiError('UNREACHABLE', `status ${response.status}`);
}
