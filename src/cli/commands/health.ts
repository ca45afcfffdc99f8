import { ChaintillError } from '../../domain/errors.js';

const TIMEOUT_MS = 5_000;

/**
 * `chaintill health URL`: for the health checks of containers, whose images carry no HTTP client.
 * @throws {ChaintillError} `UNHEALTHY` unless the address answers 200.
 */
export async function health(url: string): Promise<void> {
  let answer: string;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    if (response.status === 200) return;
    answer = `${response.status} ${await response.text()}`;
  } catch (cause) {
    throw new ChaintillError('UNHEALTHY', `${url} does not answer`, { cause });
  }
  throw new ChaintillError('UNHEALTHY', `${url} answers ${answer}`);
}
