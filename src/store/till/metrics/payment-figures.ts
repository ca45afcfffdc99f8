import { sql } from 'kysely';
import type { TillDatabase } from '../database.js';
import { payments } from './payments-sql.js';
import { hasSeveral, inWindow, internal, placeOf, scopeTable, type FigureScope } from './scope-sql.js';
import { PAYMENTS } from './tables.js';
import { cutJoin, walkTables } from './walk-sql.js';

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

/**
 * Payments to the scope's accounts in its window: whole quarters of an hour from the roll-ups, those that the window or an
 * ownership cuts from the payments themselves. What one of the accounts paid to another is none.
 */
export async function readPaymentFigures(db: TillDatabase, scope: FigureScope): Promise<PaymentFigures> {
  const ofQuarter = sql`t.to_id = k.account and t.block_number between m.first and m.last
    and ${inWindow('t.timestamp', scope)}`;
  const { rows } = await sql<FigureRow & BlockSpan>`
    with recursive ${walkTables(PAYMENTS, scope)}
    select asset, place, sum(payments)::text as paid, sum(volume)::text as volume, min(first) as first, max(last) as last
    from (
      select asset, place, payments, volume, first, last from walk
      union all
      select k.asset, ${placeOf('p.quarter', scope.window)}, 1, p.value, p.block_number, p.block_number
      from kind k ${cutJoin(PAYMENTS, scope)}
      cross join lateral (${payments(scope.schema, ofQuarter, sql`k.asset`)} offset 0) p where p.quarter = m.quarter
    ) f group by asset, place`.execute(
    // Names of columns are translated row by row.
    db.withoutPlugins(),
  );
  if (rows.length === 0) return { figures: [], blocks: null };
  const blocks = {
    first: Math.min(...rows.map(({ first }) => first)),
    last: Math.max(...rows.map(({ last }) => last)),
  };
  const parts = [
    ...rows.map((row) => figureOf(row, 1)),
    ...(await readInternal(db, scope, blocks)).map((row) => figureOf(row, -1)),
  ];
  return { figures: sumUp(parts), blocks };
}

/** From one account of the scope to another. */
async function readInternal(
  db: TillDatabase,
  scope: FigureScope,
  { first, last }: BlockSpan,
): Promise<readonly FigureRow[]> {
  if (!hasSeveral(scope)) return [];
  const inBlocks = sql`t.block_number between ${first} and ${last} and ${inWindow('t.timestamp', scope)}`;
  const { rows } = await sql<FigureRow>`
    with ${scopeTable(scope)}
    select p.asset, ${placeOf('p.quarter', scope.window)} as place, count(*) as paid, sum(p.value)::text as volume
    from ${internal(scope, 't', (where) => payments(scope.schema, sql`${where} and ${inBlocks}`))}
    group by 1, 2`.execute(db);
  return rows;
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
