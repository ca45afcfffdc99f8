/** Where the reader is: in the address's fragment, which no server sees, so that links and the way back work. */

/** A view and what it is narrowed to, as `#/orders/A-1001` and `#/orders?status=OPEN`. */
export interface Route {
  /** Decoded; `['orders', 'A-1001']`. The overview has none. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** @param hash as `location.hash` has it */
export function readRoute(hash: string): Route {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  return {
    path: path.split('/').flatMap((part) => (part === '' ? [] : [decode(part)])),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
}

/** What is empty is left out. @returns what readRoute reads, for `href` */
export function hrefOf(
  path: readonly string[],
  query: Readonly<Record<string, string | null | undefined>> = {},
): string {
  const given = Object.entries(query).flatMap(([name, value]): [string, string][] =>
    value ? [[name, value]] : [],
  );
  const text = new URLSearchParams(given).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
}

/** As it stands, where it is no text that was encoded. */
function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
