import { ALWAYS, columnOf, type Columns, type Condition } from '../../store/lists/condition.js';
import { readComparison, type FieldKind } from './comparison.js';
import { badInput } from './input.js';

/** A filter as GraphQL hands it over: its shape is checked, its meaning is not. */
export type FilterInput = Readonly<Record<string, unknown>>;

/** A field of a filter that is not just the column of its name. */
export type FilterField =
  | {
      /** Where the column has another name. */
      readonly column?: string;
      /** Where values are written otherwise than the column has them. */
      readonly kind?: FieldKind;
    }
  /** What its value alone means. */
  | { readonly means: (value: unknown) => Condition };
export type FilterFields = Readonly<Record<string, FilterField>>;

/** Deeper or longer filters are no one's question, and cost more than they are worth. */
const MOST_DEPTH = 8;
const MOST_COMPARISONS = 64;

/**
 * Reads SubQuery's filter dialect.
 * @param fields that are not just the column of their name
 * @throws {ChaintillError} `BAD_USER_INPUT`. What is empty or null inside a filter is refused, not left out: a variable
 * that a client forgot must not turn "what was paid to me" into "what was paid".
 */
export function readFilter(
  filter: FilterInput | null | undefined,
  columns: Columns,
  fields: FilterFields = {},
): Condition {
  if (filter === null || filter === undefined || Object.keys(filter).length === 0) return ALWAYS;
  const left = { comparisons: MOST_COMPARISONS };

  function all(input: FilterInput, place: string, depth: number): Condition {
    if (depth > MOST_DEPTH)
      throw badInput(`filter: it is nested too deep; write at most ${MOST_DEPTH} levels`);
    const entries = Object.entries(input);
    if (entries.length === 0) throw badInput(`${place} is empty: write a condition, or leave it out`);
    return { kind: 'all', of: entries.map(([name, value]) => field(name, value, `${place}.${name}`, depth)) };
  }

  function field(name: string, value: unknown, place: string, depth: number): Condition {
    if (value === null) throw badInput(`${place} is null: write a condition, or leave it out`);
    if (name === 'not') return { kind: 'not', of: all(value as FilterInput, place, depth + 1) };
    if (name === 'and' || name === 'or') {
      const parts = value as readonly FilterInput[];
      if (parts.length === 0) throw badInput(`${place} is empty: write a condition, or leave it out`);
      return { kind: name === 'and' ? 'all' : 'any', of: parts.map((part) => all(part, place, depth + 1)) };
    }
    const special = fields[name] ?? {};
    if ('means' in special) return special.means(value);
    const comparisons = Object.entries(value as FilterInput);
    if (comparisons.length === 0) {
      throw badInput(
        `${place} compares with nothing: give a value (is a variable not set?), or leave it out`,
      );
    }
    left.comparisons -= comparisons.length;
    if (left.comparisons < 0)
      throw badInput(`filter: it is too long; write at most ${MOST_COMPARISONS} comparisons`);
    const { column = name, kind = columnOf(columns, column).kind } = special;
    return {
      kind: 'all',
      of: comparisons.map(([operator, operand]) =>
        readComparison(column, kind, operator, operand, `${place}.${operator}`),
      ),
    };
  }

  return all(filter, 'filter', 1);
}
