import { inflate, MAX_INFLATED_BYTES } from '../inflate.js';
import { readScale, type ScaleReader } from '../scale.js';
import {
  COMPANY_FIELDS,
  emptyCompany,
  type CompanyData,
  type CompanyField,
  type Encryptable,
} from './company-data.js';

/** What the registry's bytes say. Bytes that say nothing are no error: the registrar takes any. */
export type CompanyReading =
  | {
      readonly data: CompanyData;
      /** Fields that the bytes end before: data of an older wallet. They are empty in `data`. */
      readonly missing: readonly CompanyField[];
      /** Bytes after the last field, of a newer wallet; they are not read. */
      readonly extra: number;
      readonly unreadable: null;
    }
  | {
      readonly data: null;
      /** Why nothing can be read, for people. */
      readonly unreadable: string;
    };

/** Reads the bytes of a registration or of a request for one. Total: odd bytes give a reason. */
export function decodeCompanyData(bytes: Uint8Array): CompanyReading {
  const scale = inflate(bytes);
  if (scale === null) {
    return {
      data: null,
      unreadable: `not one zlib stream of at most ${MAX_INFLATED_BYTES} bytes once inflated`,
    };
  }
  if (scale.length === 0) return { data: null, unreadable: 'empty' };
  let at: string = 'name';
  const read = readScale(scale, (reader) => {
    const data: Record<string, unknown> = { ...emptyCompany() };
    const missing: CompanyField[] = [];
    for (const field of Object.keys(COMPANY_FIELDS) as CompanyField[]) {
      at = field;
      if (reader.left() === 0) missing.push(field);
      else data[field] = readField(reader, field);
    }
    const extra = reader.left();
    reader.skip();
    return { data: data as CompanyData, missing, extra, unreadable: null };
  });
  return read ?? { data: null, unreadable: `not company data: its field ${at} cannot be read` };
}

function readField(reader: ScaleReader, field: CompanyField): unknown {
  const shape = COMPANY_FIELDS[field];
  if (shape === 'text') return reader.text();
  const leaves = Object.entries(shape);
  return reader.items(() =>
    Object.fromEntries(
      leaves.map(([name, leaf]) => [name, leaf === 'text' ? reader.text() : readEncryptable(reader)]),
    ),
  );
}

function readEncryptable(reader: ScaleReader): Encryptable {
  return { value: reader.text(), isEncrypted: reader.bool() };
}
