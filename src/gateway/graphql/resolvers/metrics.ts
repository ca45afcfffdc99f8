import type { Interval } from '../../../domain/metrics/intervals.js';
import { answerMetrics } from '../../metrics/answer.js';
import { readSubject, readWindow, type GivenSubject } from '../../metrics/request.js';
import type { Resolver } from '../list-field.js';
import { selects } from '../selection.js';

interface MetricsArgs extends GivenSubject {
  /** ISO 8601, in UTC. */
  readonly from: string;
  readonly to: string;
  readonly interval: Interval;
  readonly timeZone: string;
}

const paymentMetrics: Resolver<MetricsArgs> = async (_source, args, context, info) => {
  const subject = readSubject(args, context.caller);
  const window = readWindow(args.from, args.to, args.interval, args.timeZone);
  context.rows.take(window.spans.length);
  return answerMetrics(context, subject, window, {
    payers: [[], ['assets', 'total'], ['assets', 'series']].some((path) =>
      selects(info, ...path, 'uniquePayers'),
    ),
    orders: selects(info, 'orders'),
    times: selects(info, 'orders', 'times'),
    funnel: selects(info, 'funnel'),
  });
};

/** The values of the API's enum, inside. */
const MetricInterval = {
  HOUR: 'hour',
  DAY: 'day',
  WEEK: 'week',
  MONTH: 'month',
} as const satisfies Record<string, Interval>;

export const metricResolvers = { MetricInterval, Query: { paymentMetrics } };
