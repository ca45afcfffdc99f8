import type { FastifyInstance } from 'fastify';
import { badField } from '../../domain/bad-field.js';
import { answerMetrics, type MetricsSurroundings } from '../metrics/answer.js';
import { readSubject, readWindow } from '../metrics/request.js';
import { PAYMENT_METRICS_PARAMETERS, READ_PAYMENT_METRICS } from './operations/metrics.js';
import { readMoment, readQuery, readWord, type Query } from './query.js';

export interface MetricsRouteOptions {
  readonly context: MetricsSurroundings;
}

const ALL = { payers: true, orders: true, times: true, funnel: true };

export function metricsRoutes(app: FastifyInstance, { context }: MetricsRouteOptions): void {
  app.get('/v1/metrics/payments', READ_PAYMENT_METRICS, async (request) => {
    const query = readQuery(request.query, Object.keys(PAYMENT_METRICS_PARAMETERS));
    const subject = readSubject(query, request.caller);
    const interval = readWord(query, 'interval', ['day', 'hour', 'week', 'month']);
    const { timeZone = 'UTC' } = query;
    const window = readWindow(required(query, 'from'), required(query, 'to'), interval, timeZone);
    return answerMetrics(context, subject, window, ALL);
  });
}

function required(query: Query, name: string): string {
  const moment = readMoment(query, name);
  if (moment === null) throw badField(name, 'write ISO 8601, as 2026-11-21T12:00:00Z');
  return moment;
}
