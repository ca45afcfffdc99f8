/** What was delivered at the same time is stored in one statement, and yet each delivery for itself. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { completeTogether } from '../../src/notify/complete-together.js';
import { ROUND_START, claimDeliveries, type ClaimedDelivery } from '../../src/store/till/delivery/claim.js';
import type { Delivered } from '../../src/store/till/delivery/complete.js';
import { openTestQueue, type TestQueue } from '../support/notify.js';

jest.setTimeout(30_000);
let queue: TestQueue;
beforeEach(async () => {
  queue = await openTestQueue();
  await queue.endpoint('http://127.0.0.1:9');
});
afterEach(() => queue.close());

const claim = async (leaseMs = 30_000): Promise<readonly ClaimedDelivery[]> => {
  const rest = { most: 100, endpoints: 'well', after: ROUND_START } as const;
  return (await claimDeliveries(queue.till, { lease: randomUUID(), leaseMs, ...rest })).deliveries;
};

const delivered = (delivery: ClaimedDelivery, responseBody = 'thank you'): Delivered => ({
  delivery,
  attempt: {
    startedAt: new Date('2026-01-01T00:00:00Z'),
    latencyMs: Number(delivery.id),
    status: 200,
    failure: null,
    failureMessage: null,
    requestHeaders: { 'webhook-id': delivery.eventId },
    responseHeaders: null,
    responseBody,
    responseTruncated: false,
  },
});

it('keeps of each what was tried, and wakes what came next in its order', async () => {
  const orders = [await queue.order(), await queue.order(), await queue.order()];
  for (const order of orders) await queue.tell(order, 2);
  const first = await claim();
  expect(first).toHaveLength(3);
  const complete = completeTogether(queue.till);
  expect(await Promise.all(first.map((delivery) => complete(delivered(delivery))))).toEqual([1, 1, 1]);
  const { rows } = await sql`
    select delivery_id::text as id, attempt, started_at, latency_ms, delivered, status, request_headers, response_headers,
      response_body from till.delivery_attempts order by delivery_id`.execute(queue.till);
  expect(rows).toEqual(
    first.map(({ id, eventId }) => ({
      id,
      attempt: 1,
      startedAt: new Date('2026-01-01T00:00:00Z'),
      latencyMs: Number(id),
      delivered: true,
      status: 200,
      requestHeaders: { 'webhook-id': eventId },
      responseHeaders: null,
      responseBody: 'thank you',
    })),
  );
  expect((await claim()).map(({ orderId }) => orderId).sort()).toEqual(
    first.map(({ orderId }) => orderId).sort(),
  );
});

it('says which lease was lost, and stores the rest', async () => {
  const [lost] = await queue.tell(null);
  const [late] = await claim(1);
  if (!late) throw new Error('nothing was claimed');
  await queue.tell(null, 2);
  let again: readonly ClaimedDelivery[] = [];
  while (!again.some(({ eventId }) => eventId === lost)) again = [...again, ...(await claim())];
  const complete = completeTogether(queue.till);
  const numbers = await Promise.all(
    [...again.filter(({ eventId }) => eventId !== lost), late].map((one) => complete(delivered(one))),
  );
  expect(numbers).toEqual([1, 1, null]);
  const states = (await queue.deliveries()).map(({ status }) => status);
  expect(states.sort()).toEqual(['delivered', 'delivered', 'pending']);
});

it('stores the others where one cannot be stored', async () => {
  await queue.tell(null, 4);
  const claimed = await claim();
  const complete = completeTogether(queue.till);
  // Postgres takes no NUL in a text.
  const outcomes = await Promise.allSettled(
    claimed.map((delivery, place) => complete(delivered(delivery, place === 2 ? '\u0000' : 'thank you'))),
  );
  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  const states = (await queue.deliveries()).map(({ status }) => status);
  expect(states).toEqual(['delivered', 'delivered', 'pending', 'delivered']);
});

it('ends the trouble of an endpoint that takes again', async () => {
  await queue.tell(null, 2);
  const claimed = await claim();
  await sql`update till.endpoints set failing_since = now()`.execute(queue.till);
  const complete = completeTogether(queue.till);
  await Promise.all(claimed.map((delivery) => complete(delivered(delivery))));
  const { rows } = await sql<{
    since: Date | null;
  }>`select failing_since as since from till.endpoints`.execute(queue.till);
  expect(rows).toEqual([{ since: null }]);
});
