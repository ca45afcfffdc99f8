/** Company data as a person writes it down: what is left out is empty, and a text of a list may stand alone. */
import { z } from 'zod';
import { badField } from '../bad-field.js';
import { refusalOf } from '../schema-issue.js';
import { COMPANY_FIELDS, emptyCompany, type CompanyData } from './company-data.js';
import { ADDRESS_LABEL, companySettings, URL_LABELS } from './settings.js';

const TEXT = z.string('write a text');
const LEAF = z.union([TEXT, z.strictObject({ value: TEXT, isEncrypted: z.boolean() })], {
  error: 'write a text, or {"value": …, "isEncrypted": …}',
});

const draftSchema = z.strictObject(
  Object.fromEntries(
    Object.entries(COMPANY_FIELDS).map(([field, shape]) => [
      field,
      (shape === 'text' ? TEXT : z.array(recordOf(shape))).optional(),
    ]),
  ),
);

function recordOf(leaves: Readonly<Record<string, string>>): z.ZodType {
  return z.strictObject(
    Object.fromEntries(
      Object.entries(leaves).map(([name, leaf]) => [name, (leaf === 'text' ? TEXT : LEAF).optional()]),
    ),
  );
}

/** @throws {ChaintillError} `BAD_USER_INPUT`, `UNKNOWN_FIELD`, with the field */
export function readCompanyDraft(json: unknown): CompanyData {
  const result = draftSchema.safeParse(json);
  if (!result.success) throw refusalOf(result.error.issues[0]);
  const filled = Object.entries(result.data).map(([field, value]) => {
    const shape = COMPANY_FIELDS[field as keyof CompanyData];
    if (shape === 'text' || !Array.isArray(value)) return [field, value];
    return [field, value.map((record) => fillRecord(shape, record as Readonly<Record<string, unknown>>))];
  });
  return { ...emptyCompany(), ...Object.fromEntries(filled) } as CompanyData;
}

function fillRecord(
  leaves: Readonly<Record<string, string>>,
  record: Readonly<Record<string, unknown>>,
): object {
  return Object.fromEntries(
    Object.entries(leaves).map(([name, leaf]) => {
      const value = record[name] ?? '';
      return [name, leaf === 'text' || typeof value !== 'string' ? value : plain(value)];
    }),
  );
}

const plain = (value: string) => ({ value, isEncrypted: false });

/** Payment settings to write; what is left out stays, and an empty text takes a setting out. */
export interface SettingChanges {
  readonly hook?: string | undefined;
  readonly success?: string | undefined;
  readonly failure?: string | undefined;
  /** All of them. */
  readonly addresses?: readonly string[] | undefined;
}

/**
 * The data with these settings among its online addresses.
 * @throws {ChaintillError} `INVALID_COMPANY_DATA` where one of its settings would not count, with the reason
 */
export function withSettings(data: CompanyData, changes: SettingChanges): CompanyData {
  const written = new Map<string, readonly string[]>();
  for (const [label, setting] of Object.entries(URL_LABELS)) {
    const url = changes[setting];
    if (url !== undefined) written.set(label, url === '' ? [] : [url]);
  }
  if (changes.addresses)
    written.set(
      ADDRESS_LABEL,
      changes.addresses.filter((address) => address !== ''),
    );
  const kept = data.onlineAddresses.filter(
    ({ description }) => !written.has(description.value.trim().toLowerCase()),
  );
  const added = [...written].flatMap(([label, urls]) =>
    urls.map((url) => ({ description: plain(label), url: plain(url) })),
  );
  const changed = { ...data, onlineAddresses: [...kept, ...added] };
  const [problem] = companySettings(changed).problems;
  if (!problem) return changed;
  throw badField(`onlineAddresses.${problem.place}`, `${problem.label} would not count: ${problem.problem}`, {
    code: 'INVALID_COMPANY_DATA',
  });
}
