/** Values that show what a schema is like: its examples, or the simplest that fits its form. */
import type { ApiDocument, Operation, Schema } from './document.js';

const DEEPEST = 6;
const WORDS: Readonly<Record<string, string>> = {
  'date-time': '2026-11-21T12:00:00.000Z',
  uuid: '7a3a9b39-7d2a-4d0a-9a43-0d1f5a3b9c11',
};

/** @param whole with the fields that may be left out */
export function sampleOf(schema: Schema, document: ApiDocument, whole: boolean, depth = 0): unknown {
  const again = (part: Schema): unknown => sampleOf(part, document, whole, depth + 1);
  if (schema.examples?.length) return schema.examples[0];
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  if (depth > DEEPEST) return null;
  if (schema.$ref !== undefined) {
    const target = document.components.schemas[schema.$ref.split('/').at(-1) ?? ''];
    return target ? again(target) : null;
  }
  const [first] = schema.anyOf ?? schema.oneOf ?? [];
  if (first) return again(first);
  if (schema.prefixItems) return schema.prefixItems.map(again);
  if (schema.items) return [again(schema.items)];
  if (schema.properties) {
    const wanted = Object.entries(schema.properties).filter(
      ([name]) => whole || schema.required?.includes(name),
    );
    return Object.fromEntries(wanted.map(([name, part]) => [name, again(part)]));
  }
  return scalarOf(schema);
}

function scalarOf({ type, format, pattern, minimum }: Schema): unknown {
  switch ([type ?? []].flat()[0]) {
    case 'string':
      return WORDS[format ?? ''] ?? (pattern === '^\\d+$' ? '1500000000000' : '…');
    case 'integer':
    case 'number':
      return Math.max(minimum ?? 1, 1);
    case 'boolean':
      return true;
    case 'object':
      return {};
    default:
      return null;
  }
}

const JSON_TYPE = 'application/json';
/** Where the reader's key is, in a shell. */
const KEY = '$CHAINTILL_KEY';

/** The operation as a command for a shell. */
export function curlOf(operation: Operation, document: ApiDocument, origin: string): string {
  const { method, path, parameters, requestBody, security } = operation;
  const address = path.replace(/\{(\w+)\}/g, (_whole, name: string) => {
    const schema = parameters.find((one) => one.name === name)?.schema ?? {};
    return encodeURIComponent(textOf(sampleOf(schema, document, false))) || '…';
  });
  const query = parameters
    .filter((one) => one.in === 'query' && one.required)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(textOf(sampleOf(schema, document, false)))}`);
  const schema = requestBody?.required ? requestBody.content[JSON_TYPE]?.schema : undefined;
  const keyed = security.some((one) => Object.keys(one).length > 0);
  const parts = [
    `curl${method === 'GET' ? '' : ` -X ${method}`} ${quoted(origin + address + (query.length > 0 ? `?${query.join('&')}` : ''))}`,
    ...(keyed ? [`-H "authorization: Bearer ${KEY}"`] : []),
    ...(parameters.some(({ name }) => name === 'idempotency-key') ? [`-H 'idempotency-key: first-try'`] : []),
    ...(schema
      ? [
          `-H 'content-type: ${JSON_TYPE}'`,
          `-d ${quoted(JSON.stringify(sampleOf(schema, document, false), null, 2))}`,
        ]
      : []),
  ];
  return parts.join(' \\\n  ');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
