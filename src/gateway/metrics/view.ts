/** Figures as the API shows them: by asset, as a sum and as a series without gaps. */
import type { Interval, Window } from '../../domain/metrics/intervals.js';
import type { ErrorFigure, FailureFigure } from '../../store/till/metrics/failure-figures.js';
import type { FunnelFigures } from '../../store/till/metrics/order-figures.js';
import type { PaymentFigure } from '../../store/till/metrics/payment-figures.js';
import type { Figures } from './figures.js';
import { viewOrderFigures, type OrderMetricsView } from './order-view.js';
import { at, pointsOf, seriesOf, sum, total, type AmountView, type AssetUnit, type Point } from './series.js';

/** Assets in an answer, those with the most payments first: anybody can send anything to anybody. */
export const MOST_ASSETS = 10;

export interface PaymentCounts {
  /** Paid and failed. */
  readonly attempts: number;
  readonly paid: number;
  /** Null where the index tells of no failures; so are the figures below. */
  readonly failed: number | null;
  readonly recovered: number | null;
  readonly lost: number | null;
  readonly volume: AmountView;
  readonly failedAmount: AmountView | null;
  readonly lostAmount: AmountView | null;
  /** Null where there are too many payments to look at each. */
  readonly uniquePayers: number | null;
}

export interface ErrorView {
  readonly errorPallet: string | null;
  readonly errorName: string | null;
  /** `Balances.InsufficientBalance` */
  readonly error: string;
  readonly failed: number;
  readonly recovered: number;
  readonly lost: number;
  readonly failedAmount: AmountView;
  readonly lostAmount: AmountView;
}

export interface AssetMetricsView {
  readonly asset: string | null;
  readonly symbol: string | null;
  readonly decimals: number | null;
  readonly total: PaymentCounts;
  readonly series: readonly (Point & PaymentCounts)[];
  readonly errors: readonly ErrorView[];
}

export interface MetricsView {
  readonly from: string;
  readonly to: string;
  readonly interval: Interval;
  readonly timeZone: string;
  readonly upToBlock: number;
  readonly uniquePayers: number | null;
  readonly assets: readonly AssetMetricsView[];
  readonly orders: OrderMetricsView | null;
  readonly funnel: FunnelFigures | null;
}

export interface ViewOptions {
  readonly window: Window;
  /** What is known of an asset, null for the chain's own token. */
  readonly unitOf: (asset: string | null) => AssetUnit;
}

export function viewMetrics(figures: Figures, { window, unitOf }: ViewOptions): MetricsView {
  const { payments, failures, payers, orders, times, funnel, height } = figures;
  const points = pointsOf(window);
  return {
    from: new Date(window.from).toISOString(),
    to: new Date(window.to).toISOString(),
    interval: window.interval,
    timeZone: window.timeZone,
    upToBlock: height,
    uniquePayers: payers && (payers.find(({ asset }) => asset === undefined)?.payers ?? 0),
    assets: assetsOf(payments, failures?.errors ?? []).map((asset) =>
      viewAsset(asset, figures, points, unitOf(asset)),
    ),
    orders: orders && viewOrderFigures(orders, times, { points, unitOf }),
    funnel,
  };
}

function viewAsset(
  asset: string | null,
  figures: Figures,
  points: readonly Point[],
  unit: AssetUnit,
): AssetMetricsView {
  const { payers } = figures;
  const ofAsset = (figure: { readonly asset: string | null }): boolean => figure.asset === asset;
  const payments = figures.payments.filter(ofAsset);
  const failures = figures.failures?.series.filter(ofAsset) ?? null;
  const payersOf = new Map(
    payers?.filter((figure) => figure.asset === asset).map((figure) => [figure.place, figure.payers]),
  );
  const payersAt = (place: number | undefined): number | null => payers && (payersOf.get(place) ?? 0);
  const paidAt = seriesOf(payments, points);
  const failedAt = failures && seriesOf(failures, points);
  return {
    asset,
    symbol: unit.symbol,
    decimals: unit.decimals,
    total: viewCounts(payments, failures, payersAt(undefined), unit),
    series: points.map((point, place) =>
      at(point, viewCounts(paidAt[place] ?? [], failedAt && (failedAt[place] ?? []), payersAt(place), unit)),
    ),
    errors: viewErrors(figures.failures?.errors.filter(ofAsset) ?? [], unit),
  };
}

function viewCounts(
  payments: readonly PaymentFigure[],
  failures: readonly FailureFigure[] | null,
  uniquePayers: number | null,
  unit: AssetUnit,
): PaymentCounts {
  const paid = sum(payments, 'paid');
  const failed = failures && sum(failures, 'failed');
  return {
    attempts: paid + (failed ?? 0),
    paid,
    failed,
    recovered: failures && sum(failures, 'recovered'),
    lost: failures && sum(failures, 'lost'),
    volume: unit.amount(total(payments, 'volume')),
    failedAmount: failures && unit.amount(total(failures, 'amount')),
    lostAmount: failures && unit.amount(total(failures, 'lostAmount')),
    uniquePayers,
  };
}

function viewErrors(failures: readonly ErrorFigure[], unit: AssetUnit): readonly ErrorView[] {
  const byError = new Map<string, ErrorFigure[]>();
  for (const figure of failures) {
    const key = [figure.errorPallet, figure.errorName].filter((part) => part !== null).join('.') || 'unknown';
    const same = byError.get(key);
    if (same) same.push(figure);
    else byError.set(key, [figure]);
  }
  const views = [...byError].map(([error, figures]) => ({
    errorPallet: figures[0]?.errorPallet ?? null,
    errorName: figures[0]?.errorName ?? null,
    error,
    failed: sum(figures, 'failed'),
    recovered: sum(figures, 'recovered'),
    lost: sum(figures, 'lost'),
    failedAmount: unit.amount(total(figures, 'amount')),
    lostAmount: unit.amount(total(figures, 'lostAmount')),
  }));
  return views.sort((a, b) => b.failed - a.failed || (a.error < b.error ? -1 : 1));
}

/** Those with the most payments and attempts first. */
function assetsOf(
  payments: readonly PaymentFigure[],
  failures: readonly ErrorFigure[],
): readonly (string | null)[] {
  const counts = new Map<string | null, number>();
  for (const { asset, paid } of payments) counts.set(asset, (counts.get(asset) ?? 0) + paid);
  for (const { asset, failed } of failures) counts.set(asset, (counts.get(asset) ?? 0) + failed);
  return [...counts]
    .sort(([a, m], [b, n]) => n - m || Number(a ?? -1) - Number(b ?? -1))
    .slice(0, MOST_ASSETS)
    .map(([asset]) => asset);
}
