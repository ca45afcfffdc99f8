import { companyId, touchedCompanies, type TouchedCompany } from '../domain/company/registry.js';
import {
  companyRows,
  type CompanyAddressRow,
  type CompanyRow,
  type CompanyVersionRow,
  type KnownCompany,
} from '../domain/company/rows.js';
import type { BlockData } from '../domain/extract/block.js';
import { companyKeys, readCompany, type RegistryState } from '../polkadot/company-registry.js';
import { plainBlock } from '../polkadot/plain-block.js';
import type { Store, SubstrateBlock } from './sandbox.js';

/** Globals of SubQuery's sandbox. `api` reads the state after the block that is handled. */
declare const store: Store;
declare const api: RegistryState;

/** What the registry held before the first block that is indexed, as of the end of that block. */
export async function handleStart(block: SubstrateBlock): Promise<void> {
  const keys = await companyKeys(api);
  const touched = keys.map((key) => ({ ...key, unregistered: false }));
  if (touched.length > 0) await write(plainBlock(block), touched, 'start');
}

/**
 * Writes what a block changed about companies. Its events hold no data, so the state after the block is read: the one
 * place where a node that does not keep that state ends the indexer, with the reason.
 */
export async function handleCompanies(block: SubstrateBlock): Promise<void> {
  const plain = plainBlock(block);
  await write(plain, touchedCompanies(plain), 'event');
}

async function write(
  block: BlockData,
  touched: readonly TouchedCompany[],
  cause: 'start' | 'event',
): Promise<void> {
  for (const { unregistered, ...key } of touched) {
    const state = await readCompany(api, key);
    const known = await knownCompany(companyId(key));
    const rows = companyRows(block, state, known, { unregistered, cause });
    if (!rows) continue;
    await store.set('Company', rows.company.id, rows.company);
    for (const row of rows.versions) await store.set('CompanyVersion', row.id, row);
    for (const row of rows.addresses) await store.set('CompanyAddress', row.id, row);
  }
}

async function knownCompany(id: string): Promise<KnownCompany | null> {
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
