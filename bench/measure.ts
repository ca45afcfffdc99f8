/** Times of pieces of work, and what stands for many of them. */

/** The first one warms caches and is not counted. @returns milliseconds each */
export async function timed(
  rounds: number,
  work: (round: number) => Promise<unknown>,
): Promise<readonly number[]> {
  const times: number[] = [];
  for (let round = 0; round <= rounds; round++) {
    const started = performance.now();
    await work(round);
    if (round > 0) times.push(performance.now() - started);
  }
  return times;
}

/** The value that so much of all are not above; 0 of none. @param part from 0 to 1 */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

/** Median, 99th of a hundred and the most, to a tenth. */
export function spread(values: readonly number[]): readonly [p50: number, p99: number, most: number] {
  return [tenths(quantile(values, 0.5)), tenths(quantile(values, 0.99)), tenths(quantile(values, 1))];
}

export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
