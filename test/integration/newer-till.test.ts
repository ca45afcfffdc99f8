/**
 * A till that a newer version has migrated: whoever of this version works on it leaves it alone, says why, and holds no place
 * that one of the newer version needs. The row of a migration that nobody here knows stands for the migration.
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { pino } from 'pino';
import { freePort } from '../../src/cli/process/port.js';
import { notationOf } from '../../src/domain/events/notation.js';
import { startPublisher } from '../../src/notify/nats/publisher.js';
import { startSettler } from '../../src/settlement/settler.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { claimDeliveries, ROUND_START, type ClaimedDelivery } from '../../src/store/till/delivery/claim.js';
import {
  completeDelivered,
  completeDelivery,
  logLostAttempt,
  releaseDeliveries,
  type Completion,
} from '../../src/store/till/delivery/complete.js';
import { completeAndDisable } from '../../src/store/till/delivery/disable.js';
import { tryLead } from '../../src/store/till/leadership.js';
import { MIGRATION_NAMES } from '../../src/store/till/migrate.js';
import { BOB } from '../support/accounts.js';
import { silent } from '../support/gateway.js';
import { network } from '../support/network.js';
import { eventually, openTestQueue, type TestQueue } from '../support/notify.js';
import { until } from '../support/processes.js';
import { createTestSettlement, payment, type TestSettlement } from '../support/settlement.js';

jest.setTimeout(60_000);

const NEWER = '9999-newer';
const TOO_NEW = { code: 'TILL_TOO_NEW', message: expect.stringContaining('newer version') as string };

const migrate = (till: TillDatabase): Promise<unknown> =>
  sql`insert into till.migrations (name, timestamp) values (${NEWER}, now()::text)`.execute(till);
const restore = (till: TillDatabase): Promise<unknown> =>
  sql`delete from till.migrations where name = ${NEWER}`.execute(till);

describe('a notifier', () => {
  let queue: TestQueue;
  beforeEach(async () => {
    queue = await openTestQueue();
  });
  afterEach(() => queue.close());

  const claim = async (): Promise<readonly ClaimedDelivery[]> =>
    (
      await claimDeliveries(queue.till, {
        lease: randomUUID(),
        leaseMs: 30_000,
        most: 10,
        endpoints: 'well',
        after: ROUND_START,
      })
    ).deliveries;

  it('sends nothing of it, and goes on by itself on one that it knows', async () => {
    const shop = await queue.receiver();
    await queue.endpoint(shop.url);
    const notifier = queue.start();
    await queue.tell(null);
    await queue.finished(1);
    await migrate(queue.till);
    await until('it has found out', () => notifier.state().reason?.includes('newer version') === true);
    await queue.tell(null, 3);
    const before = await queue.deliveries();
    // Wakes it, in case it would go on.
    await sql`notify chaintill_events`.execute(queue.till);
    await expect(claim()).rejects.toMatchObject(TOO_NEW);
    await eventually(async () =>
      expect(await notifier.health()).toEqual({
        status: 'unavailable',
        postgres: { status: 'unavailable', reason: TOO_NEW.message },
        deliveries: { status: 'unavailable', reason: TOO_NEW.message, underWay: 0 },
      }),
    );
    const another = queue.start();
    await until('another has found out', () => another.state().reason?.includes('newer version') === true);
    expect(await queue.deliveries()).toEqual(before);
    expect(shop.received).toHaveLength(1);

    await restore(queue.till);
    await queue.finished(4);
    expect(shop.received).toHaveLength(4);
    await until('it is well', async () => (await notifier.health()).status === 'ok');
  });

  it('stores nothing of what was under way, which is sent again under its id', async () => {
    const shop = await queue.receiver();
    await queue.endpoint(shop.url);
    let answer: () => void = () => undefined;
    shop.answer = (response) => {
      if (shop.received.length === 1) answer = () => response.end();
      else response.end();
    };
    const notifier = queue.start({ leaseMs: 500 });
    const [id] = await queue.tell(null);
    await until('it is under way', () => shop.received.length === 1);
    await migrate(queue.till);
    const before = await queue.deliveries();
    answer();
    await until('its answer is there', () => notifier.state().underWay === 0);
    expect(await queue.deliveries()).toEqual(before);
    expect(await queue.till.selectFrom('deliveryAttempts').selectAll().execute()).toEqual([]);
    await restore(queue.till);
    await queue.finished(1);
    expect(shop.received.map(({ headers }) => headers['webhook-id'])).toEqual([id, id]);
  });

  it('changes no row by any of its statements', async () => {
    await queue.endpoint('http://127.0.0.1:1/');
    await queue.tell(null, 2);
    const [delivery] = await claim();
    if (!delivery) throw new Error('nothing was claimed');
    await migrate(queue.till);
    const attempt: Completion['attempt'] = {
      ...{ startedAt: new Date(), latencyMs: 1, status: 200, failure: null, failureMessage: null },
      ...{ requestHeaders: {}, responseHeaders: null, responseBody: null, responseTruncated: false },
    };
    const completion: Completion = {
      ...{ delivery, attempt, next: { status: 'delivered' }, pause: null, blamed: false },
    };
    const rows = async (): Promise<unknown> => [
      await queue.deliveries(),
      await queue.till.selectFrom('endpoints').selectAll().execute(),
      await queue.till.selectFrom('deliveryAttempts').selectAll().execute(),
      await queue.till.selectFrom('events').selectAll().execute(),
    ];
    const before = await rows();
    expect(await completeDelivery(queue.till, completion)).toBeNull();
    expect((await completeDelivered(queue.till, [completion])).size).toBe(0);
    expect(await completeAndDisable(queue.till, completion, 'gone')).toBeNull();
    await logLostAttempt(queue.till, delivery.id, attempt, true);
    await releaseDeliveries(queue.till, [delivery]);
    expect(await rows()).toEqual(before);
    await restore(queue.till);
    expect(await completeDelivery(queue.till, completion)).toBe(1);
  });

  it('waits as well where this version has not migrated the till yet', async () => {
    const last = MIGRATION_NAMES.at(-1) ?? '';
    await sql`delete from till.migrations where name = ${last}`.execute(queue.till);
    const notifier = queue.start();
    await until('it waits', () => notifier.state().reason?.includes('of an earlier version') === true);
    await expect(claim()).rejects.toMatchObject({ code: 'TILL_NOT_READY' });
    expect(await notifier.health()).toMatchObject({ postgres: { status: 'unavailable' } });
    await sql`insert into till.migrations (name, timestamp) values (${last}, now()::text)`.execute(
      queue.till,
    );
    await until('it sends', () => notifier.state().state === 'sending');
  });
});

it('a publisher publishes nothing of it, and takes no place', async () => {
  const queue = await openTestQueue();
  try {
    await migrate(queue.till);
    const lines: { err?: { code?: string } }[] = [];
    const log = pino(
      { serializers: { err: (error: unknown) => error } },
      {
        write: (line: string) => void lines.push(JSON.parse(line) as object),
      },
    );
    const natsUrl = `nats://127.0.0.1:${await freePort()}`;
    const publisher = startPublisher({ databaseUrl: queue.url, natsUrl, log });
    try {
      await until('it says why', () => lines.some(({ err }) => err !== undefined));
      expect(lines.find(({ err }) => err !== undefined)?.err).toMatchObject({ code: 'TILL_TOO_NEW' });
      const { rows } = await sql`
        select from pg_stat_activity
        where datname = current_database() and application_name = 'chaintill publisher'`.execute(queue.till);
      expect(rows).toEqual([]);
    } finally {
      await publisher.close();
    }
  } finally {
    await queue.close();
  }
});

describe('a settler', () => {
  let world: TestSettlement;
  beforeEach(async () => {
    world = await createTestSettlement();
  });
  afterEach(() => world.close());

  const instance = (): Promise<{ epoch: string }> =>
    world.till.selectFrom('instance').selectAll().executeTakeFirstOrThrow();

  it('settles nothing of it, leaves the place to another, and goes on by itself on one that it knows', async () => {
    await world.block(1);
    const databaseUrl = world.index.database.url;
    const besides = { running: 0 };
    const settler = startSettler({
      databaseUrl,
      schema: 'chain',
      chainIdentity: '0x00',
      dustOf: () => 0n,
      notation: notationOf(network),
      log: silent,
      beside() {
        besides.running += 1;
        return {
          close() {
            besides.running -= 1;
            return Promise.resolve();
          },
        };
      },
    });
    try {
      await until('it settles', () => settler.state().state === 'settling' && besides.running === 1);
      const shop = await world.merchant(BOB);
      const order = await world.order({ merchantId: shop, payee: BOB });
      await until('the order is known', async () => (await world.events(order)).length > 0);
      await migrate(world.till);
      await until('it has found out', () => settler.state().reason?.includes('newer version') === true);
      expect([settler.state().state, besides.running]).toEqual(['waiting', 0]);
      const before = await instance();
      await world.block(2, [payment(BOB, 1000n, 'A-1')]);
      // One of the newer version may lead: the place is free, and nobody of this one takes it for a moment.
      await world.index.client.query(`select pg_advisory_lock(7232110456)`);
      await expect(tryLead(databaseUrl, '0x00', silent)).rejects.toMatchObject(TOO_NEW);
      await world.index.client.query(`select pg_advisory_unlock(7232110456)`);
      world.epoch = BigInt(before.epoch);
      await expect(world.settle()).rejects.toMatchObject(TOO_NEW);
      expect(await instance()).toEqual(before);
      expect((await world.readOrder(order)).status).toBe('open');

      await restore(world.till);
      await until('the order is settled', async () => (await world.readOrder(order)).status === 'settled');
      expect(besides.running).toBe(1);
    } finally {
      await settler.close();
    }
  });
});
