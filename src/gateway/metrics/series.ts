/** What every series of figures is made of. */
import type { Window } from '../../domain/metrics/intervals.js';

export interface AmountView {
  /** In the smallest unit. */
  readonly value: string;
  readonly formatted: string | null;
}

/** How amounts of an asset are written; null where it is not known. */
export interface AssetUnit {
  readonly symbol: string | null;
  readonly decimals: number | null;
  readonly amount: (value: bigint) => AmountView;
}

/** An interval of a series. */
export interface Point {
  readonly from: string;
  readonly to: string;
  /** Whether the window cuts its hour, day … short. */
  readonly partial: boolean;
}

/** The window's intervals, in order. */
export function pointsOf({ spans }: Window): readonly Point[] {
  return spans.map(({ from, to, partial }) => ({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    partial,
  }));
}

/** What is said of an interval. Series are long, and Node spreads objects ten times as slowly as it assigns them. */
export function at<Said extends object>(point: Point, said: Said): Point & Said {
  return Object.assign({}, point, said);
}

/** Figures by their interval; an interval without any has an empty list. */
export function seriesOf<Figure extends { readonly place: number }>(
  figures: readonly Figure[],
  points: readonly Point[],
): readonly (readonly Figure[])[] {
  const places: Figure[][] = points.map(() => []);
  for (const figure of figures) places[figure.place]?.push(figure);
  return places;
}

export function sum<Name extends string>(
  figures: readonly Readonly<Record<Name, number>>[],
  name: Name,
): number {
  return figures.reduce((all, figure) => all + figure[name], 0);
}

export function total<Name extends string>(
  figures: readonly Readonly<Record<Name, bigint>>[],
  name: Name,
): bigint {
  return figures.reduce((all, figure) => all + figure[name], 0n);
}
