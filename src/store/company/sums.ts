/** The sums that settlement keeps of companies (migrations/0009 and 0011): what a reader may rely on of them. */
import { sql, type RawBuilder } from 'kysely';
import { isLocalCompany } from '../../domain/company/local.js';
import type { ChainDatabase } from '../chain/database.js';

/** Blocks between two sums of a company. Only every so many blocks is there one. */
export const SUM_EVERY = 50;
/** How the chain's own token is called beside ids of assets. */
export const NATIVE = 'native';

/**
 * The block before which everything of a company is summed; 0 while nothing is, or of another index than the one that is
 * there.
 */
export async function readSummedBlock(chain: ChainDatabase, companyId: string): Promise<number> {
  const { rows: tables } = await sql<{ there: boolean }>`
    select to_regclass('till.company_sums_state') is not null as there`.execute(chain.db);
  if (tables[0]?.there !== true) return 0;
  const state = isLocalCompany(companyId)
    ? sql`till.local_company_sums_state where company_id = ${companyId} and`
    : sql`till.company_sums_state where`;
  const { rows } = await sql<{ summedBlock: number }>`
    select summed_block from ${state} generation = ${generationSql(chain.schema)}`.execute(chain.db);
  return rows[0]?.summedBlock ?? 0;
}

/** Names the tables that are summed as they are now: an index that is built anew has others. */
export function generationSql(schema: string): RawBuilder<string> {
  const oids = ['transfers', 'asset_transfers', 'failed_payments', 'company_addresses'].map(
    (table) => sql`to_regclass(${`"${schema}".${table}`})::oid`,
  );
  return sql<string>`concat_ws('.', ${sql.join(oids)})`;
}

/** The block that a sum up to `block` begins with: what is before it is in the sums. */
export function sumStart(block: number, summedBlock: number): number {
  return Math.min(block - (block % SUM_EVERY), summedBlock);
}
