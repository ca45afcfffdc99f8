/** A year of a busy chain and a till over it, with all that the settler makes of them: filled once for all that is asked of it. */
import pg from 'pg';
import { pino } from 'pino';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { rollUpOrders } from '../../src/store/till/metrics/order-roll-up.js';
import { rollUp } from '../../src/store/till/metrics/roll-up.js';
import { verifyMetrics } from '../../src/store/till/metrics/verify.js';
import { createTestKey } from '../../test/support/till.js';
import { untilDone, type Steps } from '../steps.js';
import { fillOrderTimes } from './shops.js';
import { fillTill, sumUpOnce } from './till.js';

export interface Sizes {
  readonly rows: number;
  readonly orders: number;
  readonly companies: number;
}

export interface Filled extends Sizes {
  readonly url: string;
  readonly client: pg.Client;
  /** A read key of the merchant whose orders there are. */
  readonly key: string;
}

/** Payments of a step, and orders; who shares the database with a settler takes fewer. */
const [MOST_PAYMENTS, MOST_ORDERS] = [100_000, 20_000];

/** @param verify also counts all of it again */
export async function withFilled<T>(
  url: string,
  sizes: Sizes,
  verify: boolean,
  steps: Steps,
  work: (filled: Filled) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const till = openTillDatabase({ url, log: pino({ level: 'silent' }), statementTimeoutMs: 3_600_000 });
  try {
    const merchantId = await fillTill({ url, client, till, ...sizes }, steps);
    await steps.step("orders' times", () => fillOrderTimes(till));
    await client.query('vacuum analyze');
    // Beside each other, as there are two cores.
    await Promise.all([
      steps.step("roll-ups, by the settler's own steps", () => untilDone(() => rollUpOnce(till))),
      companiesAndOrders(till, steps),
    ]);
    await client.query(
      'vacuum analyze till.metric_payments, till.metric_failures, till.metric_orders, till.company_sums',
    );
    if (verify) await steps.step('verified: all of it counted again', () => verified(till));
    const key = await createTestKey(till, { merchantId, kind: 'read' });
    return await work({ url, client, key, ...sizes });
  } finally {
    await Promise.all([till.destroy(), client.end()]);
  }
}

async function companiesAndOrders(till: TillDatabase, steps: Steps): Promise<void> {
  await steps.step("companies' sums, by the settler's own steps", () => untilDone(() => sumUpOnce(till)));
  await steps.step("orders, by the settler's own steps", () =>
    untilDone(() => rollUpOrders(till, { most: MOST_ORDERS })),
  );
}

async function rollUpOnce(till: TillDatabase): Promise<boolean> {
  return (await rollUp(till, { schema: 'chain', most: MOST_PAYMENTS })).more;
}

async function verified(till: TillDatabase): Promise<string> {
  const { rows, different } = await verifyMetrics(till, { schema: 'chain', blocks: 50_000, most: 1 });
  if (different > 0) throw new Error(`${different} of ${rows} roll-ups are not what the index says`);
  return `${rows} roll-ups, none differs`;
}
