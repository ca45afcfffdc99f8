import { WebhookError } from './webhook-error.js';

/** Headers of a request, as platforms give them. */
export type WebhookHeaders =
  | { readonly get: (name: string) => string | null }
  | Readonly<Record<string, string | readonly string[] | undefined>>;

/** @returns the value of a header, whatever its case; null where it is not there */
export type HeaderReader = (name: string) => string | null;

export function headerReader(headers: WebhookHeaders): HeaderReader {
  if (typeof headers.get === 'function') {
    const { get } = headers;
    return (name) => get.call(headers, name);
  }
  const entries = Object.entries(headers as Readonly<Record<string, string | readonly string[] | undefined>>);
  const values = new Map(entries.map(([name, value]) => [name.toLowerCase(), value]));
  return (name) => {
    const value = values.get(name);
    if (value === undefined) return null;
    return typeof value === 'string' ? value : (value[0] ?? null);
  };
}

/** Headers of that name, all of them. @throws {WebhookError} `MISSING_HEADERS` */
export function requireHeaders<const Name extends string>(
  read: HeaderReader,
  names: readonly Name[],
): Readonly<Record<Name, string>> {
  const missing = names.filter((name) => (read(name) ?? '') === '');
  if (missing.length > 0) {
    throw new WebhookError(
      'MISSING_HEADERS',
      `there is no ${missing.join(', ')}: give the headers of the request as they came, and see that nothing in between drops them`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, read(name) ?? ''])) as Record<Name, string>;
}
