import { badInput } from './input.js';

export interface PageArgs {
  readonly first?: number | null;
  readonly last?: number | null;
  readonly offset?: number | null;
}

export interface PageSize {
  readonly limit: number;
  readonly offset: number;
  readonly fromEnd: boolean;
}

const DEFAULT_PAGE = 100;
const LONGEST_PAGE = 1_000;
const LONGEST_OFFSET = 100_000;

/**
 * Reads `first`, `last` and `offset` as SubQuery does: a page that is too long is cut, and what cannot go together fails.
 * @throws {ChaintillError} `BAD_USER_INPUT`
 */
export function readPageSize({ first, last, offset }: PageArgs): PageSize {
  for (const [name, value] of Object.entries({ first, last, offset })) {
    if (typeof value === 'number' && value < 0) throw badInput(`${name} is negative: write 0 or more`);
  }
  if (typeof last === 'number') {
    if (typeof first === 'number') throw badInput('first and last cannot go together: give one of them');
    if (typeof offset === 'number')
      throw badInput('offset and last cannot go together: use first, or page with before');
  }
  if ((offset ?? 0) > LONGEST_OFFSET) {
    throw badInput(`offset is above ${LONGEST_OFFSET}: page with after and the endCursor of the page before`);
  }
  return {
    limit: Math.min(last ?? first ?? DEFAULT_PAGE, LONGEST_PAGE),
    offset: offset ?? 0,
    fromEnd: typeof last === 'number',
  };
}
