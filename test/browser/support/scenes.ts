/** What a buyer can meet, one order each. */
import { parseAccount } from '../../../src/domain/account.js';
import { CHARLIE } from '../../support/accounts.js';
import type { StoredOrder } from '../../support/till-rows.js';
import { BEST, type CheckoutTill } from './till.js';

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
    name: 'waiting-payer',
    title: 'Waiting for your payment',
    make: (till) => till.order({ payer: parseAccount(CHARLIE) }),
  },
  {
    name: 'waiting-company',
    title: 'Waiting for your payment',
    make: (till) =>
      till.order({
        companyId: '0-17',
        companyVersion: '0-17-1200',
        companyName: 'Café Liberland & Sons, Roasters of Fine Coffees since 2015',
      }),
  },
  {
    name: 'waiting-company-rtl',
    title: 'Waiting for your payment',
    make: (till) =>
      till.order({ companyId: '0-18', companyVersion: '0-18-1200', companyName: 'مقهى ليبرلاند' }),
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
    name: 'failed',
    title: 'The payment failed',
    async make(till) {
      const order = await till.order();
      await till.fail(order);
      return order;
    },
  },
  {
    name: 'failed-rare',
    title: 'The payment failed',
    async make(till) {
      const order = await till.order();
      await till.fail(order, {
        errorPallet: 'LiberlandInitializer',
        errorName: 'TransferNotAllowedInThisReferendumPeriod',
        errorDocs:
          'The account is not allowed to move its tokens while the referendum that it voted in is open.',
      });
      return order;
    },
  },
  {
    name: 'wrong-asset',
    title: 'This is not the currency of the order',
    async make(till) {
      const order = await till.order();
      await till.hold(order, 'wrong_asset', { asset: '1', value: '12500000000000' });
      return order;
    },
  },
  {
    name: 'other-payer',
    title: 'Another account has paid',
    async make(till) {
      const payer = parseAccount(CHARLIE);
      const order = await till.order({ payer });
      await till.hold(order, 'other_payer');
      return order;
    },
  },
  {
    name: 'late-held',
    title: 'The payment came too late',
    async make(till) {
      const order = await till.order({ expiryHeight: BEST - 100 });
      await till.change(order, { status: 'expired' });
      await till.hold(order, 'late', { value: '10000000000000' });
      await till.hold(order, 'late', { value: '2500000000000', inbox: 'refunding' });
      return order;
    },
  },
  {
    name: 'held',
    title: 'Your money is with the shop',
    async make(till) {
      const order = await till.order({ expiryHeight: BEST - 100 });
      await till.change(order, { status: 'expired' });
      await till.hold(order, 'wrong_asset', { asset: '1' });
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
