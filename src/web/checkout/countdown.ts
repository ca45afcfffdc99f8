/** Time as blocks tell it: the chain decides by its height, and a clock only guesses. */

/**
 * @param told blocks left when the gateway said so
 * @param sinceMs how long ago that was
 * @returns what is left by now if blocks come on time, at least 1 until the gateway itself says that none is left
 */
export function estimateBlocks(told: number, sinceMs: number, blockTimeMs: number): number {
  const left = told - Math.floor(sinceMs / blockTimeMs);
  return told === 0 ? 0 : Math.max(1, left);
}

/** A stretch of time in the two largest units that it has, rounded down. @param locale BCP 47 */
export function readableTime(ms: number, locale: string): string {
  const minutes = Math.floor(ms / 60_000);
  const [days, hours] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60)];
  const amounts = [
    [days, 'day'],
    [hours, 'hour'],
    [days > 0 ? 0 : minutes % 60, 'minute'],
  ] as const;
  return amounts
    .filter(([amount]) => amount > 0)
    .map(([amount, unit]) =>
      new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(amount),
    )
    .join(' ');
}
