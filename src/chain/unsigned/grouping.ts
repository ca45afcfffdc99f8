/** Calls in one batch, so that it fits into a block of any chain with room to spare. */
export const MAX_CALLS_PER_BATCH = 100;

/** Splits a list, in order, into groups of at most `MAX_CALLS_PER_BATCH` calls. What counts more is a group alone. */
export function groupByCalls<T>(list: readonly T[], callsOf: (one: T) => number): readonly (readonly T[])[] {
  const groups: T[][] = [];
  let calls = 0;
  for (const one of list) {
    const more = callsOf(one);
    const last = groups.at(-1);
    if (last !== undefined && calls + more <= MAX_CALLS_PER_BATCH) {
      last.push(one);
      calls += more;
    } else {
      groups.push([one]);
      calls = more;
    }
  }
  return groups;
}
