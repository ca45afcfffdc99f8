/**
 * How fast events reach those who wait for them: `npm run bench:delivery`. Options: `--seconds 20` and `--rate 200` (events a
 * second) for latencies, `--queue 20000` deliveries for throughput, `--subscriptions 2000`, `--small` (few of everything),
 * `--database postgres://…` (a server to make a database on; default a Postgres of its own).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { createEndpoint } from '../../src/store/till/endpoints.js';
import { drawSecret } from '../../src/store/till/endpoint-secrets.js';
import { createSealer } from '../../src/store/till/sealing.js';
import { TEST_ACTOR } from '../../test/support/till.js';
import { spread } from '../measure.js';
import type { Cell, Report } from '../report.js';
import { withDatabase } from '../server.js';
import {
  SECRET_KEY,
  startGateway,
  startNotifier,
  startReceiver,
  startSubscribers,
  type Arrival,
  type Part,
} from './parts.js';
import { openBenchTill, type BenchTill } from './till.js';

const SHOPS = 20;
/** What runs before it is measured, in seconds: a notifier that just started compiles what it runs. */
const WARM_UP_S = 3;
/** Blocks come this often while latencies are measured, in milliseconds. */
const BLOCK_MS = 100;

interface Sizes {
  readonly seconds: number;
  readonly rate: number;
  readonly queue: number;
  readonly subscriptions: number;
}

export async function run(): Promise<Report> {
  const { values } = parseArgs({
    options: {
      seconds: { type: 'string', default: '20' },
      rate: { type: 'string', default: '200' },
      queue: { type: 'string', default: '20000' },
      subscriptions: { type: 'string', default: '2000' },
      small: { type: 'boolean', default: false },
      database: { type: 'string' },
    },
  });
  const sizes: Sizes = values.small
    ? { seconds: 2, rate: 50, queue: 400, subscriptions: 40 }
    : {
        seconds: Number(values.seconds),
        rate: Number(values.rate),
        queue: Number(values.queue),
        subscriptions: Number(values.subscriptions),
      };
  return withDatabase(values.database, (url) => measure(url, sizes));
}

async function measure(url: string, sizes: Sizes): Promise<Report> {
  const { seconds, rate, queue, subscriptions } = sizes;
  const bench = await openBenchTill(url, SHOPS, (2 * seconds + WARM_UP_S) * rate + 2 * queue);
  const running: Part[] = [];
  const latencies: (readonly Cell[])[] = [];
  const drained: (readonly Cell[])[] = [];
  const start = async (part: Promise<Part>): Promise<Part> => {
    running.push(await part);
    return part;
  };
  try {
    const subscribed = await measureSubscriptions(bench, url, sizes, start);
    latencies.push([
      `subscriptions: ${subscriptions} open, ${rate / 10} events a second, each to ${subscriptions / SHOPS}`,
      ...subscribed.latency,
    ]);
    for (const part of running.splice(0).reverse()) await part.stop();

    const receiver = await start(startReceiver());
    await subscribeShops(bench, receiver.url);
    for (const count of [1, 3]) {
      const { tookMs, processorMs } = await drain(bench, url, receiver, queue, count);
      drained.push([
        count,
        queue,
        Math.round((queue * 1000) / tookMs),
        Math.round((100 * processorMs) / queue) / 100,
      ]);
    }
    await start(startNotifier(url));
    await sleep(1_000);
    await flow(bench, receiver, rate, WARM_UP_S, 1);
    latencies.push([
      `webhooks: ${rate} events a second, one notifier`,
      ...(await flow(bench, receiver, rate, seconds, 1)),
    ]);
    return {
      facts: { seconds, rate, queue, subscriptions },
      tables: [
        {
          title: 'From commit to socket, ms',
          columns: ['what', 'events', 'p50', 'p99', 'most'],
          rows: latencies,
        },
        {
          title: 'Webhooks that are due, delivered as fast as can be',
          columns: ['notifiers', 'deliveries', 'deliveries a second', 'ms of processor time each'],
          rows: drained,
        },
        {
          title: `The gateway's resident memory, MiB`,
          columns: ['subscriptions', 'before', 'with them open'],
          rows: [[subscriptions, subscribed.before, subscribed.after]],
        },
      ],
    };
  } finally {
    for (const part of running.reverse()) await part.stop();
    await bench.close();
  }
}

async function subscribeShops({ till, shops }: BenchTill, url: string): Promise<void> {
  for (const { merchantId } of shops) {
    const { secret } = drawSecret(createSealer(SECRET_KEY));
    const rest = { types: null, dialect: 'standard', description: null, signatureHeaders: false } as const;
    await createEndpoint(
      till,
      { merchantId, secret, url, ...rest, allowedCidrs: [], allowedPorts: [] },
      TEST_ACTOR,
    );
  }
}

/** Settles `rate` orders a second, one event each. @returns how many, and how long they were under way */
async function flow(
  bench: BenchTill,
  listener: Part,
  rate: number,
  seconds: number,
  copies: number,
): Promise<readonly number[]> {
  await listener.arrivals();
  const committed = new Map<number, number>();
  const perBlock = Math.max(1, Math.round((rate * BLOCK_MS) / 1000));
  const blocks = Math.round((rate * seconds) / perBlock);
  const began = performance.now();
  for (let i = 0; i < blocks; i++) {
    const height = await bench.addBlock(perBlock);
    committed.set(height, await bench.settle());
    await sleep(Math.max(0, began + ((i + 1) * seconds * 1000) / blocks - performance.now()));
  }
  const wanted = blocks * perBlock * copies;
  const arrivals = await collect(listener, wanted);
  const times = arrivals.map(({ at, height }) => at - (committed.get(height) ?? at));
  return [times.length, ...spread(times)];
}

/** Waits until so many have come. */
async function collect(listener: Part, wanted: number): Promise<readonly Arrival[]> {
  const arrivals: Arrival[] = [];
  const deadline = performance.now() + 120_000;
  for (;;) {
    arrivals.push(...(await listener.arrivals()));
    if (arrivals.length >= wanted) return arrivals;
    if (performance.now() > deadline) throw new Error(`${arrivals.length} of ${wanted} events came`);
    await sleep(100);
  }
}

/** @returns how long it took from the first delivery's arrival to the last one's, and what it cost the notifiers */
async function drain(
  bench: BenchTill,
  url: string,
  receiver: Part,
  queue: number,
  count: number,
): Promise<{ tookMs: number; processorMs: number }> {
  for (let left = queue; left > 0; left -= 1_000) await bench.addBlock(Math.min(1_000, left));
  await bench.settle();
  const notifiers = await Promise.all(Array.from({ length: count }, () => startNotifier(url)));
  try {
    const arrivals = await collect(receiver, queue);
    const times = arrivals.map(({ at }) => at).sort((a, b) => a - b);
    const spent = await Promise.all(notifiers.map((notifier) => notifier.processorMs()));
    return {
      tookMs: (times.at(-1) ?? 0) - (times[0] ?? 0),
      processorMs: spent.reduce((sum, ms) => sum + ms, 0),
    };
  } finally {
    await Promise.all(notifiers.map((notifier) => notifier.stop()));
  }
}

async function measureSubscriptions(
  bench: BenchTill,
  url: string,
  { subscriptions, rate, seconds }: Sizes,
  start: (part: Promise<Part>) => Promise<Part>,
): Promise<{ latency: readonly number[]; before: number; after: number }> {
  const gateway = await start(startGateway(url));
  const before = await gateway.memory();
  const keys = bench.shops.map(({ key }) => key);
  const each = subscriptions / SHOPS;
  const subscribers = await start(startSubscribers(gateway.url, each, keys));
  await sleep(1_000);
  const latency = await flow(bench, subscribers, rate / 10, seconds, each);
  return { latency, before, after: await gateway.memory() };
}
