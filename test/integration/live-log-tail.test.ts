import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import type { HeadsState } from '../../src/chain/heads.js';
import { openLogTail, type LogEvent, type LogTail } from '../../src/gateway/live/log-tail.js';
import { followOrder } from '../../src/gateway/live/order-updates.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { findOrder } from '../../src/store/till/order-reading.js';
import { appendTestEvents } from '../support/event-log.js';
import { createTestIndex, silent, type TestIndex } from '../support/gateway.js';
import { ALICE } from '../support/accounts.js';
import { network } from '../support/network.js';
import { createTestMerchant, openTestTill } from '../support/till.js';
import { insertOrders, insertSightings } from '../support/till-rows.js';

const HEADS: HeadsState = {
  status: 'following',
  reason: null,
  genesisHash: null,
  best: null,
  finalized: null,
  sinceLastHead: 0,
};

let index: TestIndex;
let till: TillDatabase;
let tail: LogTail;
let first: string;
let second: string;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  tail = openLogTail({ till, databaseUrl: index.database.url, log: silent });
  first = (await createTestMerchant(till)).merchantId;
  second = (await createTestMerchant(till)).merchantId;
}, 30_000);
afterAll(async () => {
  await tail.close();
  await till.destroy();
  await index.close();
});

type Choice = Partial<Omit<Parameters<LogTail['follow']>[0], 'signal'>>;

/** Reads until so many events came. */
async function take(count: number, choice: Choice, from: LogTail = tail): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  const stop = new AbortController();
  const all = { merchantId: null, after: null, types: null, orderId: null, signal: stop.signal };
  for await (const page of from.follow({ ...all, ...choice })) {
    events.push(...page);
    if (events.length >= count) break;
  }
  stop.abort();
  return events;
}

const cursorsOf = (events: readonly LogEvent[]): bigint[] => events.map(({ cursor }) => cursor);

/** Cursors of a merchant's events in the log. */
async function logged(merchantId: string, after = 0n): Promise<bigint[]> {
  const rows = await till
    .selectFrom('events')
    .select('cursor')
    .where('merchantId', '=', merchantId)
    .where('cursor', '>', String(after))
    .orderBy('cursor')
    .execute();
  return rows.map(({ cursor }) => BigInt(cursor));
}

describe('following the log', () => {
  it('from any place, in any number of cuts, gives each event of the merchant once and in order', async () => {
    await appendTestEvents(
      till,
      Array.from({ length: 700 }, (_, i) => ({ merchantId: i % 3 === 0 ? second : first })),
    );
    const expected = await logged(first);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 120 }), { maxLength: 8 }), async (cuts) => {
        const seen: bigint[] = [];
        for (const cut of cuts) {
          const left = expected.length - seen.length;
          if (left === 0) break;
          const page = await take(Math.min(cut, left), { merchantId: first, after: seen.at(-1) ?? 0n });
          seen.push(...cursorsOf(page).slice(0, cut));
        }
        const left = expected.length - seen.length;
        if (left > 0)
          seen.push(...cursorsOf(await take(left, { merchantId: first, after: seen.at(-1) ?? 0n })));
        expect(seen).toEqual(expected);
      }),
      { numRuns: 15 },
    );
  });

  it('has no gap and no duplicate between the past and the live part, whoever writes meanwhile', async () => {
    const start = (await tail.position()).cursor;
    const [writers, each] = [4, 40];
    const readers = Array.from({ length: 20 }, async (_, i) => {
      await new Promise((resolve) => setTimeout(resolve, i * 5));
      return cursorsOf(await take(writers * each, { merchantId: first, after: start }));
    });
    await Promise.all(
      Array.from({ length: writers }, async () => {
        for (let i = 0; i < each; i++)
          await appendTestEvents(till, [{ merchantId: first }, { merchantId: second }]);
      }),
    );
    const expected = await logged(first, start);
    expect(expected).toHaveLength(writers * each);
    for (const seen of await Promise.all(readers)) expect(seen).toEqual(expected);
  });

  it('gives a reader that lags behind what is no longer in memory', async () => {
    const start = (await tail.position()).cursor;
    const stop = new AbortController();
    const slow = tail.follow({
      merchantId: first,
      after: start,
      types: null,
      orderId: null,
      signal: stop.signal,
    });
    await appendTestEvents(till, [{ merchantId: first }]);
    const seen = cursorsOf((await slow.next()).value ?? []);
    await appendTestEvents(
      till,
      Array.from({ length: 1_300 }, () => ({ merchantId: first })),
    );
    await take(1_301, { merchantId: first, after: start });
    while (seen.length < 1_301) seen.push(...cursorsOf((await slow.next()).value ?? []));
    stop.abort();
    expect(seen).toEqual(await logged(first, start));
  });

  it('of one order and of chosen types gives those alone, past and live', async () => {
    const [order, other] = await insertOrders(till, [
      { merchantId: first, owner: ALICE },
      { merchantId: first, owner: ALICE },
    ]);
    const start = (await tail.position()).cursor;
    const write = (): Promise<bigint[]> =>
      appendTestEvents(till, [
        { merchantId: first, orderId: order?.id ?? '', type: 'order.created', sequence: 1 },
        { merchantId: first, orderId: other?.id ?? '', type: 'order.settled', sequence: 1 },
        { merchantId: first, orderId: order?.id ?? '', type: 'order.settled', sequence: 2 },
        { merchantId: second, type: 'order.settled' },
      ]);
    const past = await write();
    const choice = { merchantId: first, after: start, orderId: order?.id ?? '', types: ['order.settled'] };
    const following = take(2, choice);
    const mine = take(4, { ...choice, orderId: null });
    const live = await write();
    expect(cursorsOf(await following)).toEqual([past[2], live[2]]);
    expect(cursorsOf(await mine)).toEqual([past[1], past[2], live[1], live[2]]);
    expect(await take(0, { merchantId: second, after: start, types: ['order.settled'] })).toHaveLength(2);
  });

  it("of an order of another merchant's gives nothing", async () => {
    const [order] = await insertOrders(till, [{ merchantId: first, owner: ALICE }]);
    const start = (await tail.position()).cursor;
    const own = take(1, { merchantId: second, after: start });
    const foreign = tail.follow({
      merchantId: second,
      after: start,
      types: null,
      orderId: order?.id ?? '',
      signal: AbortSignal.timeout(20_000),
    });
    const answered = foreign.next();
    await appendTestEvents(till, [{ merchantId: first, orderId: order?.id ?? '' }, { merchantId: second }]);
    await own;
    await foreign.return?.();
    expect(await answered).toEqual({ done: true, value: undefined });
  });

  it('goes on when a notification is lost', async () => {
    const start = (await tail.position()).cursor;
    const following = take(1, { merchantId: first, after: start });
    // It waits by now, or reads the event as past.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await appendTestEvents(till, [{ merchantId: first }], { notify: false });
    expect(cursorsOf(await following)).toEqual(await logged(first, start));
  });

  it('listens again when its connection is cut, and misses nothing', async () => {
    const start = (await tail.position()).cursor;
    const following = take(2, { merchantId: first, after: start });
    const listeners = async (action: string): Promise<string[]> => {
      const { rows } = await index.client.query<{ pid: string }>(
        `select pid::text, ${action} from pg_stat_activity
         where application_name = 'chaintill events' and query like '%listen%' and datname = current_database()`,
      );
      return rows.map(({ pid }) => pid);
    };
    const [cut] = await listeners('pg_terminate_backend(pid)');
    expect(cut).toBeDefined();
    await appendTestEvents(till, [{ merchantId: first }]);
    let [now] = await listeners('1');
    while (now === undefined || now === cut) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      [now] = await listeners('1');
    }
    await appendTestEvents(till, [{ merchantId: first }]);
    expect(cursorsOf(await following)).toEqual(await logged(first, start));
  });

  it('refuses a place that the log has not come to, and never waits for it', async () => {
    const { cursor } = await tail.position();
    await expect(take(1, { after: cursor + 1n })).rejects.toMatchObject({ code: 'CURSOR_BEYOND_END' });
  });

  it('ends when the tail is closed', async () => {
    const own = openLogTail({ till, databaseUrl: index.database.url, log: silent });
    const { cursor } = await own.position();
    const waiting = take(1, { after: cursor }, own);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await own.close();
    expect(await waiting).toEqual([]);
  });

  it('tells every reader when the log becomes another one', async () => {
    const start = await tail.position();
    const readers = [take(1, { merchantId: first, after: start.cursor }), take(1, { after: start.cursor })];
    const told = Promise.allSettled(readers);
    await new Promise((resolve) => setTimeout(resolve, 50));
    await till.updateTable('instance').set({ logEpoch: randomUUID() }).execute();
    for (const outcome of await told) {
      expect(outcome).toMatchObject({ status: 'rejected', reason: { code: 'CURSOR_UNKNOWN_EPOCH' } });
    }
    const anew = take(1, { merchantId: first, after: start.cursor });
    const [cursor] = await appendTestEvents(till, [{ merchantId: first }]);
    expect(cursorsOf(await anew)).toEqual([cursor]);
  });
});

describe('following an order', () => {
  it('tells what happens right after it was read', async () => {
    const [order] = await insertOrders(till, [{ merchantId: first }]);
    const id = order?.id ?? '';
    let reads = 0;
    const orders = followOrder({ tail, network, heads: { state: () => HEADS } }, async () => {
      const read = await findOrder(till, first, { id });
      if (!read) throw new Error('the order is gone');
      reads += 1;
      if (reads === 1) {
        await till
          .updateTable('orders')
          .set({ sequence: 1, description: 'new' })
          .where('id', '=', id)
          .execute();
        await appendTestEvents(till, [{ merchantId: first, orderId: id, sequence: 1 }]);
      }
      return read;
    });
    expect((await orders.next()).value).toMatchObject({ sequence: 0, description: null });
    expect((await orders.next()).value).toMatchObject({ sequence: 1, description: 'new' });
    await orders.return?.();
  });

  it('shows more confirmations as blocks come, while a payment is in sight', async () => {
    const [order] = await insertOrders(till, [{ merchantId: first }]);
    const id = order?.id ?? '';
    await insertSightings(till, [{ orderId: id }]);
    let best = 300;
    const heads = { state: () => ({ ...HEADS, best }) };
    const orders = followOrder({ tail, network: { ...network, blockTimeMs: 20 }, heads }, async () => {
      const read = await findOrder(till, first, { id });
      if (!read) throw new Error('the order is gone');
      return read;
    });
    await orders.next();
    const next = orders.next();
    best = 301;
    expect((await next).value?.sightings).toHaveLength(1);
    await orders.return?.();
  });
});
