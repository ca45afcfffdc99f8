import { useMemo, type ReactNode } from 'react';
import { useWriting } from '../parts/session.js';
import { useTongue } from '../parts/tongue.js';
import { Chart } from './Chart.js';
import type { AssetMetrics, CheckoutFunnel, OrderMetrics } from './documents.js';
import { durationText } from './duration-text.js';
import { Errors } from './Errors.js';
import { successMarks, successOf, volumeMarks } from './figures.js';
import { Funnel } from './Funnel.js';
import { intervalText, type Window } from './range.js';
import { TimeChart } from './TimeChart.js';

interface AssetFiguresProps {
  readonly of: AssetMetrics;
  readonly orders: OrderMetrics | null;
  readonly funnel: CheckoutFunnel | null;
  readonly window: Window;
}

/** The figures of one asset: sums first, then how they came about. */
export function AssetFigures({ of, orders, funnel, window: { interval } }: AssetFiguresProps): ReactNode {
  const { say, locale } = useTongue();
  const { amount, count } = useWriting();
  const percents = useMemo(
    () => new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }),
    [locale],
  );
  const compact = useMemo(() => new Intl.NumberFormat(locale, { notation: 'compact' }), [locale]);
  const none = say('not_known');
  const { volumes, successes } = useMemo(() => {
    const words = {
      when: intervalText(interval, locale),
      amount,
      percent: (share: number) => percents.format(share),
      none,
    };
    return { volumes: volumeMarks(of, new Date(), words), successes: successMarks(of, words) };
  }, [of, interval, locale, amount, percents, none]);
  const ticks = useMemo(
    () => ({
      volume: (height: number) => compact.format(height),
      success: (height: number) => percents.format(height),
    }),
    [compact, percents],
  );

  const success = successOf(of.total);
  const created = orders?.assets.find(({ asset }) => asset === of.asset)?.total ?? null;
  const times = orders?.times && orders.times.measured > 0 ? orders.times : null;
  const took = (ms: number | null): string => (ms === null ? none : durationText(ms, locale));
  const tiles: readonly (readonly [name: string, value: string, under: string | null])[] = [
    [say('volume'), amount(of.total.volume), say('paid_count', { count: count(of.total.paid) })],
    [
      say('success'),
      success === null ? none : percents.format(success),
      of.total.failed === null ? null : say('failed_count', { count: count(of.total.failed) }),
    ],
    [say('payers'), of.total.uniquePayers === null ? none : count(of.total.uniquePayers), null],
    ...(created
      ? [
          [
            say('conversion'),
            created.conversion === null ? none : percents.format(created.conversion),
            say('of_orders', { count: count(created.created) }),
          ] as const,
        ]
      : []),
    ...(times
      ? ([
          [
            say('time_to_pay'),
            took(times.orderToPayment.medianMs),
            say('p95', { time: took(times.orderToPayment.p95Ms) }),
          ],
          [
            say('time_to_final'),
            took(times.paymentToSettled.medianMs),
            say('p95', { time: took(times.paymentToSettled.p95Ms) }),
          ],
        ] as const)
      : []),
  ];

  return (
    <>
      <dl className="tiles">
        {tiles.map(([name, value, under]) => (
          <div key={name} className="tile">
            <dt>{name}</dt>
            <dd>{value}</dd>
            {under !== null && <dd className="under">{under}</dd>}
          </div>
        ))}
      </dl>
      <div className="charts">
        <Chart
          title={say('volume')}
          summary={say('volume_summary', { sum: amount(of.total.volume), count: count(of.total.paid) })}
          marks={volumes}
          kind="bars"
          tick={ticks.volume}
          top={null}
        />
        <Chart
          title={say('success')}
          summary={say('success_summary', { share: success === null ? none : percents.format(success) })}
          marks={successes}
          kind="line"
          tick={ticks.success}
          top={1}
        />
        {times && (
          <>
            <TimeChart times={times} which="orderToPayment" interval={interval} />
            <TimeChart times={times} which="paymentToSettled" interval={interval} />
          </>
        )}
        <Errors of={of} />
        {funnel && <Funnel of={funnel} />}
      </div>
    </>
  );
}
