/** Requests that are nearly what the OpenAPI document describes, and requests that are nothing like it. */
import fc from 'fast-check';
import type { DocumentedOperation, Parameter, TestDocument } from './document.js';

export interface OddRequest {
  /** As it goes over the wire, with the query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

type Schema = Readonly<Record<string, unknown>>;

const ODD_TEXTS = [
  ...['', ' ', '\0', 'a\0b', '\ud800', '\u202e', '\r\n', "x' OR '1'='1", '"; drop schema till; --', '${7*7}'],
  ...['%', '%00', '../../etc/passwd', '__proto__', 'constructor', 'null', 'NaN', 'true', '0', '-1', '1.5'],
  ...['1e999', '0x', '99999999999999999999', '9'.repeat(400), '2147483648', '2026-13-45T99:99:99Z', 'ä', '𝒜'],
  ...[
    '9999-12-31T23:59:59Z',
    '-271821-04-20',
    '+275760-09-13T00:00:00.001Z',
    'a'.repeat(5_000),
    ','.repeat(50),
  ],
];
/** What databases and parsers stumble over first. */
const HARD_TEXTS = ['\0', 'a\0b', '\ud800', '9'.repeat(400), '99999999999999999999'];
const oddText = fc.oneof(
  fc.constantFrom(...HARD_TEXTS),
  fc.constantFrom(...ODD_TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }),
);

const nested = (levels: number): unknown => {
  let value: unknown = 1;
  for (let i = 0; i < levels; i++) value = i % 2 ? { a: value } : [value];
  return value;
};
const oddJson = fc.oneof(
  oddText,
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e308, 2 ** 53, [], {}, [[]], { a: { b: [] } }),
  fc.constantFrom<unknown>(nested(100), nested(4_000), Array<number>(2_000).fill(1)),
  fc.jsonValue({ maxDepth: 3 }),
);

/** What no client of HTTP writes by itself; percent signs that mean nothing, and paths that lead elsewhere. */
const RAW_SEGMENTS = [
  '%',
  '%zz',
  '%00',
  '%c0%af',
  '%2e%2e',
  '..',
  '.',
  '',
  ';',
  '%252f',
  '*',
  '%f0%9f',
  '~!@',
];

/** Halves of characters, which cannot be written so, become what stands for them. */
const encoded = (text: string): string => encodeURIComponent(Buffer.from(text).toString());

/** @param names of rows that are there, for a part of the parameters */
export function oddRequests(
  { components }: TestDocument,
  path: string,
  operation: DocumentedOperation,
  names: readonly string[],
): fc.Arbitrary<OddRequest> {
  const known = fc.constantFrom(...names);
  const segment = fc.oneof(known, oddText.map(encoded), fc.constantFrom(...RAW_SEGMENTS));
  const places = [...path.matchAll(/\{\w+\}/g)].map(() => segment);

  const inQuery = operation.parameters.filter((parameter) => parameter.in === 'query');
  const oneOf = ({ name, schema }: Parameter): fc.Arbitrary<string> =>
    // A client that asks to wait is made to.
    fc
      .oneof(known, oddText, name === 'wait' ? oddText : near(schema).map(asText))
      .map((value) => `${name}=${encoded(value)}`);
  const stray = fc.constantFrom(
    'more=1',
    '__proto__=1',
    'limit=1&limit=2',
    '&&&',
    '%zz',
    '=',
    'a[b]=c',
    '%00=%00',
  );
  const query = fc
    .tuple(
      ...inQuery.map((parameter) => fc.option(oneOf(parameter), { nil: '' })),
      fc.oneof({ weight: 6, arbitrary: fc.constant('') }, { weight: 1, arbitrary: stray }),
    )
    .map((parts) => parts.filter((part) => part !== '').join('&'));

  const schema = operation.requestBody?.content['application/json']?.schema as Schema | undefined;
  const json = fc.oneof({ weight: 4, arbitrary: near(schema ?? {}) }, { weight: 1, arbitrary: oddJson });
  const body = fc.oneof(
    { weight: 6, arbitrary: json.map((value) => JSON.stringify(value)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('', '{', '[]', 'null', '{"a":1,"a":2}', '{"__proto__":{}}', '\0', '𝒜'),
    },
  );
  const type = fc.oneof(
    { weight: 6, arbitrary: fc.constant('application/json') },
    {
      weight: 1,
      arbitrary: fc.constantFrom('text/plain', 'application/xml', ';', 'application/json; charset=x', 'a/b'),
    },
  );
  const extra = fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constantFrom<Record<string, string>>(...EXTRA_HEADERS) },
  );

  const takesBody = operation.requestBody !== undefined;
  return fc
    .tuple(fc.tuple(...places), query, takesBody ? body : fc.option(body, { freq: 1 }), type, extra)
    .map(([segments, search, text, contentType, headers]) => {
      let next = 0;
      const filled = path.replace(/\{\w+\}/g, () => segments[next++] ?? '');
      return {
        path: filled + (search === '' ? '' : `?${search}`),
        headers: { ...(text !== null && { 'content-type': contentType }), ...headers },
        body: text,
      };
    });

  /** A value that mostly fits a schema. */
  function near(given: Schema): fc.Arbitrary<unknown> {
    return fc.oneof({ weight: 5, arbitrary: fitting(given) }, { weight: 1, arbitrary: oddJson });
  }

  function fitting(given: Schema): fc.Arbitrary<unknown> {
    const { $ref, type: kind, properties, items, examples } = given;
    if (typeof $ref === 'string')
      return near((components.schemas[$ref.split('/').at(-1) ?? ''] ?? {}) as Schema);
    const choices = (given['anyOf'] ?? given['oneOf'] ?? given['allOf']) as readonly Schema[] | undefined;
    if (choices) return fc.oneof(...choices.map(near));
    if (Array.isArray(given['enum'])) return fc.constantFrom(...(given['enum'] as unknown[]));
    if (Array.isArray(examples) && examples.length > 0 && properties === undefined) {
      return fc.constantFrom(...(examples as unknown[]));
    }
    if (kind === 'array') return fc.array(near((items ?? {}) as Schema), { maxLength: 3 });
    if (properties !== undefined) {
      const fields = Object.entries(properties as Record<string, Schema>);
      const required = new Set((given['required'] ?? []) as string[]);
      return fc.record(Object.fromEntries(fields.map(([name, field]) => [name, near(field)])), {
        requiredKeys: fields.map(([name]) => name).filter((name) => required.has(name)),
      });
    }
    if (kind === 'integer' || kind === 'number') return fc.integer();
    if (kind === 'boolean') return fc.boolean();
    return kind === 'string' ? fc.oneof(known, oddText) : oddJson;
  }
}

const EXTRA_HEADERS: readonly Record<string, string>[] = [
  { 'idempotency-key': 'x'.repeat(1_000) },
  { 'idempotency-key': "a'b" },
  { 'x-api-key': 'sk_nobody' },
  { 'if-none-match': '"' },
  { 'last-event-id': '\u00ff' },
  { accept: '*/*;q=x' },
  { 'content-encoding': 'gzip' },
  { 'x-forwarded-for': ','.repeat(500) },
  { host: 'elsewhere.example' },
  { origin: 'null', 'access-control-request-headers': 'a, b' },
];

function asText(value: unknown): string {
  return Array.isArray(value)
    ? value.map(asText).join()
    : typeof value === 'string'
      ? value
      : JSON.stringify(value);
}
