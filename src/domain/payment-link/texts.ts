/** A payment link in Liberland's form: `/home/wallet/gateway/{orderId}?price&toId&callback&remark&failure&hook[&assetId]`. */
import { badField } from '../bad-field.js';

export const LINK_FIELDS = [
  'orderId',
  'price',
  'toId',
  'callback',
  'hook',
  'remark',
  'failure',
  'assetId',
] as const;

export type LinkField = (typeof LINK_FIELDS)[number];

/** What a link says, field by field, decoded to the end; empty values are left out. */
export type LinkTexts = Readonly<Partial<Record<LinkField, string>>>;

/** Without these Liberland's page shows nothing. */
const NEEDED: readonly LinkField[] = ['orderId', 'price', 'toId', 'callback', 'hook'];
/** Web addresses, whose own encoding must stay. */
const ADDRESSES: ReadonlySet<string> = new Set<LinkField>(['callback', 'hook', 'failure']);
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;

/**
 * Reads the values of a link that were decoded once, as a browser does it. Shops encode them once or twice, and Liberland's
 * page always decodes them twice; so does this, where there is a second encoding to take off.
 * @param once names and values; other names than a link's are passed over
 * @throws {ChaintillError} `BAD_USER_INPUT` for a field that stands there twice
 */
export function readLinkTexts(orderId: string, once: Iterable<readonly [string, string]>): LinkTexts {
  const texts: Partial<Record<LinkField, string>> = { orderId };
  const seen = new Set<string>();
  for (const [name, value] of once) {
    const field = LINK_FIELDS.find((known) => known === name && known !== 'orderId');
    if (field === undefined) continue;
    if (seen.has(field)) throw badField(field, 'the link has it twice: write it once');
    seen.add(field);
    const text = decodeAgain(field, value);
    if (text !== '') texts[field] = text;
  }
  return texts;
}

/** An address that begins with its scheme is not encoded any more: what is escaped in it belongs to it. */
function decodeAgain(field: LinkField, value: string): string {
  if (ADDRESSES.has(field) && SCHEME.test(value)) return value;
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // a percent sign that stands for itself
  }
}

/** The fields that a link must have and has not. */
export function missingIn(texts: LinkTexts): readonly LinkField[] {
  return NEEDED.filter((field) => (texts[field] ?? '') === '');
}
