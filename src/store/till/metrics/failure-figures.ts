import { sql, type RawBuilder } from 'kysely';
import type { TillDatabase } from '../database.js';
import { tellsFailures } from '../settling/failures.js';
import { failures } from './failures-sql.js';
import { hasSeveral, inWindow, internal, isOwned, placeOf, type FigureScope } from './scope-sql.js';
import { FAILURES } from './tables.js';
import { cutJoin, walkTables } from './walk-sql.js';

/** What failed; amounts in the smallest unit. */
export interface FailureSums {
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  readonly failed: number;
  /** Of those whose call names an amount. */
  readonly amount: bigint;
  /** Paid within an hour after all. */
  readonly recovered: number;
  /** Neither paid within an hour nor tried again. */
  readonly lost: number;
  readonly lostAmount: bigint;
}

/** Payments of one asset that failed in one interval. */
export interface FailureFigure extends FailureSums {
  /** Of the interval in the window, from 0. */
  readonly place: number;
}

/** Payments of one asset that failed with one error in the window. */
export interface ErrorFigure extends FailureSums {
  readonly errorPallet: string | null;
  readonly errorName: string | null;
}

/** The same failures, told apart in two ways. */
export interface FailureFigures {
  readonly series: readonly FailureFigure[];
  readonly errors: readonly ErrorFigure[];
}

interface FailureRow {
  readonly asset: string;
  /** Null in a row of an error. */
  readonly place: number | null;
  /** Null in a row of an interval. */
  readonly pallet: string | null;
  readonly name: string | null;
  readonly failed: string;
  readonly amount: string;
  readonly recovered: string;
  readonly lost: string;
  readonly lost_amount: string;
}

const COUNTED = sql`x.asset, x.error_pallet, x.error_name, 1 as failures, x.amount, x.recovered::integer as recovered,
  x.lost::integer as lost, x.lost_amount`;

/**
 * Failed payments to the scope's accounts in its window: from the roll-ups, but for quarters of an hour that the window or an
 * ownership cuts and for blocks so new that what becomes of a failure is still open. What one of the accounts meant to pay to
 * another is none.
 * @returns null where the index tells of no failed payments: an earlier version made it
 */
export async function readFailureFigures(
  db: TillDatabase,
  scope: FigureScope,
): Promise<FailureFigures | null> {
  if (!(await tellsFailures(db, scope.schema))) return null;
  const parts = [readRolled(scope), readNew(scope), ...(hasSeveral(scope) ? [readInternal(scope)] : [])];
  const { rows } = await sql<FailureRow>`
    with recursive ${walkTables(FAILURES, scope)}
    select asset, place, error_pallet as pallet, error_name as name, sum(failures)::text as failed, sum(amount)::text as amount,
      sum(recovered)::text as recovered, sum(lost)::text as lost, sum(lost_amount)::text as lost_amount
    from (${sql.join(parts, sql` union all `)}) f
    group by grouping sets ((asset, place), (asset, error_pallet, error_name)) having sum(failures) <> 0`.execute(
    // Names of columns are translated row by row.
    db.withoutPlugins(),
  );
  return {
    series: rows.flatMap((row) =>
      row.place === null ? [] : [Object.assign(sumsOf(row), { place: row.place - 1 })],
    ),
    errors: rows.flatMap((row) =>
      row.place === null
        ? [{ ...sumsOf(row), errorPallet: row.pallet || null, errorName: row.name || null }]
        : [],
    ),
  };
}

/** Whole roll-ups, and of those that are cut the failures that count. */
function readRolled(scope: FigureScope): RawBuilder<unknown> {
  const { schema, height, window } = scope;
  const ofQuarter = sql`f.to_id = k.account and f.block_number between m.first and m.last
    and ${inWindow('f.timestamp', scope)}`;
  return sql`
    select place, asset, error_pallet, error_name, failures, amount, recovered, lost, lost_amount from walk
    union all
    select ${placeOf('x.quarter', window)}, ${COUNTED} from kind k ${cutJoin(FAILURES, scope)}
    cross join lateral (${failures(schema, ofQuarter, height)} offset 0) x
    where (x.quarter, x.asset, x.error_pallet, x.error_name) = (m.quarter, k.asset, k.error_pallet, k.error_name)`;
}

/** Of the blocks that the roll-ups do not have yet. */
function readNew(scope: FigureScope): RawBuilder<unknown> {
  const { schema, height, failuresHeight, window } = scope;
  return sql`
    select ${placeOf('x.quarter', window)}, ${COUNTED}
    from scope s cross join lateral (${failures(
      schema,
      sql`f.to_id = s.account and f.block_number > ${failuresHeight} and f.block_number <= ${height}
        and ${isOwned('f.block_number')} and ${inWindow('f.timestamp', scope)}`,
      height,
    )} offset 0) x`;
}

/** From one account of the scope to another, with a minus. */
function readInternal(scope: FigureScope): RawBuilder<unknown> {
  const { schema, height, window } = scope;
  const counted = sql`f.block_number <= ${height} and ${inWindow('f.timestamp', scope)}`;
  return sql`
    select ${placeOf('p.quarter', window)}, p.asset, p.error_pallet, p.error_name, -1, -p.amount, -p.recovered::integer,
      -p.lost::integer, -p.lost_amount
    from ${internal(scope, 'f', (where) => failures(schema, sql`${where} and ${counted}`, height))}`;
}

function sumsOf(row: FailureRow): FailureSums {
  return {
    asset: row.asset === '' ? null : row.asset,
    failed: Number(row.failed),
    amount: BigInt(row.amount),
    recovered: Number(row.recovered),
    lost: Number(row.lost),
    lostAmount: BigInt(row.lost_amount),
  };
}
