import { z } from 'zod';
import { ChaintillError } from '../../domain/errors.js';

const schema = z.strictObject({ key: z.string().max(200), after: z.string().max(100).optional() });

/** What a client sends first that has shown no key: it, and the cursor to begin after. */
export interface FirstMessage {
  readonly key: string;
  readonly after: string | null;
}

/** @throws {ChaintillError} `BAD_USER_INPUT` */
export function readFirstMessage(text: string): FirstMessage {
  const result = schema.safeParse(parse(text));
  if (result.success) return { key: result.data.key, after: result.data.after ?? null };
  throw new ChaintillError(
    'BAD_USER_INPUT',
    'the first message shows a key: send {"key": "<key>"} and nothing else',
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // the schema refuses it
  }
}
