import type { Condition, TextMatch } from '../../store/lists/condition.js';

interface TextOperator {
  readonly match: TextMatch;
  readonly negated: boolean;
  readonly caseSensitive: boolean;
}

const BASES = {
  includes: 'includes',
  startsWith: 'startsWith',
  endsWith: 'endsWith',
  like: 'like',
  equalTo: 'equals',
} as const satisfies Record<string, TextMatch>;

/** SubQuery's operators on text: `includes`, `notIncludes`, `includesInsensitive`, `notIncludesInsensitive`, and so on. */
export const TEXT_OPERATORS: Readonly<Record<string, TextOperator>> = Object.fromEntries(
  Object.entries(BASES).flatMap(([name, match]) =>
    [false, true].flatMap((negated) =>
      [true, false].map((caseSensitive) => {
        const base = negated ? `not${name.charAt(0).toUpperCase()}${name.slice(1)}` : name;
        return [caseSensitive ? base : `${base}Insensitive`, { match, negated, caseSensitive }];
      }),
    ),
  ),
);

export function textMatch(
  column: string,
  { match, negated, caseSensitive }: TextOperator,
  value: string,
): Condition {
  const condition: Condition = { kind: 'match', column, match, value, caseSensitive };
  return negated ? { kind: 'not', of: condition } : condition;
}
