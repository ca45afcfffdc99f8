import type { Window } from '../../domain/metrics/intervals.js';
import { describeAssets } from '../order-answer.js';
import type { GatewayContext } from '../graphql/context.js';
import { readFigures, type Figures, type Wanted } from './figures.js';
import type { Subject } from './request.js';
import type { AssetUnit } from './series.js';
import { viewMetrics, type MetricsView } from './view.js';

/** What figures are read and shown with. */
export type MetricsSurroundings = Pick<GatewayContext, 'reads' | 'network' | 'views'>;

/** @throws {ChaintillError} `INDEX_NOT_READY`, `QUERY_TIMEOUT` */
export async function answerMetrics(
  { reads, network, views }: MetricsSurroundings,
  subject: Subject,
  window: Window,
  wanted: Wanted,
): Promise<MetricsView> {
  const figures = await readFigures(reads, reads.chain.schema, subject, window, wanted);
  const described = await describeAssets(reads.chain, assetsOf(figures));
  const unitOf = (asset: string | null): AssetUnit => {
    const known = asset === null ? null : (described.get(asset) ?? null);
    const unit = asset === null ? network.native : (known ?? network.assets.find(({ id }) => id === asset));
    return {
      symbol: unit?.symbol ?? null,
      decimals: unit?.decimals ?? null,
      amount: (value) => ({ value: value.toString(), formatted: views.formatted(value, asset, known) }),
    };
  };
  return viewMetrics(figures, { window, unitOf });
}

function assetsOf({ payments, failures, orders }: Figures): readonly (string | null)[] {
  return [...payments, ...(failures?.errors ?? []), ...(orders ?? [])].map(({ asset }) => asset);
}
