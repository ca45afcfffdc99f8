import { sql } from 'kysely';
import type { Span } from '../../domain/company/spans.js';
import { addTotals, combine, NOTHING, type FlowTotals } from '../../domain/company/totals.js';
import type { ChainDatabase } from '../chain/database.js';
import { sliceSql, spanRows } from './spans.js';
import { NATIVE, readSummedBlock, sumStart } from './sums.js';
import { TOTALS, totalsSql } from './totals.js';

/** By id in pallet assets; null for the chain's own token. Assets that never moved are left out. */
export type TotalsByAsset = ReadonlyMap<string | null, FlowTotals>;

type TotalsRow = Readonly<Record<keyof FlowTotals, string>> & { readonly asset: string };

/**
 * All that a company's movements had come to before each of some blocks, since the start of the index: the last sum before
 * each, and the movements from there on.
 * @param spans all of the company's
 * @param blocks none lower than the one before it
 */
export async function totalsBefore(
  chain: ChainDatabase,
  companyId: string,
  spans: readonly Span[],
  blocks: readonly number[],
): Promise<readonly TotalsByAsset[]> {
  const summed = await readSummedBlock(chain, companyId);
  const starts = blocks.map((block) => sumStart(block, summed));
  const sums = await readSums(chain, companyId, [...new Set(starts)]);
  const rest = await readRest(chain, spans, blocks, starts);
  return blocks.map((_, place) => {
    const totals = new Map(sums.get(starts[place] ?? 0));
    for (const { bucket, asset, ...row } of rest) {
      if (bucket > place || starts[bucket] !== starts[place]) continue;
      const id = idOf(asset);
      totals.set(id, addTotals(totals.get(id) ?? NOTHING, readTotals(row)));
    }
    return totals;
  });
}

/** The newest sum of each asset up to each of these blocks. */
async function readSums(
  chain: ChainDatabase,
  companyId: string,
  starts: readonly number[],
): Promise<ReadonlyMap<number, TotalsByAsset>> {
  const found = new Map<number, Map<string | null, FlowTotals>>();
  const beyondFirst = starts.filter((start) => start > 0);
  if (beyondFirst.length === 0) return found;
  const { rows } = await sql<TotalsRow & { start: number }>`
    with recursive asset (name) as (
      (select asset from till.company_sums where company_id = ${companyId} order by asset limit 1)
      union all
      select (select c.asset from till.company_sums c where c.company_id = ${companyId} and c.asset > a.name
        order by c.asset limit 1) from asset a where a.name is not null
    )
    select b.start, c.* from unnest(${beyondFirst}::integer[]) b (start)
    cross join (select name from asset where name is not null) a cross join lateral (
      select * from till.company_sums c where c.company_id = ${companyId} and c.asset = a.name and c.until_block <= b.start
      order by c.until_block desc limit 1) c`.execute(chain.db);
  for (const { start, asset, ...row } of rows) {
    const totals = found.get(start) ?? new Map<string | null, FlowTotals>();
    totals.set(idOf(asset), readTotals(row));
    found.set(start, totals);
  }
  return found;
}

/** The movements from each block's start to it; `bucket` is the first of the blocks that they are before. */
async function readRest(
  chain: ChainDatabase,
  spans: readonly Span[],
  blocks: readonly number[],
  starts: readonly number[],
): Promise<readonly (TotalsRow & { readonly bucket: number })[]> {
  const bucket = sql`width_bucket(t.block_number, ${[...blocks]}::integer[]) as bucket`;
  const within = sql`t.block_number >= c.low and t.block_number < c.high`;
  const movements = (['transfers', 'assetTransfers'] as const).flatMap((name) =>
    (['to_id', 'from_id'] as const).map(
      (account) => sql`
        select c.company_id, t.* from slice c cross join lateral (
          select ${bucket}, t.block_number, t.event_index, t.extrinsic_index,
            ${sql.raw(name === 'transfers' ? 'null::text' : 't.asset')} as asset, t.value, t.fee, t.fee_payer_id,
            ${sql.raw(account === 'to_id' ? 'true' : 'false')} as came
          from ${chain.table(name)} t where t.${sql.raw(account)} = c.account and ${within} offset 0
        ) t`,
    ),
  );
  const failures = (['to_id', 'from_id'] as const).map(
    (account) => sql`
      select c.company_id, t.* from slice c cross join lateral (
        select ${bucket}, t.block_number, t.extrinsic_index, t.fee, t.fee_payer_id
        from ${chain.table('failedPayments')} t where t.${sql.raw(account)} = c.account and ${within} offset 0
      ) t`,
  );
  const { rows } = await sql<TotalsRow & { bucket: number }>`
    with span as materialized (select 0 as company_id, s.* from (${spanRows(spans)}) s),
    part as (
      select start, max(block) as until from unnest(${[...blocks]}::integer[], ${[...starts]}::integer[]) b (block, start)
      group by 1
    ),
    ${sliceSql(sql`s.company_id`, sql`p.start`, sql`p.until`)},
    ${totalsSql(NATIVE, sql.join(movements, sql` union all `), sql.join(failures, sql` union all `))}
    select bucket, asset, ${sql.raw(TOTALS.join(', '))} from totals`.execute(chain.db);
  return rows;
}

function readTotals(row: Readonly<Record<keyof FlowTotals, string>>): FlowTotals {
  return combine((name) => BigInt(row[name]));
}

function idOf(asset: string): string | null {
  return asset === NATIVE ? null : asset;
}
