import { useMemo, type ReactNode } from 'react';
import { useTongue } from '../parts/tongue.js';
import { Chart } from './Chart.js';
import type { OrderTimes } from './documents.js';
import { durationScale, durationText } from './duration-text.js';
import { timeMarks } from './figures.js';
import { intervalText, type Window } from './range.js';

interface TimeChartProps {
  readonly times: OrderTimes;
  readonly which: 'orderToPayment' | 'paymentToSettled';
  readonly interval: Window['interval'];
}

/** How long orders took, by when they were registered. */
export function TimeChart({ times, which, interval }: TimeChartProps): ReactNode {
  const { say, locale } = useTongue();
  const none = say('not_known');
  const { marks, tick } = useMemo(() => {
    const longest = Math.max(0, ...times.series.map(({ [which]: { medianMs } }) => medianMs ?? 0));
    const scale = durationScale(longest, locale);
    const text = (ms: number): string => durationText(ms, locale);
    const words = {
      when: intervalText(interval, locale),
      took: (median: number, p95: number) => say('time_under', { median: text(median), p95: text(p95) }),
      heightOf: scale.heightOf,
      none,
    };
    return { marks: timeMarks(times, which, words), tick: scale.tick };
  }, [times, which, interval, locale, say, none]);
  const { medianMs } = times[which];
  return (
    <Chart
      title={say(which === 'orderToPayment' ? 'time_to_pay' : 'time_to_final')}
      summary={say('time_summary', { time: medianMs === null ? none : durationText(medianMs, locale) })}
      marks={marks}
      kind="line"
      tick={tick}
      top={null}
    />
  );
}
