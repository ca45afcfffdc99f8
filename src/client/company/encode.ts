import { FIELDS, PLAIN_LEAF, type CompanyData, type CompanyText } from './data.js';

/** What the registry takes at most, in bytes. */
const MOST_BYTES = 8192;

/** Where payments of a company go and are told: docs/companies.md. */
export interface CompanyPaymentSettings {
  /** URL that the company's events go to. */
  readonly hook?: string;
  /** URL of the page for a buyer who has paid. */
  readonly success?: string;
  /** URL of the page for a buyer who has not. */
  readonly failure?: string;
  /** Accounts that the company is paid at: SS58, or public keys as 0x-hex. */
  readonly addresses?: readonly string[];
}

/** Company data with these payment settings among its online addresses, in the place of all that it had before. */
export function withPaymentSettings(company: CompanyData, settings: CompanyPaymentSettings): CompanyData {
  const { hook, success, failure, addresses = [] } = settings;
  const others = (company.onlineAddresses ?? []).filter(
    ({ description = '' }) => !textOf(description).trim().toLowerCase().startsWith('payment-'),
  );
  const urls = { 'payment-hook': hook, 'payment-success': success, 'payment-failure': failure };
  const entries = [
    ...Object.entries(urls).flatMap(([description, url]) =>
      url === undefined ? [] : [{ description, url }],
    ),
    ...addresses.map((url) => ({ description: 'payment-address', url })),
  ];
  return { ...company, onlineAddresses: [...others, ...entries] };
}

/**
 * The bytes of company data as 0x-hex, for `companyRegistry.requestEntity(registry, data, editable)` and
 * `requestRegistration(registry, entity, data, editable)`: SCALE as a zlib stream, as Liberland's wallet writes it.
 * @throws {RangeError} above 8,192 bytes, which is what the registry takes
 */
export async function encodeCompanyData(company: CompanyData): Promise<`0x${string}`> {
  const parts: Uint8Array[] = [];
  for (const [field, leaves] of Object.entries(FIELDS) as [keyof CompanyData, readonly string[] | null][]) {
    if (leaves === null) {
      parts.push(scaleText(company[field] as string | undefined));
      continue;
    }
    const records = (company[field] ?? []) as readonly Readonly<Record<string, CompanyText | undefined>>[];
    parts.push(compactLength(records.length));
    for (const record of records) {
      for (const leaf of leaves) {
        const text = record[leaf] ?? '';
        parts.push(scaleText(textOf(text)));
        if (`${field}.${leaf}` !== PLAIN_LEAF) parts.push(Uint8Array.of(isEncrypted(text) ? 1 : 0));
      }
    }
  }
  const bytes = await deflated(parts);
  if (bytes.length > MOST_BYTES) {
    throw new RangeError(
      `the company's data has ${bytes.length} bytes; the registry takes ${MOST_BYTES}: shorten its texts`,
    );
  }
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}

function textOf(text: CompanyText): string {
  return typeof text === 'string' ? text : text.value;
}

function isEncrypted(text: CompanyText): boolean {
  return typeof text !== 'string' && text.isEncrypted;
}

function scaleText(text = ''): Uint8Array {
  const utf8 = new TextEncoder().encode(text);
  return Uint8Array.of(...compactLength(utf8.length), ...utf8);
}

/** SCALE's compact form of a length below 2^30, the last two bits of which tell how many bytes it has. */
function compactLength(length: number): Uint8Array {
  const mode = length < 1 << 6 ? 0 : length < 1 << 14 ? 1 : 2;
  return Uint8Array.from({ length: 1 << mode }, (_, i) => ((length * 4 + mode) >>> (8 * i)) & 0xff);
}

async function deflated(parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const { readable, writable } = new CompressionStream('deflate');
  const writer = writable.getWriter();
  const [bytes] = await Promise.all([
    new Response(readable).arrayBuffer(),
    writer.write(Uint8Array.from(parts.flatMap((part) => Array.from(part)))),
    writer.close(),
  ]);
  return new Uint8Array(bytes);
}
