import { inflate } from '../inflate.js';
import { parseTextReference } from '../reference.js';
import { MAX_REMARK_BYTES } from './envelope.js';
import { type GovernmentRemark, governmentReference, readGovernmentRemark } from './liberland-government.js';
import { type LiberlandRemark, readLiberlandRemark } from './liberland-user.js';
import { readTextRemark } from './text.js';

interface Read {
  /** The order that the remark names, within the grammar of `reference.ts`. */
  readonly reference: string | null;
  /** What people can read of it: a Liberland description, or a whole text remark. A description may hold any character. */
  readonly text: string;
}

interface Unread {
  readonly reference: null;
  readonly text: null;
}

/** What a remark says, by the format it is in. */
export type DecodedRemark =
  | (Read & LiberlandRemark & { readonly codec: 'liberland' })
  | (Read & GovernmentRemark & { readonly codec: 'liberland-government' })
  | (Read & { readonly codec: 'text' })
  /** In no format that we know. */
  | (Unread & { readonly codec: 'unknown' })
  /** Above MAX_REMARK_BYTES, and not looked at. */
  | (Unread & { readonly codec: 'oversized' });

/**
 * Reads the bytes of any remark; never throws. A payment's remark is tried before a government one, because the latter's
 * own reader, Liberland's, takes some payments for government remarks: both are accepted only as the whole of the bytes.
 */
export function decodeRemark(bytes: Uint8Array): DecodedRemark {
  if (bytes.length > MAX_REMARK_BYTES) return { codec: 'oversized', reference: null, text: null };
  const inflated = inflate(bytes);
  return (inflated === null ? decodeText(bytes) : decodeInflated(inflated)) ?? UNKNOWN;
}

const UNKNOWN: DecodedRemark = { codec: 'unknown', reference: null, text: null };

function decodeInflated(inflated: Uint8Array): DecodedRemark | null {
  const user = readLiberlandRemark(inflated);
  if (user !== null) {
    return { codec: 'liberland', reference: user.id.toString(), text: user.description, ...user };
  }
  const government = readGovernmentRemark(inflated);
  if (government === null) return null;
  const reference = governmentReference(government.finalDestination);
  return { codec: 'liberland-government', reference, text: government.description, ...government };
}

function decodeText(bytes: Uint8Array): DecodedRemark | null {
  const text = readTextRemark(bytes);
  return text === null ? null : { codec: 'text', reference: parseTextReference(text), text };
}
