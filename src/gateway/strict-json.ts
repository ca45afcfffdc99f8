import type { FastifyInstance } from 'fastify';
import { ChaintillError } from '../domain/errors.js';

/** Whatever JSON writes: a string, or one of the marks that give it structure. Numbers and words tell no keys. */
const TOKEN = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]/gs;

/** Every body is read so: what is refused ends the request with a `ChaintillError` for the error handler. */
export function acceptStrictJson(app: FastifyInstance): void {
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    try {
      refuseEncoded(request.headers['content-encoding']);
      done(null, parseStrictJson(String(body)));
    } catch (error) {
      done(error as Error);
    }
  });
}

/** Nothing is unpacked: a small body could become a very large one. */
function refuseEncoded(encoding: string | undefined): void {
  if (encoding === undefined || encoding.toLowerCase() === 'identity') return;
  throw new ChaintillError(
    'UNSUPPORTED_MEDIA_TYPE',
    'send the body as it is: leave out content-encoding, and do not compress it',
  );
}

/**
 * Reads JSON; an object that names a key twice is refused, where others take the last and lose the rest.
 * @throws {ChaintillError} `MALFORMED_JSON`, `DUPLICATE_KEY`
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ChaintillError(
      'MALFORMED_JSON',
      'the body is not JSON: check its quotes, commas and brackets',
      {
        cause,
      },
    );
  }
  refuseDuplicateKeys(text);
  return value;
}

/** What is open at a place: an object with its keys so far, or a list. */
interface Level {
  readonly keys: Set<string> | null;
  /** Of the part that is being read. */
  key: string;
}

/** @param text is JSON, which has been made sure. */
function refuseDuplicateKeys(text: string): void {
  const levels: Level[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    const level = levels.at(-1);
    if (token === '{' || token === '[') {
      levels.push({ keys: token === '{' ? new Set() : null, key: '' });
    } else if (token === '}' || token === ']') {
      levels.pop();
    } else if (token === ':' && level?.keys) {
      level.key = JSON.parse(last) as string;
      // Programs that copy it key by key would take it for the object's kind.
      if (level.key === '__proto__')
        throw new ChaintillError('MALFORMED_JSON', 'leave out the key __proto__');
      if (level.keys.has(level.key)) throw duplicate(levels);
      level.keys.add(level.key);
    }
    last = token;
  }
}

const DEEPEST_SHOWN = 8;

function duplicate(levels: readonly Level[]): ChaintillError {
  const names = levels.filter(({ keys }) => keys !== null).map(({ key }) => key);
  const shown = names.length <= DEEPEST_SHOWN && names.every((name) => /^[\w-]{1,64}$/.test(name));
  const field = shown ? names.join('.') : null;
  return new ChaintillError(
    'DUPLICATE_KEY',
    `${field === null ? '' : `${field}: `}the same key stands twice in one object: write it once`,
    { field },
  );
}
