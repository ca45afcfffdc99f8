import { sql, type RawBuilder } from 'kysely';
import { isLocalCompany } from '../../domain/company/local.js';
import type { Span } from '../../domain/company/spans.js';
import { mergeOwned } from '../../domain/metrics/ownership.js';
import type { ChainDatabase } from '../chain/database.js';

/** Every account that a company has or had, with the blocks in which it was its. */
export async function readSpans(chain: ChainDatabase, companyId: string): Promise<readonly Span[]> {
  const table = isLocalCompany(companyId)
    ? sql`till.local_company_addresses`
    : chain.table('companyAddresses');
  const { rows } = await sql<Span>`
    select account_id as account, from_block, until_block from ${table} where company_id = ${companyId}`.execute(
    chain.db,
  );
  return mergeOwned(rows);
}

/** After every block. */
const NEVER = 2 ** 31 - 1;

/** The spans as rows `(account, from_block, until_block)`, of which `until_block` is never null. */
export function spanRows(spans: readonly Span[]): RawBuilder<unknown> {
  return sql`select * from unnest(
    ${spans.map(({ account }) => account)}::text[],
    ${spans.map(({ fromBlock }) => fromBlock)}::integer[],
    ${spans.map(({ untilBlock }) => untilBlock ?? NEVER)}::integer[]
  ) s (account, from_block, until_block)`;
}

/**
 * The common table expression `slice`, of (what is asked for, account, low, high): each row of `part` with each of `span`, as far
 * as their blocks meet. What is read of a slice is read with `offset 0`: Postgres then looks it up by account and block, where
 * it might otherwise read all of an account and compare.
 */
export function sliceSql(
  columns: RawBuilder<unknown>,
  from: RawBuilder<unknown>,
  until: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`slice as materialized (
    select ${columns}, s.account, greatest(${from}, s.from_block) as low, least(${until}, s.until_block) as high
    from part p cross join span s where ${from} < s.until_block and ${until} > s.from_block
  )`;
}
