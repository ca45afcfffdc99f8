import { useMemo, useState, type ReactNode } from 'react';
import { Shown } from '../parts/Shown.js';
import { useTongue } from '../parts/tongue.js';
import { useAnswer } from '../parts/use-answer.js';
import { AssetFigures } from './AssetFigures.js';
import { METRICS, type Metrics as MetricsData, type MetricsAnswer } from './documents.js';
import { RANGES, USUAL_RANGE, windowOf, type Range, type Window } from './range.js';

/** Sums are asked for again by themselves, not with every event. */
const EVERY_MS = 30_000;
const noEvent = (): boolean => false;

interface MetricsProps {
  /** `<registry>-<entity>`; null for the merchant. */
  readonly company: string | null;
}

/** Figures of payments over a time that the reader chooses. */
export function Metrics({ company }: MetricsProps): ReactNode {
  const { say } = useTongue();
  const [range, setRange] = useState<Range>(USUAL_RANGE);
  const [asset, setAsset] = useState<string | null>(null);
  const window = windowOf(range, new Date());
  const timeZone = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  const answer = useAnswer<MetricsAnswer>(METRICS, { company, timeZone, ...window }, noEvent, EVERY_MS);
  return (
    <section className="metrics" aria-labelledby="metrics">
      <header>
        <h2 id="metrics">{say('payments')}</h2>
        <fieldset className="ranges">
          <legend className="unseen">{say('range')}</legend>
          {RANGES.map((one) => (
            <button
              key={one}
              type="button"
              className="chip"
              aria-pressed={one === range}
              onClick={() => setRange(one)}
            >
              {say(`range_${one}`)}
            </button>
          ))}
        </fieldset>
      </header>
      <Shown of={answer}>
        {({ paymentMetrics }) => (
          <Chosen metrics={paymentMetrics} window={window} asset={asset} onAsset={setAsset} />
        )}
      </Shown>
    </section>
  );
}

interface ChosenProps {
  readonly metrics: MetricsData;
  readonly window: Window;
  /** Symbol or id of the asset that is shown; null for that with the most payments. */
  readonly asset: string | null;
  readonly onAsset: (name: string) => void;
}

/** Amounts of different assets are never added up: one asset at a time. */
function Chosen({ metrics: { assets, orders, funnel }, window, asset, onAsset }: ChosenProps): ReactNode {
  const { say } = useTongue();
  const named = useMemo(
    () => assets.map((one) => [one.symbol ?? `#${one.asset ?? ''}`, one] as const),
    [assets],
  );
  const chosen = named.find(([one]) => one === asset) ?? named[0];
  if (!chosen) return <p className="none">{say('metrics_none')}</p>;
  const [name, shown] = chosen;
  return (
    <>
      {named.length > 1 && (
        <fieldset className="ranges">
          <legend className="unseen">{say('asset')}</legend>
          {named.map(([one]) => (
            <button
              key={one}
              type="button"
              className="chip"
              aria-pressed={one === name}
              onClick={() => onAsset(one)}
            >
              {one}
            </button>
          ))}
        </fieldset>
      )}
      <AssetFigures of={shown} orders={orders} funnel={funnel} window={window} />
    </>
  );
}
