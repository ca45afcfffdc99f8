import { randomUUID } from 'node:crypto';
import { sql, type Insertable } from 'kysely';
import type { EventRecord } from '../../src/domain/settlement/outcome.js';
import { DEV_TARGETS } from '../../src/domain/webhook/target.js';
import { startNotifier, type NotifierStart, type RunningNotifier } from '../../src/notify/start.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { openDeliveryDatabase } from '../../src/store/till/delivery/database.js';
import { drawSecret } from '../../src/store/till/endpoint-secrets.js';
import { appendApart } from '../../src/store/till/event-log.js';
import { hookOrder } from '../../src/store/till/order-hooks.js';
import { createSealer } from '../../src/store/till/sealing.js';
import type { DeliveryTable, EndpointTable } from '../../src/store/till/tables.js';
import { ALICE } from './accounts.js';
import { silent } from './gateway.js';
import { network } from './network.js';
import { createTestDatabase } from './postgres.js';
import { startReceiver, type Receiver } from './receiver.js';
import { createTestMerchant, insertTestOrder, openTestTill } from './till.js';

export interface TestEndpoint {
  readonly id: string;
  /** `whsec_…` */
  readonly secret: string;
}

/** A till with a merchant whose events a test puts out; the notifiers of `start` send them. */
export interface TestQueue {
  readonly url: string;
  readonly till: TillDatabase;
  readonly merchantId: string;
  /** A shop's server, closed with the rest. */
  receiver(): Promise<Receiver>;
  endpoint(url: string, given?: Partial<Insertable<EndpointTable>>): Promise<TestEndpoint>;
  /** An order; with a URL, one to which its events go. */
  order(hook?: string): Promise<string>;
  /** Appends events of an order, as settlement does. @returns their ids */
  tell(orderId: string | null, count?: number): Promise<string[]>;
  /** A notifier whose clock runs a thousand times faster than the schedule. */
  start(options?: Partial<NotifierStart>): RunningNotifier;
  /** Rows of the queue, oldest first. */
  deliveries(): Promise<readonly Record<keyof DeliveryTable, unknown>[]>;
  /** Waits until as many deliveries are finished, or fails after ten seconds. */
  finished(count: number): Promise<void>;
  close(): Promise<void>;
}

const SECRET_KEY = 'only-for-tests-only-for-tests-only-for-tests';

export async function openTestQueue(): Promise<TestQueue> {
  const database = await createTestDatabase('notify');
  await (await openTestTill(database.url)).destroy();
  const till = openDeliveryDatabase({ url: database.url, log: silent, size: 10 });
  const { merchantId } = await createTestMerchant(till, { accounts: [ALICE] });
  const sealer = createSealer(SECRET_KEY);
  const running: { close(): Promise<unknown> }[] = [];
  const sequences = new Map<string, number>();

  async function secretOf(endpointId: string): Promise<string> {
    const { secret, text } = drawSecret(sealer);
    await till
      .insertInto('endpointSecrets')
      .values({ merchantId, endpointId, ...secret })
      .execute();
    return text;
  }

  function eventOf(orderId: string | null, height: number): EventRecord {
    const sequence = orderId === null ? null : (sequences.get(orderId) ?? 0) + 1;
    if (orderId !== null && sequence !== null) sequences.set(orderId, sequence);
    return {
      id: `evt_${randomUUID().replaceAll('-', '')}00000000`,
      type: 'order.expired',
      merchantId,
      orderId,
      sequence,
      height,
      data: { order: { id: orderId } },
    } as unknown as EventRecord;
  }

  const queue: TestQueue = {
    url: database.url,
    till,
    merchantId,
    async receiver() {
      const receiver = await startReceiver();
      running.push(receiver);
      return receiver;
    },
    async endpoint(url, given = {}) {
      const { id } = await till
        .insertInto('endpoints')
        .values({ merchantId, kind: 'merchant', url, ...given })
        .returning('id')
        .executeTakeFirstOrThrow();
      return { id, secret: await secretOf(id) };
    },
    async order(hook) {
      const id = randomUUID();
      await insertTestOrder(till, { id, merchantId, owner: ALICE });
      if (hook !== undefined) {
        const { secret } = drawSecret(sealer);
        await till
          .transaction()
          .execute((db) =>
            hookOrder(db, { merchantId, orderId: id, url: hook, dialect: 'standard', secret }),
          );
      }
      return id;
    },
    async tell(orderId, count = 1) {
      return till.transaction().execute(async (db) => {
        const ids: string[] = [];
        for (let i = 0; i < count; i += 1) {
          const event = eventOf(orderId, 7);
          await appendApart(db, () => event);
          ids.push(event.id);
        }
        return ids;
      });
    },
    start(options = {}) {
      const notifier = startNotifier({
        databaseUrl: database.url,
        network,
        chainIdentity: 'test',
        secretKey: SECRET_KEY,
        log: silent,
        policy: DEV_TARGETS,
        pace: 0.001,
        ...options,
      });
      running.push(notifier);
      return notifier;
    },
    async deliveries() {
      return till.selectFrom('deliveries').selectAll().orderBy('id').execute();
    },
    async finished(count) {
      for (let i = 0; i < 500; i += 1) {
        const { rows } = await sql<{ count: number }>`
          select count(*)::int as count from till.deliveries where finished_at is not null`.execute(till);
        if ((rows[0]?.count ?? 0) >= count) return;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      throw new Error(
        `fewer than ${count} deliveries were finished: ${JSON.stringify(await queue.deliveries())}`,
      );
    },
    async close() {
      for (const part of running.reverse()) await part.close();
      await till.destroy();
      await database.drop();
    },
  };
  return queue;
}

/** Waits until a check passes, or fails with what it said after ten seconds. */
export async function eventually(check: () => Promise<void> | void): Promise<void> {
  for (let i = 0; ; i += 1) {
    try {
      await check();
      return;
    } catch (error) {
      if (i === 500) throw error;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }
}
