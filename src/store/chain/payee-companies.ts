import { sql } from 'kysely';
import type { AccountHex } from '../../domain/extract/block.js';
import type { Hex } from '../../domain/hex.js';
import type { ChainDatabase } from './database.js';

/** A registered company that an account belongs to. */
export interface PayeeCompany {
  readonly id: string;
  /** Whether it is its owner's account; else the company lists it, which anybody can do with anybody's. */
  readonly owned: boolean;
  /** The registered bytes, of an owned account only. */
  readonly data: Hex | null;
  readonly hook: string | null;
  readonly success: string | null;
  readonly failure: string | null;
}

/** Each costs its company a deposit and a registrar's approval. */
const MOST_COMPANIES = 200;

/** The companies that are registered at the end of a block and have the account then, owners first. */
export async function findPayeeCompanies(
  chain: ChainDatabase,
  account: AccountHex,
  block: number,
): Promise<readonly PayeeCompany[]> {
  const { rows } = await sql<PayeeCompany>`
    select a.company_id as id, a.owned, case when a.owned then v.data end as data, v.hook, v.success, v.failure
    from (
      select company_id, bool_or(role = 'owner') as owned from ${chain.table('companyAddresses')}
      where account_id = ${account} and from_block <= ${block} and (until_block is null or until_block > ${block})
      group by company_id
    ) a cross join lateral (
      select status, data, hook, success, failure from ${chain.table('companyVersions')}
      where company_id = a.company_id and from_block <= ${block} order by from_block desc limit 1
    ) v
    where v.status = 'approved'
    order by a.owned desc, a.company_id limit ${MOST_COMPANIES}`.execute(chain.db);
  return rows;
}
