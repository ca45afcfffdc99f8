/** What became of a merchant's orders, by asset. */
import type {
  Duration,
  MeasuredTimes,
  OrderFigure,
  OrderTimes,
} from '../../store/till/metrics/order-figures.js';
import { at, seriesOf, sum, total, type AmountView, type AssetUnit, type Point } from './series.js';

export interface OrderCounts {
  readonly created: number;
  readonly settled: number;
  readonly open: number;
  readonly expired: number;
  readonly canceled: number;
  readonly invalid: number;
  readonly under: number;
  readonly over: number;
  readonly late: number;
  /** Settled of those created, 0 to 1; null where none was created. */
  readonly conversion: number | null;
  readonly expected: AmountView;
  readonly settledAmount: AmountView;
}

export interface AssetOrdersView {
  readonly asset: string | null;
  readonly symbol: string | null;
  readonly decimals: number | null;
  readonly total: OrderCounts;
  readonly series: readonly (Point & OrderCounts)[];
}

interface MeasuredView {
  readonly measured: number;
  readonly orderToPayment: DurationView;
  readonly paymentToSettled: DurationView;
}

export interface OrderTimesView extends MeasuredView {
  readonly series: readonly (Point & MeasuredView)[];
}

interface DurationView {
  readonly medianMs: number | null;
  readonly p95Ms: number | null;
}

export interface OrderMetricsView {
  readonly assets: readonly AssetOrdersView[];
  readonly times: OrderTimesView | null;
}

export function viewOrderFigures(
  figures: readonly OrderFigure[],
  times: OrderTimes | null,
  {
    points,
    unitOf,
  }: { readonly points: readonly Point[]; readonly unitOf: (asset: string | null) => AssetUnit },
): OrderMetricsView {
  const assets = [...new Set(figures.map(({ asset }) => asset))];
  return {
    assets: assets
      .map((asset) =>
        viewAsset(
          asset,
          figures.filter((figure) => figure.asset === asset),
          points,
          unitOf(asset),
        ),
      )
      .sort((a, b) => b.total.created - a.total.created),
    times: times && viewTimes(times, points),
  };
}

const NOTHING = { median: null, p95: null } as const;
const UNMEASURED: MeasuredTimes = { measured: 0, orderToPayment: NOTHING, paymentToSettled: NOTHING };

function viewTimes(times: OrderTimes, points: readonly Point[]): OrderTimesView {
  const measuredAt = new Map(times.series.map((one) => [one.place, one]));
  return {
    ...viewMeasured(times),
    series: points.map((point, place) => at(point, viewMeasured(measuredAt.get(place) ?? UNMEASURED))),
  };
}

function viewMeasured({ measured, orderToPayment, paymentToSettled }: MeasuredTimes): MeasuredView {
  return {
    measured,
    orderToPayment: viewDuration(orderToPayment),
    paymentToSettled: viewDuration(paymentToSettled),
  };
}

function viewAsset(
  asset: string | null,
  figures: readonly OrderFigure[],
  points: readonly Point[],
  unit: AssetUnit,
): AssetOrdersView {
  const places = seriesOf(figures, points);
  return {
    asset,
    symbol: unit.symbol,
    decimals: unit.decimals,
    total: viewCounts(figures, unit),
    series: points.map((point, place) => at(point, viewCounts(places[place] ?? [], unit))),
  };
}

function viewCounts(figures: readonly OrderFigure[], unit: AssetUnit): OrderCounts {
  const created = sum(figures, 'created');
  const settled = sum(figures, 'settled');
  return {
    created,
    settled,
    open: sum(figures, 'open'),
    expired: sum(figures, 'expired'),
    canceled: sum(figures, 'canceled'),
    invalid: sum(figures, 'invalid'),
    under: sum(figures, 'under'),
    over: sum(figures, 'over'),
    late: sum(figures, 'late'),
    conversion: created === 0 ? null : settled / created,
    expected: unit.amount(total(figures, 'expected')),
    settledAmount: unit.amount(total(figures, 'settledAmount')),
  };
}

function viewDuration({ median, p95 }: Duration): DurationView {
  return { medianMs: median, p95Ms: p95 };
}
