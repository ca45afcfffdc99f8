import { concatBytes } from '@noble/hashes/utils.js';
import { deflate } from 'pako';
import { ChaintillError } from '../errors.js';
import { MAX_INFLATED_BYTES } from '../inflate.js';
import { encodeLength, encodeText } from '../scale.js';
import { encodeUtf8 } from '../utf8.js';
import {
  COMPANY_FIELDS,
  MAX_COMPANY_BYTES,
  type CompanyData,
  type CompanyField,
  type Encryptable,
} from './company-data.js';

/**
 * The bytes of company data for `requestEntity` and `requestRegistration`, as Liberland's wallet makes them: SCALE as a
 * zlib stream of pako's default level.
 * @throws {ChaintillError} `INVALID_COMPANY_DATA`, with the field where it is one.
 */
export function encodeCompanyData(data: CompanyData): Uint8Array {
  const fields = Object.keys(COMPANY_FIELDS) as CompanyField[];
  const scale = concatBytes(...fields.map((field) => encodeField(data, field)));
  const bytes = deflate(scale);
  if (scale.length > MAX_INFLATED_BYTES || bytes.length > MAX_COMPANY_BYTES) {
    throw new ChaintillError(
      'INVALID_COMPANY_DATA',
      `the company's data has ${bytes.length} bytes; the registry takes ${MAX_COMPANY_BYTES}: shorten its texts`,
    );
  }
  return bytes;
}

function encodeField(data: CompanyData, field: CompanyField): Uint8Array {
  const shape = COMPANY_FIELDS[field];
  const value = data[field];
  if (typeof value === 'string') return text(field, value);
  const items = value.map((item) => {
    const leaves = item as Readonly<Record<string, string | Encryptable>>;
    return concatBytes(...Object.keys(shape).map((name) => encodeLeaf(`${field}.${name}`, leaves[name])));
  });
  return concatBytes(encodeLength(value.length), ...items);
}

function encodeLeaf(field: string, leaf: string | Encryptable | undefined): Uint8Array {
  if (leaf === undefined) throw new ChaintillError('INVALID_COMPANY_DATA', `${field}: missing`, { field });
  if (typeof leaf === 'string') return text(field, leaf);
  return concatBytes(text(field, leaf.value), Uint8Array.of(leaf.isEncrypted ? 1 : 0));
}

function text(field: string, value: string): Uint8Array {
  const utf8 = encodeUtf8(value);
  if (utf8 !== null) return encodeText(utf8);
  throw new ChaintillError(
    'INVALID_COMPANY_DATA',
    `${field}: half of a surrogate pair (a broken emoji?) cannot be written as UTF-8; remove it`,
    { field },
  );
}
