/** Reads running sums at the ends of intervals: what an interval has is the difference of two of them. */
import { sql, type RawBuilder } from 'kysely';
import { QUARTER_MS } from '../../../domain/metrics/intervals.js';
import { endsOf, placeOf, scopeTable, type FigureScope } from './scope-sql.js';
import type { RollUpTable } from './tables.js';

/** Above all counts. */
const ENDLESS = 9_000_000_000_000_000n;

/**
 * Common tables after `with recursive`: `scope`; `kind`, its rows with each kind of roll-up that its account has, as an
 * asset; and `walk`, with each sum of a kind's whole quarters in an interval, the interval's `place`, and blocks from `first` to
 * `last` in which all of it is. Intervals without anything may be there with sums of 0.
 */
export function walkTables(table: RollUpTable, scope: FigureScope): RawBuilder<unknown> {
  const { kind, sums } = table;
  const { from, to, spans } = scope.window;
  // A kind has at most as many rows as quarters, and as payments.
  const looks = scope.rowsForALook * spans.length;
  const most = (to - from) / QUARTER_MS <= looks ? ENDLESS : BigInt(looks);
  const difference = sums.map(
    (name) =>
      sql`e.${sql.ref(name)} - coalesce(lag(e.${sql.ref(name)}) over intervals, e.${sql.ref(beforeOf(name))}, 0) as ${sql.ref(name)}`,
  );
  return sql`${scopeTable(scope)}, ${kinds(table, scope)}, ${sized(table, scope)},
    ends as (${readAll(table, scope, most)} union all ${lookEach(table, scope, most)}),
    walk as (
      select e.account, ${columns('e', kind)}, e.place, e.first, e.last, ${sql.join(difference)} from ends e
      window intervals as (partition by e.account, e.from_block, ${columns('e', kind)} order by e.place)
    )`;
}

function kinds({ kind, ...table }: RollUpTable, scope: FigureScope): RawBuilder<unknown> {
  const next = (where: RawBuilder<unknown>, k: string): RawBuilder<unknown> =>
    row(table, scope, k, { what: columns('m', kind), where, order: columns('m', kind) });
  return sql`kind as (
      select s.*, n.* from scope s cross join lateral (${next(sql`true`, 's')}) n
      union all
      select k.account, k.from_block, k.until_block, k.whole_from, k.whole_until, k.cut_first, k.cut_last, n.*
      from kind k cross join lateral (${next(sql`(${columns('m', kind)}) > (${columns('k', kind)})`, 'k')}) n
    )`;
}

/** Kinds that have something in whole quarters, with the sums before these, the first block, and how much is counted in them. */
function sized(table: RollUpTable, scope: FigureScope): RawBuilder<unknown> {
  const { sums } = table;
  const count = sql.ref(sums[0] ?? '');
  const sumsBefore = sums.map((name) => sql`b.${sql.ref(name)} as ${sql.ref(beforeOf(name))}`);
  return sql`sized as materialized (
      select k.*, ${sql.join(sumsBefore)}, f.first_block, l.${count} - coalesce(b.${count}, 0) as counted
      from kind k
      left join lateral (${row(table, scope, 'k', {
        what: columns('m', sums),
        where: sql`${isKind(table, 'k')} and m.quarter < k.whole_from`,
        order: sql`m.quarter desc`,
      })}) b on true
      cross join lateral (${row(table, scope, 'k', {
        what: sql`m.first_block`,
        where: isWithin(table, sql`k.whole_until`),
        order: sql`m.quarter`,
      })}) f
      cross join lateral (${row(table, scope, 'k', {
        what: sql`m.${count}`,
        where: isWithin(table, sql`k.whole_until`),
        order: sql`m.quarter desc`,
      })}) l
    )`;
}

/** Every quarter of kinds that have few. Sums only grow, so an interval's greatest is its last. */
function readAll({ name, kind, sums }: RollUpTable, scope: FigureScope, most: bigint): RawBuilder<unknown> {
  return sql`
    select k.account, k.from_block, ${columns('k', kind)}, ${columns('k', sums.map(beforeOf))}, q.*
    from sized k cross join lateral (
      select ${placeOf('m.quarter', scope.window)} as place, min(m.first_block) as first, max(m.last_block) as last,
        ${sql.join(sums.map((sum) => sql`max(m.${sql.ref(sum)}) as ${sql.ref(sum)}`))}
      from ${sql.id('till', name)} m
      where m.fill = ${scope.fill} and m.account = k.account and ${isWithin({ kind }, sql`k.whole_until`)}
      group by 1
    ) q where k.counted <= ${most.toString()}::numeric`;
}

/** The last quarter up to the end of each interval, of kinds that have many. */
function lookEach(table: RollUpTable, scope: FigureScope, most: bigint): RawBuilder<unknown> {
  const { kind, sums } = table;
  return sql`
    select k.account, k.from_block, ${columns('k', kind)}, ${columns('k', sums.map(beforeOf))},
      i.place::integer, k.first_block, l.*
    from sized k
    cross join unnest(${endsOf(scope.window)}::integer[]) with ordinality as i(until, place)
    cross join lateral (${row(table, scope, 'k', {
      what: sql`m.last_block, ${columns('m', sums)}`,
      where: isWithin(table, sql`least(i.until, k.whole_until)`),
      order: sql`m.quarter desc`,
    })}) l
    where k.counted > ${most.toString()}::numeric`;
}

function beforeOf(sum: string): string {
  return `${sum}_before`;
}

interface Reading {
  readonly what: RawBuilder<unknown>;
  readonly where: RawBuilder<unknown>;
  readonly order: RawBuilder<unknown>;
}

/** The first roll-up `m` of the account of a row `k`. */
function row(
  { name }: Pick<RollUpTable, 'name'>,
  { fill }: FigureScope,
  k: string,
  { what, where, order }: Reading,
): RawBuilder<unknown> {
  return sql`select ${what} from ${sql.id('till', name)} m where m.fill = ${fill} and m.account = ${sql.ref(`${k}.account`)}
      and ${where} order by ${order} limit 1`;
}

function isKind({ kind }: Pick<RollUpTable, 'kind'>, k: string): RawBuilder<unknown> {
  return sql`(${columns('m', kind)}) = (${columns(k, kind)})`;
}

/** Of the kind `k`, from the first of its whole quarters up to one that is not among them. */
function isWithin(table: Pick<RollUpTable, 'kind'>, until: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`${isKind(table, 'k')} and m.quarter >= k.whole_from and m.quarter < ${until}`;
}

function columns(of: string, names: readonly string[]): RawBuilder<unknown> {
  return sql.join(names.map((name) => sql.ref(`${of}.${name}`)));
}

/**
 * The quarters of `kind` that the window or an ownership cuts, as a join after it: `m`, of which what is in the blocks from
 * `m.first` to `m.last` is to be looked at. What is read of it is read with `offset 0`: else Postgres might read all of an
 * account and compare.
 */
export function cutJoin({ name, kind }: RollUpTable, { fill }: FigureScope): RawBuilder<unknown> {
  const isKind = kind.map((one) => sql`${sql.ref(`m.${one}`)} = ${sql.ref(`k.${one}`)}`);
  return sql`cross join lateral (
      select m.quarter, greatest(m.first_block, k.from_block) as first, least(m.last_block, k.until_block - 1) as last
      from ${sql.id('till', name)} m
      where m.fill = ${fill} and m.account = k.account and ${sql.join(isKind, sql` and `)}
        and m.quarter = any(array[k.cut_first, k.cut_last])
      offset 0
    ) m`;
}
