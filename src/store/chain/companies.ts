import { sql, type RawBuilder, type SqlBool } from 'kysely';
import type { AccountHex } from '../../domain/extract/block.js';
import type { Columns } from '../lists/condition.js';
import type { ChainDatabase } from './database.js';
import type { CompanyAddressRow, CompanyVersionRow } from './tables.js';

export const COMPANY_COLUMNS = {
  id: { kind: 'text', nullable: false },
  registryIndex: { kind: 'integer', nullable: true },
  entityId: { kind: 'integer', nullable: true },
  status: { kind: 'text', nullable: false },
  ownerId: { kind: 'account', nullable: true },
  name: { kind: 'text', nullable: true },
  firstBlock: { kind: 'integer', nullable: false },
  blockNumber: { kind: 'integer', nullable: false },
} as const satisfies Columns;

export const COMPANY_POSITION = ['firstBlock', 'id'] as const;
export const COMPANY_LOOKUPS: ReadonlySet<string> = new Set(['id', 'entityId', 'ownerId']);

/** The version that holds at the end of a block; undefined before the index knows the company. */
export async function findVersionAt(
  chain: ChainDatabase,
  companyId: string,
  block: number,
): Promise<CompanyVersionRow | undefined> {
  return chain.db
    .selectFrom('companyVersions')
    .selectAll()
    .where('companyId', '=', companyId)
    .where('fromBlock', '<=', block)
    .orderBy('fromBlock', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Newest first. @param before only versions that begin before this block; null for all */
export async function listVersions(
  chain: ChainDatabase,
  companyId: string,
  { before, limit }: { readonly before: number | null; readonly limit: number },
): Promise<readonly CompanyVersionRow[]> {
  let query = chain.db.selectFrom('companyVersions').selectAll().where('companyId', '=', companyId);
  if (before !== null) query = query.where('fromBlock', '<', before);
  return query.orderBy('fromBlock', 'desc').limit(limit).execute();
}

/**
 * The accounts of a company, the newest first.
 * @param at only those that hold at the end of this block; null for all that ever did
 */
export async function listCompanyAddresses(
  chain: ChainDatabase,
  companyId: string,
  { at, limit }: { readonly at: number | null; readonly limit: number },
): Promise<readonly CompanyAddressRow[]> {
  let query = chain.db.selectFrom('companyAddresses').selectAll().where('companyId', '=', companyId);
  if (at !== null) query = query.where('fromBlock', '<=', at).where(holdsAfter(at));
  return query.orderBy('fromBlock', 'desc').orderBy('id').limit(limit).execute();
}

/** Which companies an account belongs to at the end of a block, by whatever role; the longest-standing first. */
export async function findCompaniesOf(
  chain: ChainDatabase,
  account: AccountHex,
  { at, limit }: { readonly at: number; readonly limit: number },
): Promise<readonly CompanyAddressRow[]> {
  return chain.db
    .selectFrom('companyAddresses')
    .selectAll()
    .where('accountId', '=', account)
    .where('fromBlock', '<=', at)
    .where(holdsAfter(at))
    .orderBy('fromBlock')
    .orderBy('id')
    .limit(limit)
    .execute();
}

function holdsAfter(block: number): RawBuilder<SqlBool> {
  const until = sql.ref('untilBlock');
  return sql<SqlBool>`(${until} is null or ${until} > ${block})`;
}
