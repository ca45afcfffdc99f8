/** What is measured, under the names that Prometheus knows: docs/telemetry.md lists them. */
import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { standingGauges, type Standing } from './standing.js';

/** A request that was answered. */
export interface RequestSeen {
  readonly method: string;
  /** As it was registered, `/v1/orders/:orderId`; null where nothing matched. */
  readonly route: string | null;
  readonly status: number;
  readonly seconds: number;
}

/** An attempt to deliver an event. */
export interface AttemptSeen {
  readonly outcome: 'delivered' | 'retried' | 'exhausted' | 'dropped';
  readonly seconds: number;
}

export interface Instruments {
  seeRequest(request: RequestSeen): void;
  seeAttempt(attempt: AttemptSeen): void;
  /** Reads at each scrape how the instance stands. */
  watchStanding(read: () => Promise<Standing>): void;
  /** Reads a number of this process at each scrape. */
  watch(name: `chaintill_${string}`, help: string, read: () => number): void;
  /** Everything, in Prometheus' text format. */
  scrape(): Promise<{ readonly type: string; readonly text: string }>;
}

/** In seconds: from an answer out of memory to the longest that a receiver may take. */
const BUCKETS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15];
/** What clients may write as a method is endless, and each would be a time series. */
const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'PATCH', 'PUT', 'DELETE', 'OPTIONS'];

export function createInstruments(): Instruments {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'chaintill_http_request_duration_seconds',
    help: 'Requests that were answered, by route',
    labelNames: ['method', 'route', 'status'],
    buckets: BUCKETS,
    registers,
  });
  const attempts = new Histogram({
    name: 'chaintill_delivery_attempt_duration_seconds',
    help: 'Attempts to deliver an event to a webhook, by what came of them',
    labelNames: ['outcome'],
    buckets: BUCKETS,
    registers,
  });
  const refreshes: (() => Promise<void>)[] = [];

  return {
    seeRequest({ method, route, status, seconds }) {
      const known = METHODS.includes(method) ? method : 'other';
      requests.observe({ method: known, route: route ?? 'none', status: String(status) }, seconds);
    },
    seeAttempt({ outcome, seconds }) {
      attempts.observe({ outcome }, seconds);
    },
    watchStanding(read) {
      refreshes.push(standingGauges(registry, read));
    },
    watch(name, help, read) {
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(read());
        },
      });
    },
    async scrape() {
      await Promise.all(refreshes.map((refresh) => refresh()));
      return { type: registry.contentType, text: await registry.metrics() };
    },
  };
}
