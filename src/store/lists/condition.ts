import { sql, type RawBuilder, type SqlBool } from 'kysely';

/**
 * How a column's values are compared. Values are given as text: `numeric` and `integer` in decimal, `timestamp` (of UTC,
 * without a zone) and `timestamptz` in ISO 8601. `texts` is a set of texts, which only `contains` looks into.
 */
export type ColumnKind =
  'text' | 'texts' | 'account' | 'numeric' | 'integer' | 'timestamp' | 'timestamptz' | 'uuid';

export interface Column {
  readonly kind: ColumnKind;
  readonly nullable: boolean;
}

/** Columns of one table by their name in camelCase; whatever is compared or ordered by is looked up here. */
export type Columns = Readonly<Record<string, Column>>;

export type Comparator = '=' | '<>' | '<' | '<=' | '>' | '>=' | 'is distinct from' | 'is not distinct from';
/** A text to look for, as it stands (`%` and `_` are themselves), or a LIKE pattern of the caller's. */
export type TextMatch = 'includes' | 'startsWith' | 'endsWith' | 'like' | 'equals';

/** What rows must meet. NULL compares as in SQL: a column without a value meets nothing but `isNull` and `distinct`. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly kind: 'not'; readonly of: Condition }
  | { readonly kind: 'isNull'; readonly column: string; readonly yes: boolean }
  | {
      readonly kind: 'compare';
      readonly column: string;
      readonly comparator: Comparator;
      readonly value: string;
      /** The planner is not shown the value: see `hideLookup`. */
      readonly hidden?: boolean;
    }
  | {
      readonly kind: 'oneOf';
      readonly column: string;
      readonly yes: boolean;
      readonly values: readonly string[];
    }
  /** Of a column of `texts`: it has all of the values, or any. */
  | {
      readonly kind: 'contains';
      readonly column: string;
      readonly all: boolean;
      readonly values: readonly string[];
    }
  /** The column's value is among the rows of a query, which has one column. */
  | { readonly kind: 'among'; readonly column: string; readonly rows: RawBuilder<unknown> }
  | {
      readonly kind: 'match';
      readonly column: string;
      readonly match: TextMatch;
      readonly value: string;
      readonly caseSensitive: boolean;
    };

export const ALWAYS: Condition = { kind: 'all', of: [] };
export const NEVER: Condition = { kind: 'any', of: [] };

const CASTS: Record<ColumnKind, RawBuilder<unknown>> = {
  text: sql.raw('text'),
  texts: sql.raw('text[]'),
  account: sql.raw('text'),
  numeric: sql.raw('numeric'),
  // Wider than the column, so that any height compares; the index is used all the same.
  integer: sql.raw('bigint'),
  timestamp: sql.raw('timestamp'),
  timestamptz: sql.raw('timestamptz'),
  uuid: sql.raw('uuid'),
};

/** A value in the type that its column is compared in. */
export function parameter(
  columns: Columns,
  column: string,
  value: string | number | null,
): RawBuilder<unknown> {
  return sql`${value}::${CASTS[columnOf(columns, column).kind]}`;
}

/** @throws {Error} for a column that the table does not have: a mistake of ours. */
export function columnOf(columns: Columns, name: string): Column {
  const column = Object.hasOwn(columns, name) ? columns[name] : undefined;
  if (!column) throw new Error(`there is no column ${name}`);
  return column;
}

export function toSql(condition: Condition, columns: Columns): RawBuilder<SqlBool> {
  switch (condition.kind) {
    case 'all':
      return join(condition.of, columns, sql` and `, sql`true`);
    case 'any':
      return join(condition.of, columns, sql` or `, sql`false`);
    case 'not':
      return sql`not (${toSql(condition.of, columns)})`;
    case 'isNull':
      return sql`${sql.ref(condition.column)} is ${condition.yes ? sql`null` : sql`not null`}`;
    case 'compare': {
      const value = parameter(columns, condition.column, condition.value);
      return sql`${sql.ref(condition.column)} ${sql.raw(condition.comparator)} ${condition.hidden ? sql`(select ${value})` : value}`;
    }
    case 'oneOf': {
      const list = sql`${[...condition.values]}::${CASTS[columnOf(columns, condition.column).kind]}[]`;
      const column = sql.ref(condition.column);
      return condition.yes ? sql`${column} = any(${list})` : sql`${column} <> all(${list})`;
    }
    case 'contains': {
      const column = sql.ref(condition.column);
      const operator = condition.all ? sql`@>` : sql`&&`;
      // Few rows have any: saying so lets a partial index of those answer.
      const some = condition.values.length > 0 ? sql`${column} <> '{}' and ` : sql``;
      return sql`(${some}${column} ${operator} ${[...condition.values]}::text[])`;
    }
    case 'among':
      return sql`${sql.ref(condition.column)} in (${condition.rows})`;
    case 'match': {
      const operator = condition.caseSensitive ? sql`like` : sql`ilike`;
      return sql`${sql.ref(condition.column)} ${operator} ${pattern(condition.match, condition.value)}::text`;
    }
  }
}

function join(
  parts: readonly Condition[],
  columns: Columns,
  by: RawBuilder<unknown>,
  empty: RawBuilder<SqlBool>,
): RawBuilder<SqlBool> {
  if (parts.length === 0) return empty;
  return sql`(${sql.join(
    parts.map((part) => toSql(part, columns)),
    by,
  )})`;
}

function pattern(match: TextMatch, value: string): string {
  if (match === 'like') return value;
  const literal = value.replace(/[\\%_]/g, (special) => `\\${special}`);
  const before = match === 'includes' || match === 'endsWith' ? '%' : '';
  const after = match === 'includes' || match === 'startsWith' ? '%' : '';
  return before + literal + after;
}
