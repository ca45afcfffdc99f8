import type { IncomingHttpHeaders } from 'node:http';

const BEARER = /^bearer +(\S+)$/i;

/**
 * The key in `Authorization: Bearer <key>`, or in `X-Api-Key: <key>` as clients of LNbits send it; null without either.
 * A header that holds no key gives what no key is, so that it is refused and not passed over.
 */
export function keyOfHeaders({ authorization, 'x-api-key': apiKey }: IncomingHttpHeaders): string | null {
  if (authorization !== undefined) return BEARER.exec(authorization)?.[1] ?? '';
  return apiKey === undefined ? null : String(apiKey);
}
