/** Companies wherever they are registered: in the chain's registry, as the index says, or with this till. */
import { sql } from 'kysely';
import { isLocalCompany } from '../../domain/company/local.js';
import type { AccountHex } from '../../domain/extract/block.js';
import {
  COMPANY_COLUMNS,
  COMPANY_LOOKUPS,
  COMPANY_POSITION,
  findCompaniesOf,
  findVersionAt,
  listCompanyAddresses,
  listVersions,
} from '../chain/companies.js';
import type { ChainDatabase } from '../chain/database.js';
import { readPage, type ListRequest, type ListTable, type Page } from '../lists/list.js';
import {
  companiesSql,
  findLocalCompaniesOf,
  findLocalVersionAt,
  listLocalAddresses,
  listLocalVersions,
  type KnownAddress,
  type KnownCompany,
  type KnownVersion,
  type LocalReader,
} from './local.js';

export function listKnownCompanies(
  chain: ChainDatabase,
  reader: LocalReader,
  request: ListRequest,
): Promise<Page<KnownCompany>> {
  const table: ListTable = {
    from: companiesSql(chain, reader),
    columns: COMPANY_COLUMNS,
    position: COMPANY_POSITION,
    lookups: COMPANY_LOOKUPS,
  };
  return readPage(chain.db, table, request);
}

/** Those that there are and that the reader sees. */
export async function findKnownCompanies(
  chain: ChainDatabase,
  reader: LocalReader,
  ids: readonly string[],
): Promise<readonly KnownCompany[]> {
  if (ids.length === 0) return [];
  // Whoever asks for none of the till's needs no till.
  const wanted = ids.some(isLocalCompany) ? reader : null;
  const { rows } = await sql<KnownCompany>`
    select * from ${companiesSql(chain, wanted)} where id = any(${[...ids]}::text[])`.execute(chain.db);
  return rows;
}

export async function findKnownCompany(
  chain: ChainDatabase,
  reader: LocalReader,
  id: string,
): Promise<KnownCompany | undefined> {
  return (await findKnownCompanies(chain, reader, [id]))[0];
}

/** The version that holds at the end of a block; undefined before the company is known. */
export function findKnownVersionAt(
  chain: ChainDatabase,
  companyId: string,
  block: number,
): Promise<KnownVersion | undefined> {
  return (isLocalCompany(companyId) ? findLocalVersionAt : findVersionAt)(chain, companyId, block);
}

/** Newest first. @param page as `listVersions` takes it */
export function listKnownVersions(
  chain: ChainDatabase,
  companyId: string,
  page: Parameters<typeof listVersions>[2],
): Promise<readonly KnownVersion[]> {
  return (isLocalCompany(companyId) ? listLocalVersions : listVersions)(chain, companyId, page);
}

/** The accounts of a company, the newest first. @param page as `listCompanyAddresses` takes it */
export async function listKnownAddresses(
  chain: ChainDatabase,
  companyId: string,
  page: Parameters<typeof listCompanyAddresses>[2],
): Promise<readonly KnownAddress[]> {
  if (isLocalCompany(companyId)) return listLocalAddresses(chain, companyId, page);
  return (await listCompanyAddresses(chain, companyId, page)).map(unproved);
}

/** Which companies an account belongs to at the end of a block, as far as the reader sees; the longest-standing first. */
export async function findKnownCompaniesOf(
  chain: ChainDatabase,
  reader: LocalReader,
  account: AccountHex,
  { at, limit }: { readonly at: number; readonly limit: number },
): Promise<readonly KnownAddress[]> {
  const onChain = await findCompaniesOf(chain, account, { at, limit });
  const local = await findLocalCompaniesOf(chain, account, reader, at);
  return [...onChain.map(unproved), ...local].toSorted((a, b) => a.fromBlock - b.fromBlock).slice(0, limit);
}

function unproved(row: Omit<KnownAddress, 'provedBy'>): KnownAddress {
  return { ...row, provedBy: null };
}
