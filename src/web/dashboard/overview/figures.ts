/** What charts are drawn of. Numbers here are for pixels; what is read stands beside them as text. */
import type { AssetMetrics, OrderTimes, PaymentPoint } from './documents.js';

export interface Mark {
  /** When its interval begins, as the reader writes it. */
  readonly when: string;
  /** Null where there is nothing to draw: a gap. */
  readonly height: number | null;
  /** The exact value. */
  readonly text: string;
}

interface Words {
  readonly when: (iso: string) => string;
  readonly amount: (amount: PaymentPoint['volume']) => string;
  readonly percent: (share: number) => string;
  /** Stands where there is no value. */
  readonly none: string;
}

/** What was paid in each interval; an interval that has not begun is a gap. */
export function volumeMarks({ series, decimals }: AssetMetrics, now: Date, words: Words): readonly Mark[] {
  return series.map(({ from, volume }) => ({
    when: words.when(from),
    height: new Date(from) > now ? null : heightOf(volume.value, decimals ?? 0),
    text: words.amount(volume),
  }));
}

/** Which share of the attempts was paid, 0 to 1; a gap where none was made, or nobody knows which failed. */
export function successMarks({ series }: AssetMetrics, words: Words): readonly Mark[] {
  return series.map(({ from, ...counts }) => {
    const share = successOf(counts);
    return {
      when: words.when(from),
      height: share,
      text: share === null ? words.none : words.percent(share),
    };
  });
}

interface TimeWords {
  readonly when: (iso: string) => string;
  /** Writes a median, and in how long nearly all were done. */
  readonly took: (medianMs: number, p95Ms: number) => string;
  readonly heightOf: (ms: number) => number;
  readonly none: string;
}

/** How long it usually took, by when the orders were registered; a gap where nothing was measured. */
export function timeMarks(
  { series }: OrderTimes,
  which: 'orderToPayment' | 'paymentToSettled',
  { when, took, heightOf, none }: TimeWords,
): readonly Mark[] {
  return series.map(({ from, [which]: { medianMs, p95Ms } }) => ({
    when: when(from),
    height: medianMs === null ? null : heightOf(medianMs),
    text: medianMs === null || p95Ms === null ? none : took(medianMs, p95Ms),
  }));
}

/** @returns 0 to 1; null where nothing was tried, or nobody knows what failed */
export function successOf({
  attempts,
  paid,
  failed,
}: {
  readonly attempts: number;
  readonly paid: number;
  readonly failed: number | null;
}): number | null {
  return attempts === 0 || failed === null ? null : paid / attempts;
}

/** Whole tokens, to about 15 digits: as exact as pixels can be. */
function heightOf(value: string, decimals: number): number {
  const digits = value.padStart(decimals + 1, '0');
  const point = digits.length - decimals;
  return Number(`${digits.slice(0, point)}.${digits.slice(point)}`);
}
