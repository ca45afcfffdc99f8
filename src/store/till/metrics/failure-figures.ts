import { sql, type RawBuilder } from 'kysely';
import type { TillDatabase } from '../database.js';
import { tellsFailures } from '../settling/failures.js';
import { failures } from './failures-sql.js';
import { hasSeveral } from './payment-figures.js';
import {
  cutColumns,
  inWindow,
  isOwned,
  placeOf,
  scopeTable,
  touches,
  type FigureScope,
} from './scope-sql.js';

/** Payments of one asset that failed with one error in one interval; amounts in the smallest unit. */
export interface FailureFigure {
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  /** Of the interval in the window, from 0. */
  readonly place: number;
  readonly errorPallet: string | null;
  readonly errorName: string | null;
  readonly failed: number;
  /** Of those whose call names an amount. */
  readonly amount: bigint;
  /** Paid within an hour after all. */
  readonly recovered: number;
  /** Neither paid within an hour nor tried again. */
  readonly lost: number;
  readonly lostAmount: bigint;
}

interface FailureRow {
  readonly asset: string;
  readonly place: number;
  readonly errorPallet: string;
  readonly errorName: string;
  readonly failed: string;
  readonly amount: string;
  readonly recovered: string;
  readonly lost: string;
  readonly lostAmount: string;
}

/** The sum of whole roll-ups; or, with an account, one that is not whole, and the blocks of it that count. */
interface RolledRow extends FailureRow {
  readonly account: string | null;
  readonly quarter: number;
  readonly first: number;
  readonly last: number;
}

const ONE_EACH = sql`x.asset, x.quarter, x.error_pallet, x.error_name, 1 as failures, x.amount,
  x.recovered::integer as recovered, x.lost::integer as lost, x.lost_amount`;
const SUMS = sql`sum(failures)::text as failed, sum(amount)::text as amount, sum(recovered)::text as recovered,
  sum(lost)::text as lost, sum(lost_amount)::text as lost_amount`;

/**
 * Failed payments to the scope's accounts in its window: from the roll-ups, but for quarters of an hour that the window or an
 * ownership cuts and for blocks so new that what becomes of a failure is still open. What one of the accounts meant to pay to
 * another is none.
 * @returns null where the index tells of no failed payments: an earlier version made it
 */
export async function readFailureFigures(
  db: TillDatabase,
  scope: FigureScope,
): Promise<readonly FailureFigure[] | null> {
  if (!(await tellsFailures(db, scope.schema))) return null;
  const rolled = await readRolled(db, scope);
  const cut = rolled.filter(({ account }) => account !== null);
  const parts = [
    ...(cut.length > 0 ? [readCut(scope, cut)] : []),
    readNew(scope),
    ...(hasSeveral(scope) ? [readInternal(scope)] : []),
  ];
  const { rows } = await sql<FailureRow>`
    with ${scopeTable(scope)}
    select asset, ${placeOf('quarter', scope.window)} as place, error_pallet, error_name, ${SUMS}
    from (${sql.join(parts, sql` union all `)}) f
    group by 1, 2, 3, 4`.execute(db);
  return sumUp([...rolled.filter(({ account }) => account === null), ...rows].map(figureOf));
}

async function readRolled(db: TillDatabase, scope: FigureScope): Promise<readonly RolledRow[]> {
  const { rows } = await sql<RolledRow>`
    with ${scopeTable(scope)}
    select asset, place, error_pallet, error_name, account, quarter, min(first) as first, max(last) as last, ${SUMS}
    from (
      select m.asset, ${placeOf('m.quarter', scope.window)} as place, m.error_pallet, m.error_name, ${cutColumns(scope)},
        m.failures, m.amount, m.recovered, m.lost, m.lost_amount, greatest(m.first_block, s.from_block) as first,
        least(m.last_block, s.until_block - 1) as last
      from scope s join till.metric_failures m on ${touches(scope)}
    ) r
    group by asset, place, error_pallet, error_name, account, quarter, owned_from`.execute(db);
  return rows;
}

/** Of the roll-ups that are not whole. */
function readCut(scope: FigureScope, cut: readonly RolledRow[]): RawBuilder<unknown> {
  const { schema, height } = scope;
  return sql`
    select ${ONE_EACH}
    from unnest(${cut.map(({ account }) => account)}::text[], ${cut.map(({ asset }) => asset)}::text[],
      ${cut.map(({ quarter }) => quarter)}::integer[], ${cut.map(({ errorPallet }) => errorPallet)}::text[],
      ${cut.map(({ errorName }) => errorName)}::text[], ${cut.map(({ first }) => first)}::integer[],
      ${cut.map(({ last }) => last)}::integer[]) as c(account, asset, quarter, error_pallet, error_name, first, last)
    cross join lateral (${failures(
      schema,
      sql`f.to_id = c.account and f.block_number between c.first and c.last
        and ${inWindow('f.timestamp', scope)}`,
      height,
    )}) x
    where (x.quarter, x.asset, x.error_pallet, x.error_name) = (c.quarter, c.asset, c.error_pallet, c.error_name)`;
}

/** Of the blocks that the roll-ups do not have yet. */
function readNew(scope: FigureScope): RawBuilder<unknown> {
  const { schema, height, failuresHeight } = scope;
  return sql`
    select ${ONE_EACH}
    from scope s cross join lateral (${failures(
      schema,
      sql`f.to_id = s.account and f.block_number > ${failuresHeight} and f.block_number <= ${height}
        and ${isOwned('f.block_number')} and ${inWindow('f.timestamp', scope)}`,
      height,
    )}) x`;
}

/** From one account of the scope to another, with a minus. */
function readInternal(scope: FigureScope): RawBuilder<unknown> {
  const { schema, height } = scope;
  return sql`
    select x.asset, x.quarter, x.error_pallet, x.error_name, -1, -x.amount, -x.recovered::integer, -x.lost::integer, -x.lost_amount
    from scope s cross join lateral (${failures(
      schema,
      sql`f.from_id = s.account and f.block_number <= ${height} and ${isOwned('f.block_number')}
        and ${inWindow('f.timestamp', scope)}`,
      height,
    )}) x
    where exists (select from scope o where o.account = x.to_id and ${isOwned('x.block_number', 'o')})`;
}

function figureOf({ asset, place, errorPallet, errorName, ...row }: FailureRow): FailureFigure {
  return {
    asset: asset === '' ? null : asset,
    place: place - 1,
    errorPallet: errorPallet === '' ? null : errorPallet,
    errorName: errorName === '' ? null : errorName,
    failed: Number(row.failed),
    amount: BigInt(row.amount),
    recovered: Number(row.recovered),
    lost: Number(row.lost),
    lostAmount: BigInt(row.lostAmount),
  };
}

function sumUp(parts: readonly FailureFigure[]): readonly FailureFigure[] {
  const sums = new Map<string, FailureFigure>();
  for (const part of parts) {
    const key = JSON.stringify([part.asset, part.place, part.errorPallet, part.errorName]);
    const before = sums.get(key);
    sums.set(key, before ? add(before, part) : part);
  }
  return [...sums.values()].filter(({ failed }) => failed !== 0);
}

function add(a: FailureFigure, b: FailureFigure): FailureFigure {
  return {
    ...a,
    failed: a.failed + b.failed,
    amount: a.amount + b.amount,
    recovered: a.recovered + b.recovered,
    lost: a.lost + b.lost,
    lostAmount: a.lostAmount + b.lostAmount,
  };
}
