import { sql } from 'kysely';
import type { TillDatabase } from '../database.js';
import type { BlockSpan } from './payment-figures.js';
import { payments } from './payments-sql.js';
import { expectManyPages } from './scope.js';
import { hasSeveral, inWindow, isOwned, placeAt, scopeTable, type FigureScope } from './scope-sql.js';

/** How many different accounts paid. */
export interface PayerFigure {
  /** Id in pallet assets, null for the chain's own token; left out over all assets. */
  readonly asset?: string | null;
  /** Of the interval in the window, from 0; left out over the whole window. */
  readonly place?: number;
  readonly payers: number;
}

interface PayerRow {
  readonly asset: string | null;
  readonly place: number | null;
  readonly payers: string;
}

/**
 * Counts payers of the scope's accounts, one by one: different accounts of two intervals are not those of both, so no sum of
 * parts gives them. @param blocks in which all payments of the scope and window are
 */
export async function readPayerFigures(
  db: TillDatabase,
  scope: FigureScope,
  { first, last }: BlockSpan,
): Promise<readonly PayerFigure[]> {
  const internalLeftOut = hasSeveral(scope)
    ? sql`where not exists (select from scope o where o.account = p.from_id and ${isOwned('p.block_number', 'o')})`
    : sql``;
  await expectManyPages(db);
  const { rows } = await sql<PayerRow>`
    with ${scopeTable(scope)},
    p as materialized (
      select distinct p.from_id, p.asset, ${placeAt('p.timestamp', scope.window)} as place
      from scope s cross join lateral (${payments(
        scope.schema,
        sql`t.to_id = s.account and ${isOwned('t.block_number')} and t.block_number between ${first} and ${last}
          and t.block_number <= ${scope.height} and ${inWindow('t.timestamp', scope)}`,
      )} offset 0) p
      ${internalLeftOut}
    )
    select asset, place, count(*) as payers from p group by asset, place
    union all
    select asset, null, count(*) from (select distinct from_id, asset from p) a group by asset
    union all
    select null, null, count(*) from (select distinct from_id from p) a`.execute(db);
  return rows.map(({ asset, place, payers }) => ({
    ...(asset !== null && { asset: asset === '' ? null : asset }),
    ...(place !== null && { place: place - 1 }),
    payers: Number(payers),
  }));
}
