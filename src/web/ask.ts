/** What a page asks the server that it comes from. */

/** What the server refused, or that it could not be asked: then the code is `UNREACHABLE`. */
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
    throw new ApiError('UNREACHABLE', 'the server does not answer', { cause });
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
