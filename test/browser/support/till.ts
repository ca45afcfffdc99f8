/** A gateway with orders in each state that a buyer can meet. */
import type { TillDatabase } from '../../../src/store/till/database.js';
import { appendTestEvents } from '../../support/event-log.js';
import {
  createTestIndex,
  openTestGateway,
  type TestGateway,
  type TestGatewayOptions,
} from '../../support/gateway.js';
import { createTestMerchant, openTestTill } from '../../support/till.js';
import {
  insertOrders,
  insertPayments,
  insertSightings,
  type GivenOrder,
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
  /** Takes what is in sight away again, and says so. */
  retract(order: StoredOrder): Promise<void>;
  close(): Promise<void>;
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

export interface Scene {
  readonly name: string;
  /** What the page says. */
  readonly title: string;
  readonly make: (till: CheckoutTill) => Promise<StoredOrder>;
}

const settled = { status: 'settled', settledHeight: 1_690, paymentCount: 1 } as const;

export const SCENES: readonly Scene[] = [
  { name: 'waiting', title: 'Waiting for your payment', make: (till) => till.order() },
  {
    name: 'waiting-address',
    title: 'Waiting for your payment',
    make: (till) =>
      till.order({ mode: 'address', payee: '5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy' }),
  },
  {
    name: 'waiting-liberland-id',
    title: 'Waiting for your payment',
    make: (till) => till.order({ reference: '20260117', expiryHeight: BEST + 3, description: null }),
  },
  {
    name: 'seen',
    title: 'Payment seen',
    async make(till) {
      const order = await till.order();
      await till.see(order, order.amount, BEST - 2);
      return order;
    },
  },
  {
    name: 'seen-part',
    title: 'A part is on its way',
    async make(till) {
      const order = await till.order();
      await till.see(order, '4000000000000', BEST - 1);
      return order;
    },
  },
  {
    name: 'underpaid',
    title: 'A part is still missing',
    async make(till) {
      const order = await till.order();
      await till.change(order, { received: '10250000000000', paymentCount: 1 });
      return order;
    },
  },
  {
    name: 'time-up',
    title: 'The time is up',
    make: (till) => till.order({ expiryHeight: BEST }),
  },
  {
    name: 'paid',
    title: 'Paid. Thank you!',
    async make(till) {
      const order = await till.order();
      await till.change(order, { ...settled, received: order.amount });
      return order;
    },
  },
  {
    name: 'overpaid',
    title: 'Paid. Thank you!',
    async make(till) {
      const order = await till.order();
      await till.change(order, { ...settled, received: '13000000000000' });
      return order;
    },
  },
  {
    name: 'expired',
    title: 'The time to pay is over',
    async make(till) {
      const order = await till.order({ expiryHeight: BEST - 100 });
      await till.change(order, { status: 'expired' });
      return order;
    },
  },
  {
    name: 'expired-part',
    title: 'The time to pay is over',
    async make(till) {
      const order = await till.order({ expiryHeight: BEST - 100 });
      await till.change(order, {
        status: 'expired',

        received: '4000000000000',
        paymentCount: 1,
      });
      return order;
    },
  },
  {
    name: 'late',
    title: 'The payment came too late',
    async make(till) {
      const order = await till.order({ expiryHeight: BEST - 100 });
      await till.change(order, { status: 'expired' });
      await till.see(order, order.amount);
      return order;
    },
  },
  {
    name: 'canceled',
    title: 'The shop has canceled this order',
    async make(till) {
      const order = await till.order();
      await till.change(order, { status: 'canceled' });
      return order;
    },
  },
  {
    name: 'invalid',
    title: 'This order is not valid',
    async make(till) {
      const order = await till.order();
      await till.change(order, { status: 'invalid' });
      return order;
    },
  },
];
