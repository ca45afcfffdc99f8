/** The events of an order come in its order, unless that would hold them up; nothing is lost with its notifier. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { ROUND_START, claimDeliveries } from '../../src/store/till/delivery/claim.js';
import {
  completeDelivery,
  releaseDeliveries,
  type Completion,
} from '../../src/store/till/delivery/complete.js';
import { openTestQueue, eventually, type TestQueue } from '../support/notify.js';
import type { Receiver } from '../support/receiver.js';

jest.setTimeout(30_000);
let queue: TestQueue;
beforeEach(async () => {
  queue = await openTestQueue();
});
afterEach(() => queue.close());

const claim = (
  given: Partial<Parameters<typeof claimDeliveries>[1]> = {},
): ReturnType<typeof claimDeliveries> =>
  claimDeliveries(queue.till, {
    lease: randomUUID(),
    leaseMs: 30_000,
    most: 100,
    endpoints: 'well',
    after: ROUND_START,
    ...given,
  });

const idsOf = ({ received }: Receiver): unknown[] => received.map(({ headers }) => headers['webhook-id']);

/** That an attempt failed, or did not. */
function outcome(delivery: Completion['delivery'], next: Completion['next']): Completion {
  return {
    delivery,
    next,
    pause: null,
    blamed: false,
    attempt: {
      startedAt: new Date(),
      latencyMs: 1,
      status: 200,
      failure: null,
      failureMessage: null,
      requestHeaders: {},
      responseHeaders: {},
      responseBody: '',
      responseTruncated: false,
    },
  };
}

describe('the line of an order', () => {
  it('is kept where attempts fail, while other orders go on', async () => {
    const shop = await queue.receiver();
    await queue.endpoint(shop.url);
    const [order, other] = [await queue.order(), await queue.order()];
    const ids = await queue.tell(order, 4);
    const others = await queue.tell(other, 2);
    let failures = 2;
    shop.answer = (response, { headers }) => {
      if (headers['webhook-id'] === ids[0] && (failures -= 1) >= 0) response.statusCode = 500;
      response.end();
    };
    queue.start({ pace: 0.02 });
    queue.start({ pace: 0.02 });
    await queue.finished(6);
    const came = idsOf(shop);
    expect(came.filter((id) => ids.includes(String(id)))).toEqual([ids[0], ids[0], ...ids]);
    expect(came.filter((id) => others.includes(String(id)))).toEqual(others);
  });

  it('is left after three attempts: the later events pass, in their order', async () => {
    const shop = await queue.receiver();
    await queue.endpoint(shop.url);
    const ids = await queue.tell(await queue.order(), 3);
    shop.answer = (response, { headers }) => {
      response.writeHead(headers['webhook-id'] === ids[0] ? 500 : 200).end();
    };
    // The fourth attempt would come after half an hour: here, after nine seconds.
    queue.start({ pace: 0.005 });
    await queue.finished(2);
    expect(idsOf(shop)).toEqual([ids[0], ids[0], ids[0], ids[1], ids[2]]);
  });

  it('does not hold up what somebody asked for by hand', async () => {
    const shop = await queue.receiver();
    await queue.endpoint(shop.url);
    const order = await queue.order();
    const ids = await queue.tell(order, 2);
    expect((await claim()).deliveries.map(({ eventId }) => eventId)).toEqual([ids[0]]);
    await sql`insert into till.deliveries (endpoint_id, merchant_id, event_cursor, type, order_id, sequence, cause)
      select endpoint_id, merchant_id, event_cursor, type, order_id, sequence, 'redelivery' from till.deliveries
      where sequence = 2`.execute(queue.till);
    expect((await claim()).deliveries.map(({ eventId, cause }) => [eventId, cause])).toEqual([
      [ids[1], 'redelivery'],
    ]);
  });

  it('moves on at once when the event before is done, however long that was put off', async () => {
    await queue.endpoint('http://127.0.0.1:9');
    await queue.tell(await queue.order(), 3);
    const first = (await claim()).deliveries;
    expect(first).toHaveLength(1);
    // The second is looked at again soon, in case it is never woken; the third waits for the second.
    const { rows } = await sql<{ sequence: number; wait: number }>`
      select sequence, extract(epoch from due_at - now())::float8 as wait from till.deliveries
      order by sequence`.execute(queue.till);
    expect(rows[1]?.wait).toBeLessThan(1.1);
    expect(rows[2]?.wait).toBeGreaterThan(5);
    for (const sequence of [1, 2, 3]) {
      const [delivery] = sequence === 1 ? first : (await claim()).deliveries;
      if (!delivery) throw new Error(`event ${sequence} cannot be claimed`);
      await completeDelivery(queue.till, outcome(delivery, { status: 'delivered' }));
    }
    expect((await queue.deliveries()).map(({ status }) => status)).toEqual(Array(3).fill('delivered'));
  });
});

describe('a lease', () => {
  it('keeps other notifiers away, and gives the delivery to another when its notifier is gone', async () => {
    const shop = await queue.receiver();
    await queue.endpoint(shop.url);
    const [id] = await queue.tell(null);
    const [lost] = (await claim({ leaseMs: 1_500 })).deliveries;
    expect(lost?.eventId).toBe(id);
    expect((await claim()).deliveries).toEqual([]);
    // Also where somebody asks for it to be sent at once.
    await queue.till
      .updateTable('deliveries')
      .set({ dueAt: new Date(0) })
      .execute();
    expect((await claim()).deliveries).toEqual([]);
    queue.start();
    await queue.finished(1);
    expect(idsOf(shop)).toEqual([id]);
  });

  it('that was lost changes nothing any more', async () => {
    await queue.endpoint('http://127.0.0.1:9');
    await queue.tell(null);
    const [lost] = (await claim({ leaseMs: 1 })).deliveries;
    await eventually(async () => expect((await claim()).deliveries).toHaveLength(1));
    if (!lost) throw new Error('nothing was claimed');
    expect(await completeDelivery(queue.till, outcome(lost, { status: 'exhausted' }))).toBeNull();
    await releaseDeliveries(queue.till, [lost]);
    expect((await claim()).deliveries).toEqual([]);
    expect(await queue.deliveries()).toMatchObject([{ status: 'pending', attempts: 0 }]);
  });

  it('is given back when a notifier is closed, and what is under way is waited for', async () => {
    const shop = await queue.receiver();
    await queue.endpoint(shop.url);
    const [id] = await queue.tell(null);
    shop.answer = (response) => void setTimeout(() => response.end(), 500);
    const notifier = queue.start();
    await eventually(() => expect(shop.received).toHaveLength(1));
    await notifier.close();
    expect(await queue.deliveries()).toMatchObject([{ status: 'delivered', attempts: 1 }]);
    shop.answer = () => undefined;
    const stuck = queue.start();
    await queue.tell(null);
    await eventually(() => expect(shop.received).toHaveLength(2));
    await stuck.close();
    expect(await queue.deliveries()).toMatchObject([{}, { status: 'pending', attempts: 0, lease: null }]);
    expect(idsOf(shop)[0]).toBe(id);
  });

  it('lets any number of notifiers work on one queue, each delivery once', async () => {
    const shop = await queue.receiver();
    await queue.endpoint(shop.url);
    const orders = await Promise.all(Array.from({ length: 20 }, () => queue.order()));
    for (let i = 0; i < 3; i += 1) queue.start();
    const told = new Map<string, string[]>();
    for (const order of [...orders, ...orders]) {
      told.set(order, [...(told.get(order) ?? []), ...(await queue.tell(order, 3))]);
    }
    await queue.finished(120);
    const came = idsOf(shop);
    expect(came).toHaveLength(120);
    for (const ids of told.values()) expect(came.filter((id) => ids.includes(String(id)))).toEqual(ids);
  });
});
