import { lazy, Suspense, useState, type ReactNode } from 'react';
import { LoadGuard } from '../../LoadGuard.js';
import { useSay } from '../parts/tongue.js';
import type { Mark } from './figures.js';

export interface ChartProps {
  readonly title: string;
  /** What it shows, in a sentence, for those who do not see it. */
  readonly summary: string;
  readonly marks: readonly Mark[];
  readonly kind: 'bars' | 'line';
  /** Writes a place on the scale. */
  readonly tick: (height: number) => string;
  /** Where the scale ends; null for a little above the highest mark. */
  readonly top: number | null;
}

const Plot = lazy(async () => ({ default: (await import('./Plot.js')).Plot }));

/** A chart over time, with the same as a table. */
export function Chart({ title, summary, marks, ...rest }: ChartProps): ReactNode {
  const say = useSay();
  const [at, setAt] = useState<number | null>(null);
  const pointed = at === null ? undefined : marks[at];
  return (
    <figure className="card chart">
      <figcaption>
        <h3>{title}</h3>
        <p className="reading" aria-hidden="true">
          {pointed ? `${pointed.when}: ${pointed.text}` : ''}
        </p>
      </figcaption>
      <div role="img" aria-label={summary} className="canvas">
        <LoadGuard said={say('chart_failed')}>
          <Suspense fallback={<div className="plot" />}>
            <Plot marks={marks} {...rest} onPoint={setAt} />
          </Suspense>
        </LoadGuard>
      </div>
      <details>
        <summary>{say('as_table')}</summary>
        <div className="figures" tabIndex={0} role="region" aria-label={title}>
          <table>
            <thead>
              <tr>
                <th scope="col">{say('when')}</th>
                <th scope="col">{title}</th>
              </tr>
            </thead>
            <tbody>
              {marks.map(({ when, text }, place) => (
                <tr key={place}>
                  <th scope="row">{when}</th>
                  <td>{text}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </figure>
  );
}
