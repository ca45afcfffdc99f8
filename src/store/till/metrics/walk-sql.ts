/** Reads running sums at the edges of intervals, and not in between. */
import { sql, type RawBuilder } from 'kysely';
import { endOf, placeOf, scopeTable, type FigureScope } from './scope-sql.js';
import type { RollUpTable } from './tables.js';

/**
 * Common tables after `with recursive`: `scope`; `kind`, its rows with each kind of roll-up that its account has, as an
 * asset; and `walk`, which goes from interval to interval where there is something, with `place`, the blocks `first` and
 * `last`, and each sum of the interval's whole quarters. Rows of place 0 are where it sets out from.
 */
export function walkTables(table: RollUpTable, scope: FigureScope): RawBuilder<unknown> {
  const { kind, sums } = table;
  const column = (of: string, names: readonly string[]): RawBuilder<unknown> =>
    sql.join(names.map((name) => sql.ref(`${of}.${name}`)));
  const row = (k: string, { what, where, order }: Reading): RawBuilder<unknown> =>
    sql`select ${what} from ${sql.id('till', table.name)} m where m.fill = ${scope.fill} and m.account = ${sql.ref(`${k}.account`)}
      and ${where} order by ${order} limit 1`;
  const isKind = (k: string): RawBuilder<unknown> => sql`(${column('m', kind)}) = (${column(k, kind)})`;
  const nextKind = (where: RawBuilder<unknown>, k: string): RawBuilder<unknown> =>
    row(k, { what: column('m', kind), where, order: column('m', kind) });
  const sumsBefore = sums.map((name) => sql`${sql.ref(`l.${name}`)} as ${sql.ref(`${name}_until`)}`);
  return sql`
    ${scopeTable(scope)},
    kind as (
      select s.*, n.* from scope s cross join lateral (${nextKind(sql`true`, 's')}) n
      union all
      select k.account, k.from_block, k.until_block, k.whole_from, k.whole_until, k.cut_first, k.cut_last, n.*
      from kind k cross join lateral (${nextKind(sql`(${column('m', kind)}) > (${column('k', kind)})`, 'k')}) n
    ),
    walk as (
      select k.account, ${column('k', kind)}, k.whole_until, k.whole_from as next, 0 as place, null::integer as first,
        null::integer as last, ${sql.join(sums.map((name) => sql`coalesce(${sql.ref(`b.${name}`)}, 0) as ${sql.ref(`${name}_until`)}`))},
        ${sql.join(sums.map((name) => sql`coalesce(${sql.ref(`b.${name}`)}, 0) as ${sql.ref(name)}`))}
      from kind k left join lateral (${row('k', {
        what: column('m', sums),
        where: sql`${isKind('k')} and m.quarter < k.whole_from`,
        order: sql`m.quarter desc`,
      })}) b on true
      where k.whole_from < k.whole_until
      union all
      select w.account, ${column('w', kind)}, w.whole_until, i.until, i.place, f.first_block, l.last_block, ${sql.join(sumsBefore)},
        ${sql.join(sums.map((name) => sql`${sql.ref(`l.${name}`)} - ${sql.ref(`w.${name}_until`)}`))}
      from walk w
      cross join lateral (${row('w', {
        what: sql`m.quarter, m.first_block`,
        where: sql`${isKind('w')} and m.quarter >= w.next and m.quarter < w.whole_until`,
        order: sql`m.quarter`,
      })}) f
      cross join lateral (select ${placeOf('f.quarter', scope.window)} as place offset 0) p
      cross join lateral (select p.place, least(w.whole_until, ${endOf('p.place', scope.window)}) as until offset 0) i
      cross join lateral (${row('w', {
        what: sql`m.last_block, ${column('m', sums)}`,
        where: sql`${isKind('w')} and m.quarter >= f.quarter and m.quarter < i.until`,
        order: sql`m.quarter desc`,
      })}) l
    )`;
}

interface Reading {
  readonly what: RawBuilder<unknown>;
  readonly where: RawBuilder<unknown>;
  readonly order: RawBuilder<unknown>;
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
