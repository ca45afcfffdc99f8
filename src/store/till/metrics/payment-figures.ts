import { sql } from 'kysely';
import type { TillDatabase } from '../database.js';
import { payments } from './payments-sql.js';
import {
  cutColumns,
  inWindow,
  isOwned,
  placeOf,
  scopeTable,
  touches,
  type FigureScope,
} from './scope-sql.js';

/** Payments of one asset in one interval. */
export interface PaymentFigure {
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  /** Of the interval in the window, from 0. */
  readonly place: number;
  readonly paid: number;
  /** In the smallest unit. */
  readonly volume: bigint;
}

export interface PaymentFigures {
  readonly figures: readonly PaymentFigure[];
  /** All payments of the scope and window are in these blocks; null where there is none. */
  readonly blocks: BlockSpan | null;
}

export interface BlockSpan {
  readonly first: number;
  readonly last: number;
}

interface FigureRow {
  readonly asset: string;
  readonly place: number;
  readonly paid: string;
  readonly volume: string;
}

/** The sum of whole roll-ups; or, with an account, one that is not whole, and the blocks of it that count. */
interface RolledRow extends FigureRow {
  readonly account: string | null;
  readonly quarter: number;
  readonly first: number;
  readonly last: number;
}

/**
 * Payments to the scope's accounts in its window: whole quarters of an hour from the roll-ups, those that the window or an
 * ownership cuts from the payments themselves. What one of the accounts paid to another is none.
 */
export async function readPaymentFigures(db: TillDatabase, scope: FigureScope): Promise<PaymentFigures> {
  const { rows } = await sql<RolledRow>`
    with ${scopeTable(scope)}
    select asset, place, account, quarter, sum(payments)::text as paid, sum(volume)::text as volume, min(first) as first,
      max(last) as last
    from (
      select m.asset, ${placeOf('m.quarter', scope.window)} as place, ${cutColumns(scope)}, m.payments, m.volume,
        greatest(m.first_block, s.from_block) as first, least(m.last_block, s.until_block - 1) as last
      from scope s join till.metric_payments m on ${touches(scope)}
    ) r
    group by asset, place, account, quarter, owned_from`.execute(db);
  if (rows.length === 0) return { figures: [], blocks: null };
  const blocks = {
    first: Math.min(...rows.map(({ first }) => first)),
    last: Math.max(...rows.map(({ last }) => last)),
  };
  const parts = [
    ...rows.filter(({ account }) => account === null).map((row) => figureOf(row, 1)),
    ...(await readCut(db, scope, rows)).map((row) => figureOf(row, 1)),
    ...(await readInternal(db, scope, blocks)).map((row) => figureOf(row, -1)),
  ];
  return { figures: sumUp(parts), blocks };
}

/** Of the roll-ups that are not whole. */
async function readCut(
  db: TillDatabase,
  scope: FigureScope,
  rolled: readonly RolledRow[],
): Promise<readonly FigureRow[]> {
  const cut = rolled.filter(({ account }) => account !== null);
  if (cut.length === 0) return [];
  const { rows } = await sql<FigureRow>`
    select p.asset, ${placeOf('p.quarter', scope.window)} as place, count(*) as paid, sum(p.value)::text as volume
    from unnest(${cut.map(({ account }) => account)}::text[], ${cut.map(({ asset }) => asset)}::text[],
      ${cut.map(({ quarter }) => quarter)}::integer[], ${cut.map(({ first }) => first)}::integer[],
      ${cut.map(({ last }) => last)}::integer[]) as c(account, asset, quarter, first, last)
    cross join lateral (${payments(
      scope.schema,
      sql`t.to_id = c.account and t.block_number between c.first and c.last and ${inWindow('t.timestamp', scope)}`,
      sql`c.asset`,
    )}) p
    where p.quarter = c.quarter
    group by 1, 2`.execute(db);
  return rows;
}

/** From one account of the scope to another. */
async function readInternal(
  db: TillDatabase,
  scope: FigureScope,
  { first, last }: BlockSpan,
): Promise<readonly FigureRow[]> {
  if (!hasSeveral(scope)) return [];
  const { rows } = await sql<FigureRow>`
    with ${scopeTable(scope)}
    select p.asset, ${placeOf('p.quarter', scope.window)} as place, count(*) as paid, sum(p.value)::text as volume
    from scope s cross join lateral (${payments(
      scope.schema,
      sql`t.from_id = s.account and ${isOwned('t.block_number')} and t.block_number between ${first} and ${last}
        and ${inWindow('t.timestamp', scope)}`,
    )}) p
    where exists (select from scope o where o.account = p.to_id and ${isOwned('p.block_number', 'o')})
    group by 1, 2`.execute(db);
  return rows;
}

/** Whether the scope has more than one account: else nothing in it is internal. */
export function hasSeveral({ owned }: FigureScope): boolean {
  return owned.some(({ account }) => account !== owned[0]?.account);
}

function figureOf({ asset, place, paid, volume }: FigureRow, sign: 1 | -1): PaymentFigure {
  return {
    asset: asset === '' ? null : asset,
    place: place - 1,
    paid: sign * Number(paid),
    volume: BigInt(sign) * BigInt(volume),
  };
}

function sumUp(parts: readonly PaymentFigure[]): readonly PaymentFigure[] {
  const sums = new Map<string, PaymentFigure>();
  for (const part of parts) {
    const key = `${part.asset ?? ''} ${part.place}`;
    const before = sums.get(key);
    sums.set(key, {
      ...part,
      paid: part.paid + (before?.paid ?? 0),
      volume: part.volume + (before?.volume ?? 0n),
    });
  }
  return [...sums.values()].filter(({ paid }) => paid !== 0);
}
