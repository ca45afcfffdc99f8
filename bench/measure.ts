/** Times of pieces of work, and what stands for many of them. */

/** By then what runs is compiled, and what is read is at hand. */
const WARM_UP = 5;

/** The first five are not counted, or the first where there is but one to count. @returns milliseconds each */
export async function timed(
  rounds: number,
  work: (round: number) => Promise<unknown>,
): Promise<readonly number[]> {
  const times: number[] = [];
  const warmUp = rounds > 1 ? WARM_UP : 1;
  for (let round = 0; round < warmUp + rounds; round++) {
    const started = performance.now();
    await work(round);
    if (round >= warmUp) times.push(performance.now() - started);
  }
  return times;
}

/** The least value that so much of all are not above (nearest rank); 0 of none. @param part from 0 to 1 */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}

/** Median, 99th of a hundred and the most, to a tenth. */
export function spread(values: readonly number[]): readonly [p50: number, p99: number, most: number] {
  return [tenths(quantile(values, 0.5)), tenths(quantile(values, 0.99)), tenths(quantile(values, 1))];
}

export function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
