import { z } from 'zod';
import { ChaintillError } from '../../domain/errors.js';

const envelope = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ message: z.string() })).optional(),
});

const TIMEOUT_MS = 10_000;

/**
 * Asks the gateway.
 * @throws {ChaintillError} `DEMO_GATEWAY` when it does not answer, or answers with an error.
 */
export async function ask<T>(
  url: string,
  query: string,
  variables: Readonly<Record<string, unknown>>,
  answer: z.ZodType<T>,
): Promise<T> {
  let body: z.infer<typeof envelope>;
  try {
    const response = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    body = envelope.parse(await response.json());
  } catch (cause) {
    throw new ChaintillError('DEMO_GATEWAY', `the gateway at ${url} does not answer`, { cause });
  }
  if (body.errors?.[0])
    throw new ChaintillError('DEMO_GATEWAY', `the gateway answers: ${body.errors[0].message}`);
  return answer.parse(body.data);
}
