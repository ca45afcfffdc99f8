import { sql } from 'kysely';
import type { TillDatabase } from '../till/database.js';
import { lockInstance } from '../till/instance-lock.js';
import { readIndexState } from '../till/settling/index-state.js';
import { sumBlocks } from './sum-up.js';
import { generationSql, SUM_EVERY } from './sums.js';

/**
 * Sums up the next blocks of the local company that is furthest behind: a new one, one whose accounts have changed, or any
 * once so many more blocks are indexed. A company is set back by whatever changes its accounts, and goes on from there.
 * @param epoch of this settler's leadership
 * @param schema of the index
 * @param most sums that are made at once: of so many times 50 blocks
 * @returns whether there may be more
 * @throws {ChaintillError} `LEADERSHIP_LOST`
 */
export async function sumUpLocalCompanies(
  till: TillDatabase,
  epoch: bigint,
  schema: string,
  most = 200,
): Promise<boolean> {
  return till.transaction().execute(async (db) => {
    const { indexedHeight } = await readIndexState(db, schema);
    if (indexedHeight === null) return false;
    const end = indexedHeight + 1 - ((indexedHeight + 1) % SUM_EVERY);
    const generation = generationSql(schema);
    // Held until the end: a change of its accounts waits, and then sets back what is made here.
    const { rows } = await sql<{ companyId: string; summedBlock: number; isCurrent: boolean }>`
      select company_id, summed_block, generation is not distinct from ${generation} as is_current
      from till.local_company_sums_state
      where generation is distinct from ${generation} or summed_block < ${end}
      order by generation is not distinct from ${generation}, summed_block, company_id limit 1
      for update skip locked`.execute(db);
    const [state] = rows;
    if (!state) return false;
    const { companyId, isCurrent } = state;
    if (!isCurrent) await sql`delete from till.company_sums where company_id = ${companyId}`.execute(db);
    const summed = isCurrent ? state.summedBlock : 0;
    // Before the first of its accounts there is nothing to look for.
    const first = await firstBlock(companyId);
    const from = Math.min(end, Math.max(summed, first - (first % SUM_EVERY)));
    const until = Math.min(end, from + most * SUM_EVERY);
    if (until > from) {
      const addresses = sql`(select * from till.local_company_addresses where company_id = ${companyId}) a`;
      await sumBlocks(db, schema, { from, until }, addresses);
    }
    await sql`
      update till.local_company_sums_state set summed_block = ${until}, generation = ${generation}
      where company_id = ${companyId}`.execute(db);
    // Last, and short: the settler's own steps wait for this lock.
    await lockInstance(db, epoch);
    return true;

    async function firstBlock(id: string): Promise<number> {
      const { rows: found } = await sql<{ first: number | null }>`
        select min(from_block) as first from till.local_company_addresses where company_id = ${id}`.execute(
        db,
      );
      return found[0]?.first ?? end;
    }
  });
}
