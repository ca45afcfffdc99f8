import { sql, type RawBuilder, type SqlBool } from 'kysely';
import { columnOf, parameter, type Columns } from './condition.js';

export type Direction = 'asc' | 'desc';

export interface Order {
  readonly column: string;
  readonly direction: Direction;
}

/** Where a row stands in an order: its values of the order's columns. */
export type Key = readonly (string | number | null)[];

/**
 * Makes an order total, so that every row has a place of its own: what follows a unique column is dropped, and what is
 * missing of the position on chain is added in the direction of the last column.
 * @param position columns that together name one row
 */
export function completeOrder(order: readonly Order[], position: readonly string[]): readonly Order[] {
  const complete: Order[] = [];
  const given = new Set<string>();
  for (const { column, direction } of order) {
    if (given.has(column)) continue;
    given.add(column);
    complete.push({ column, direction });
    if (column === 'id' || position.every((name) => given.has(name))) return complete;
  }
  const direction = complete.at(-1)?.direction ?? 'desc';
  return [
    ...complete,
    ...position.filter((name) => !given.has(name)).map((column) => ({ column, direction })),
  ];
}

export function reverse(order: readonly Order[]): readonly Order[] {
  return order.map(({ column, direction }) => ({ column, direction: direction === 'asc' ? 'desc' : 'asc' }));
}

/** NULL stands where Postgres puts it unless told: after everything. */
export function orderSql(order: readonly Order[]): RawBuilder<unknown> {
  return sql.join(order.map(({ column, direction }) => sql`${sql.ref(column)} ${sql.raw(direction)}`));
}

/** The rows that come after `key`. */
export function beyond(order: readonly Order[], key: Key, columns: Columns): RawBuilder<SqlBool> {
  const uniform = order.every(({ direction }) => direction === order[0]?.direction);
  if (uniform && order.every(({ column }) => !columnOf(columns, column).nullable)) {
    // One comparison of rows, which an index answers.
    const names = sql.join(order.map(({ column }) => sql.ref(column)));
    const values = sql.join(order.map(({ column }, i) => parameter(columns, column, key[i] ?? null)));
    return sql`(${names}) ${order[0]?.direction === 'desc' ? sql`<` : sql`>`} (${values})`;
  }
  return order.reduceRight<RawBuilder<SqlBool>>(
    (rest, { column, direction }, i) => {
      const name = sql.ref(column);
      const value = key[i] ?? null;
      const same =
        value === null
          ? sql<SqlBool>`${name} is null`
          : sql<SqlBool>`${name} = ${parameter(columns, column, value)}`;
      return sql`(${after(name, direction, value, columns, column)} or (${same} and ${rest}))`;
    },
    sql`false`,
  );
}

function after(
  name: RawBuilder<unknown>,
  direction: Direction,
  value: string | number | null,
  columns: Columns,
  column: string,
): RawBuilder<SqlBool> {
  if (value === null) return direction === 'asc' ? sql`false` : sql`${name} is not null`;
  const comparison = sql<SqlBool>`${name} ${direction === 'asc' ? sql`>` : sql`<`} ${parameter(columns, column, value)}`;
  return direction === 'asc' && columnOf(columns, column).nullable
    ? sql`(${comparison} or ${name} is null)`
    : comparison;
}
