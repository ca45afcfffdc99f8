/** Companies that are registered with the till, read beside those of the index: in the same statements, of the same moment. */
import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { AccountHex } from '../../domain/extract/block.js';
import type { ChainDatabase } from '../chain/database.js';
import type { CompanyAddressRow, CompanyRow, CompanyVersionRow } from '../chain/tables.js';

/** Who asks for local companies: the operator, who sees all; a merchant, who sees its own; or nobody, who sees none. */
export type LocalReader = 'operator' | { readonly merchantId: string } | null;

/** A company, wherever it is registered; of a local one registry, entity and owner are null. */
export interface KnownCompany extends Pick<
  CompanyRow,
  'id' | 'status' | 'ownerId' | 'name' | 'firstBlock' | 'blockNumber'
> {
  readonly registryIndex: number | null;
  readonly entityId: number | null;
}

/** A version, wherever it stands; that of a local company names no block by its hash. */
export interface KnownVersion extends Omit<CompanyVersionRow, 'blockId'> {
  readonly blockId: string | null;
}

/** An account of a company; `provedBy` says how a local company's is known to be its, and is null of what stands on chain. */
export interface KnownAddress extends CompanyAddressRow {
  readonly provedBy: 'operator' | 'signature' | null;
}

/** The companies of both that a reader sees, as rows. */
export function companiesSql(chain: ChainDatabase, reader: LocalReader): RawBuilder<unknown> {
  const onChain = sql`
    select id, registry_index, entity_id, status, owner_id, name, first_block, block_number from ${chain.table('companies')}`;
  if (reader === null) return sql`(${onChain}) c`;
  return sql`(${onChain} union all
    select id, null, null, status, null, name, first_block, block_number from till.local_companies l where ${sees(reader)}) c`;
}

export async function findLocalVersionAt(
  chain: ChainDatabase,
  companyId: string,
  block: number,
): Promise<KnownVersion | undefined> {
  const { rows } = await readVersions(chain, companyId, sql`and from_block <= ${block}`, 1);
  return rows[0];
}

/** Newest first, one for each block that changed it. @param before only versions that begin before this block; null for all */
export async function listLocalVersions(
  chain: ChainDatabase,
  companyId: string,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<readonly KnownVersion[]> {
  const earlier = before === null ? sql`` : sql`and from_block < ${before}`;
  const { rows } = await readVersions(chain, companyId, earlier, limit);
  return rows;
}

function readVersions(chain: ChainDatabase, companyId: string, where: RawBuilder<unknown>, limit: number) {
  return sql<KnownVersion>`
    select id, company_id, status, null as owner_id, data, null as editable_by_registrar, name, hook, success, failure,
      '[]' as problems, null as unreadable, 'none' as request, null as request_data, 'command' as cause, from_block,
      until_block, null as block_id, null as timestamp
    from till.local_company_versions
    where company_id = ${companyId} and (until_block is null or until_block > from_block) ${where}
    order by from_block desc, version desc limit ${limit}`.execute(chain.db);
}

/** Those of a local company, the newest first. @param at only those that hold at the end of this block; null for all */
export async function listLocalAddresses(
  chain: ChainDatabase,
  companyId: string,
  { at, limit }: { readonly at: number | null; readonly limit: number },
): Promise<readonly KnownAddress[]> {
  const holds = at === null ? sql`` : sql`and ${holdsAt(at)}`;
  const { rows } = await sql<KnownAddress>`
    select ${ADDRESS} from till.local_company_addresses a
    where company_id = ${companyId} ${holds} order by from_block desc, id limit ${limit}`.execute(chain.db);
  return rows;
}

/** Which local companies an account belongs to at the end of a block: one at most. */
export async function findLocalCompaniesOf(
  chain: ChainDatabase,
  account: AccountHex,
  reader: LocalReader,
  at: number,
): Promise<readonly KnownAddress[]> {
  if (reader === null) return [];
  const { rows } = await sql<KnownAddress>`
    select ${ADDRESS} from till.local_company_addresses a
    where account_id = ${account} and ${holdsAt(at)}
      and company_id in (select id from till.local_companies l where ${sees(reader)})`.execute(chain.db);
  return rows;
}

const ADDRESS = sql.raw(
  "id::text, company_id, account_id, 'payment' as role, from_block, until_block, proved_by",
);

function holdsAt(block: number): RawBuilder<SqlBool> {
  return sql<SqlBool>`from_block <= ${block} and (until_block is null or until_block > ${block})`;
}

/** Whether a reader sees a row `l` of till.local_companies. */
export function sees(reader: LocalReader): RawBuilder<SqlBool> {
  if (reader === null) return sql<SqlBool>`false`;
  return reader === 'operator' ? sql<SqlBool>`true` : sql<SqlBool>`l.merchant_id = ${reader.merchantId}`;
}
