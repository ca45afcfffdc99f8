/** Follows one company: what the registry says of it after a block, and what the index has → what the index then has. */
import { companyId, type CompanyState } from './registry.js';
import {
  companyRows,
  type CompanyAddressRow,
  type CompanyBlock,
  type CompanyRow,
  type CompanyVersionRow,
  type KnownCompany,
} from './rows.js';

/** The index's rows by entity of schema.graphql and id. An absent column is undefined or null. */
export interface CompanyStore {
  get(entity: string, id: string): Promise<{ readonly id: string } | undefined>;
  set(entity: string, id: string, row: { readonly id: string }): Promise<void>;
}

/**
 * @param unregistered the block took a registration away
 * @param cause `start` for what was there before the first indexed block
 */
export async function recordCompany(
  store: CompanyStore,
  block: CompanyBlock,
  state: CompanyState,
  how: { readonly unregistered: boolean; readonly cause: 'start' | 'event' },
): Promise<void> {
  const known = await knownCompany(store, companyId(state));
  const rows = companyRows(block, state, known, how);
  if (!rows) return;
  await store.set('Company', rows.company.id, rows.company);
  for (const row of rows.versions) await store.set('CompanyVersion', row.id, row);
  for (const row of rows.addresses) await store.set('CompanyAddress', row.id, row);
}

async function knownCompany(store: CompanyStore, id: string): Promise<KnownCompany | null> {
  const company = (await store.get('Company', id)) as CompanyRow | undefined;
  if (!company) return null;
  const version = (await store.get('CompanyVersion', company.versionId)) as CompanyVersionRow | undefined;
  if (!version) throw new Error(`the index has company ${id} without its version`);
  const addresses: CompanyAddressRow[] = [];
  for (const addressId of company.openAddresses.split(' ').filter((text) => text !== '')) {
    const address = (await store.get('CompanyAddress', addressId)) as CompanyAddressRow | undefined;
    if (address) addresses.push(address);
  }
  return { company, version, addresses };
}
