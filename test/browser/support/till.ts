/** A gateway with orders in each state that a buyer can meet. */
import type { TillDatabase } from '../../../src/store/till/database.js';
import { appendTestEvents } from '../../support/event-log.js';
import {
  createTestIndex,
  openTestGateway,
  type TestGateway,
  type TestGatewayOptions,
} from '../../support/gateway.js';
import { insertOrderFailures } from '../../support/order-failures.js';
import { createTestMerchant, openTestTill } from '../../support/till.js';
import {
  insertOrders,
  insertPayments,
  insertSightings,
  type GivenOrder,
  type GivenPayment,
  type StoredOrder,
} from '../../support/till-rows.js';

/** Height of the best block: 8,400 blocks before the last on-time one. */
export const BEST = 1_700;
/** Of every payment in the scenes. */
export const HASH = `0x${'7e'.repeat(32)}`;
export const SUCCESS_URL = 'https://shop.example/thanks?order=A-1001';

export interface CheckoutTill {
  readonly till: TillDatabase;
  readonly gateway: TestGateway;
  /** An order over 12.5 LLD. */
  order(given?: Partial<GivenOrder>): Promise<StoredOrder>;
  /** Changes an order as the settler does, and says so. */
  change(order: StoredOrder, values: OrderChange): Promise<void>;
  /** Shows a payment of an order in a best block, and says so. @param value in the smallest unit */
  see(order: StoredOrder, value: string, blockNumber?: number): Promise<void>;
  /** Lets an attempt to pay an order fail, final, and says so. */
  fail(order: StoredOrder, error?: ChainError): Promise<void>;
  /** Brings final money for an order that does not count, and says so. */
  hold(order: StoredOrder, reason: string, more?: Partial<GivenPayment>): Promise<void>;
  /** Takes what is in sight away again, and says so. */
  retract(order: StoredOrder): Promise<void>;
  close(): Promise<void>;
}

/** Columns of an error that the chain gave. */
export interface ChainError {
  readonly errorPallet: string | null;
  readonly errorName: string | null;
  readonly errorDocs: string | null;
}

export type OrderChange = Partial<
  Pick<StoredOrder, 'status' | 'received' | 'settledHeight' | 'paymentCount'>
>;

export async function openCheckoutTill(options: TestGatewayOptions = {}): Promise<CheckoutTill> {
  const index = await createTestIndex();
  const till = await openTestTill(index.database.url);
  const gateway = await openTestGateway(index.database.url, {
    heads: { best: BEST },
    network: {
      title: 'Liberland',
      liberlandRemarks: true,
      explorer: { extrinsic: 'https://explorer.example/extrinsic/{hash}' },
    },
    ...options,
  });
  const { merchantId } = await createTestMerchant(till, {});
  const sequences = new Map<string, number>();
  let [holds, failures] = [0, 0];

  async function say(order: StoredOrder): Promise<void> {
    const sequence = (sequences.get(order.id) ?? 0) + 1;
    sequences.set(order.id, sequence);
    await till.updateTable('orders').set({ sequence }).where('id', '=', order.id).execute();
    await appendTestEvents(till, [{ merchantId, orderId: order.id, sequence }]);
  }

  return {
    till,
    gateway,
    async order(given = {}) {
      const [stored] = await insertOrders(till, [
        {
          merchantId,
          amount: '12500000000000',
          description: 'Two bags of coffee, whole beans',
          successUrl: SUCCESS_URL,
          ...given,
        },
      ]);
      if (!stored) throw new Error('no order');
      return stored;
    },
    async change(order, values) {
      await till.updateTable('orders').set(values).where('id', '=', order.id).execute();
      if (values.paymentCount !== undefined) {
        await insertPayments(till, [
          {
            merchantId,
            orderId: order.id,
            use: 'counted',
            reference: order.reference,
            value: order.amount,
            extrinsicHash: HASH,
            eventIndex: sequences.size,
            blockNumber: 1_600 + (sequences.get(order.id) ?? 0),
          },
        ]);
      }
      await say(order);
    },
    async see(order, value, blockNumber = BEST) {
      await insertSightings(till, [{ orderId: order.id, value, blockNumber, extrinsicHash: HASH }]);
      await say(order);
    },
    async fail(order, error) {
      const at = { blockNumber: BEST - 3, ordinal: (failures += 1) };
      await insertOrderFailures(till, order, [{ ...at, extrinsicHash: HASH, ...error }]);
      await say(order);
    },
    async hold(order, reason, more) {
      const { merchantId: owner, id: orderId, reference } = order;
      await insertPayments(till, [
        {
          merchantId: owner,
          orderId,
          reference,
          use: 'held',
          inbox: 'waiting',
          reason,
          value: order.amount,
          extrinsicHash: HASH,
          blockNumber: 1_200 + (holds += 1),
          ...more,
        },
      ]);
      await say(order);
    },
    async retract(order) {
      await till
        .updateTable('sightings')
        .set({ retractedAt: new Date() })
        .where('orderId', '=', order.id)
        .execute();
      await say(order);
    },
    async close() {
      await gateway.close();
      await till.destroy();
      await index.close();
    },
  };
}
