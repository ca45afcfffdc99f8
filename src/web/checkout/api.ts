/** What the page asks its gateway, below its own origin. */
import type { PublicOrder } from './order.js';

/** What the gateway refused, or that it could not be asked: then the code is `UNREACHABLE`. */
export class ApiError extends Error {
  constructor(
    readonly code: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const TIMEOUT_MS = 20_000;

/** @throws {ApiError} */
export async function ask<Answer>(path: string, body?: object): Promise<Answer> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(path, {
      signal: AbortSignal.timeout(TIMEOUT_MS),
      cache: 'no-store',
      ...(body && {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }),
    });
    text = await response.text();
  } catch (cause) {
    throw new ApiError('UNREACHABLE', 'the gateway does not answer', { cause });
  }
  const answer = readJson(text);
  if (response.ok && answer !== null) return answer as Answer;
  const { error } = (answer ?? {}) as { error?: { code?: string; message?: string } };
  throw new ApiError(error?.code ?? 'UNREACHABLE', error?.message ?? `status ${response.status}`);
}

function readJson(text: string): object | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' ? value : null;
  } catch {
    return null; // a proxy's page, say
  }
}

export function publicPath(token: string, rest = ''): string {
  return `/v1/public/orders/${encodeURIComponent(token)}${rest}`;
}

export function askOrder(token: string): Promise<PublicOrder> {
  return ask(publicPath(token));
}

/** @returns the hash of the newest payment's extrinsic, final or not; null where there is none. */
export async function askTransaction(token: string): Promise<string | null> {
  const { transaction } = await ask<{ transaction: { hash: string | null } | null }>(
    `/api/orders/${encodeURIComponent(token)}/status`,
  );
  return transaction?.hash ?? null;
}
