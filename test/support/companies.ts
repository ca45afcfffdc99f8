import type { Client } from 'pg';
import { emptyCompany, type CompanyData } from '../../src/domain/company/company-data.js';
import { encodeCompanyData } from '../../src/domain/company/encode.js';
import type { CompanyState, RegistryEntry } from '../../src/domain/company/registry.js';
import { companyRows, type CompanyAddressRow, type KnownCompany } from '../../src/domain/company/rows.js';
import { bytesToHex } from '../../src/domain/hex.js';

/** What is registered of a company, with these entries of online addresses. */
export function registrationOf(
  name: string,
  entries: readonly (readonly [label: string, url: string])[] = [],
  more: Partial<CompanyData> = {},
): RegistryEntry {
  const open = (value: string) => ({ value, isEncrypted: false });
  const onlineAddresses = entries.map(([label, url]) => ({ description: open(label), url: open(url) }));
  const data = encodeCompanyData({ ...emptyCompany(), name, onlineAddresses, ...more });
  return { data: bytesToHex(data), editableByRegistrar: false };
}

const KEY = { registryIndex: 0, request: null, registration: null } as const;

/** What one company is after each of some blocks; what is left out is not there. */
export type CompanySteps = readonly (Partial<CompanyState> &
  Pick<CompanyState, 'entityId' | 'owner'> & { readonly block: number })[];

/** Writes into an index what it would have of one company after these blocks. */
export async function insertCompany(client: Client, steps: CompanySteps): Promise<void> {
  let known: KnownCompany | null = null;
  const addresses = new Map<string, CompanyAddressRow>();
  for (const { block, ...state } of steps) {
    const at = {
      number: block,
      hash: `0x${block.toString(16).padStart(64, '0')}`,
      timestamp: 6_000 * block,
    } as const;
    const rows = companyRows(at, { ...KEY, ...state }, known, { cause: 'event' });
    if (!rows) continue;
    const version = rows.versions.at(-1);
    if (!version) throw new Error('a company without a version');
    for (const row of rows.addresses) addresses.set(row.id, row);
    const open = rows.company.openAddresses.split(' ').flatMap((id) => addresses.get(id) ?? []);
    known = { company: rows.company, version, addresses: open };
    await upsert(client, 'companies', [rows.company]);
    await upsert(client, 'company_versions', rows.versions);
    await upsert(client, 'company_addresses', rows.addresses);
  }
}

async function upsert(
  client: Client,
  table: string,
  rows: readonly { readonly id: string }[],
): Promise<void> {
  await client.query(`DELETE FROM chain.${table} WHERE id = any($1)`, [rows.map(({ id }) => id)]);
  const snake = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name.replace(/[A-Z]/g, '_$&').toLowerCase(),
        value as unknown,
      ]),
    ),
  );
  await client.query(
    `INSERT INTO chain.${table} SELECT * FROM jsonb_populate_recordset(null::chain.${table}, $1)`,
    [JSON.stringify(snake)],
  );
}
