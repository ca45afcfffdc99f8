import { sql, type RawBuilder } from 'kysely';
import { chainTable, type TillDatabase, type TillTransaction } from '../till/database.js';
import { lockInstance } from '../till/instance-lock.js';
import { readIndexState } from '../till/settling/index-state.js';
import { generationSql, NATIVE, SUM_EVERY } from './sums.js';
import { TOTALS, totalsSql } from './totals.js';

/**
 * Sums up the next blocks of all companies, where so many more are indexed. Sums of another index than the one that is
 * there are dropped first. Of blocks that are indexed nothing changes any more, so a sum is made once.
 * @param epoch of this settler's leadership
 * @param schema of the index
 * @param most sums of a company that are made at once: of so many times 50 blocks
 * @returns whether there may be more
 * @throws {ChaintillError} `LEADERSHIP_LOST`
 */
export async function sumUpCompanies(
  till: TillDatabase,
  epoch: bigint,
  schema: string,
  most = 200,
): Promise<boolean> {
  return till.transaction().execute(async (db) => {
    const { indexedHeight } = await readIndexState(db, schema);
    if (indexedHeight === null) return false;
    const from = await beginAt(db, schema);
    const known = indexedHeight + 1;
    const until = Math.min(known - (known % SUM_EVERY), from + most * SUM_EVERY);
    if (until <= from) return false;
    await sumBlocks(db, schema, { from, until }, chainTable(schema, 'companyAddresses'));
    await sql`update till.company_sums_state set summed_block = ${until}`.execute(db);
    // Last, and short: the settler's own steps wait for this lock.
    await lockInstance(db, epoch);
    return true;
  });
}

/** The first block that is not summed up yet. */
async function beginAt(db: TillTransaction, schema: string): Promise<number> {
  const generation = generationSql(schema);
  await sql`delete from till.company_sums_state where generation <> ${generation}`.execute(db);
  const { numAffectedRows: begun = 0n } = await sql`
    insert into till.company_sums_state (summed_block, generation) values (0, ${generation})
    on conflict do nothing`.execute(db);
  if (begun > 0n) await sql`delete from till.company_sums where company_id not like 'local-%'`.execute(db);
  const { rows } = await sql<{ summedBlock: number }>`
    select summed_block from till.company_sums_state for update`.execute(db);
  return rows[0]?.summedBlock ?? 0;
}

/**
 * Adds the sums of some blocks to those before them.
 * @param from,until multiples of 50
 * @param addresses rows as those of the index's company_addresses: the companies that are summed up
 */
export async function sumBlocks(
  db: TillTransaction,
  schema: string,
  { from, until }: { readonly from: number; readonly until: number },
  addresses: RawBuilder<unknown>,
): Promise<void> {
  const within = sql`t.block_number >= ${from} and t.block_number < ${until}`;
  const inSpan = sql`t.block_number >= s.from_block and t.block_number < s.until_block`;
  const bucket = sql`t.block_number / ${SUM_EVERY}::integer as bucket`;
  const movements = (['transfers', 'assetTransfers'] as const).flatMap((name) =>
    (['to_id', 'from_id'] as const).map(
      (account) => sql`
        select s.company_id, ${bucket}, t.block_number, t.event_index, t.extrinsic_index,
          ${name === 'transfers' ? sql`null::text` : sql`t.asset`} as asset, t.value, t.fee, t.fee_payer_id,
          ${sql.raw(account === 'to_id' ? 'true' : 'false')} as came
        from ${chainTable(schema, name)} t join span s on s.account = t.${sql.raw(account)} and ${inSpan}
        where ${within}`,
    ),
  );
  const failures = (['to_id', 'from_id'] as const).map(
    (account) => sql`
      select s.company_id, ${bucket}, t.block_number, t.extrinsic_index, t.fee, t.fee_payer_id
      from ${chainTable(schema, 'failedPayments')} t join span s on s.account = t.${sql.raw(account)} and ${inSpan}
      where ${within}`,
  );
  await sql`
    insert into till.company_sums (company_id, asset, until_block, ${sql.raw(TOTALS.join(', '))})
    with span as materialized (
      select distinct company_id, account_id as account, from_block, coalesce(until_block, ${until}) as until_block
      from ${addresses}
      where from_block < ${until} and (until_block is null or until_block > ${from})
    ),
    ${totalsSql(NATIVE, sql.join(movements, sql` union all `), sql.join(failures, sql` union all `))}
    select t.company_id, t.asset, (t.bucket + 1) * ${SUM_EVERY}, ${sql.join(
      TOTALS.map((total) => {
        const name = sql.raw(total);
        return sql`coalesce(l.${name}, 0) + sum(t.${name}) over since`;
      }),
    )}
    from totals t left join lateral (
      select * from till.company_sums c where c.company_id = t.company_id and c.asset = t.asset
      order by c.until_block desc limit 1) l on true
    window since as (partition by t.company_id, t.asset order by t.bucket)`.execute(db);
}
