/** A gateway as shops that were written for Liberland's middleware meet it. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, BOB, CHARLIE } from './accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from './gateway.js';
import { insertOrders, insertPayments, type GivenOrder } from './till-rows.js';
import { createTestMerchant, openTestTill, type TestMerchant } from './till.js';

/** The indexed and settled height. */
export const HEIGHT = 50_000;
export const PRICE = '4000000000000';
/** `RemarkInfoUser` of order 557, "Order #557". */
export const REMARK = '0x789cd3656200030dffa294d42205655353730017590338';
/** The payment's extrinsic. */
export const HASH = `0x${'7a'.repeat(32)}`;
/** An account of no merchant. */
export const STRANGER = `0x${'ee'.repeat(32)}`;
export const HOOK = 'https://shop.example/wp-json/lld-gateway/v1/webhook';

export const UNPAID = '{"paid":false}';
/** What is said of order 557, paid by Bob. */
export const PAID = `{"paid":true,"description":"Order #557","fromId":"${BOB}","txHash":"${HASH}"}`;
export const UNREGISTERED = `${PAID.slice(0, -1)},"unregistered":true}`;

/** What was answered, byte for byte. */
export interface LiteralAnswer {
  readonly status: number;
  readonly type: string | null;
  readonly text: string;
}

export const saying = (status: number, text: string): LiteralAnswer => ({
  status,
  type: 'application/json; charset=utf-8',
  text,
});

export async function send(
  { url }: Pick<TestGateway, 'url'>,
  path: string,
  init: RequestInit = {},
): Promise<LiteralAnswer> {
  const response = await fetch(url + path, init);
  return {
    status: response.status,
    type: response.headers.get('content-type'),
    text: await response.text(),
  };
}

/** A POST; text goes as it is. */
export const json = (body: unknown): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

export const form = (body: string): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body,
});

/** The query of a question about order 557. */
export const asked = (more: Readonly<Record<string, string>> = {}): string =>
  new URLSearchParams({ orderId: '557', price: PRICE, toId: ALICE, ...more }).toString();

/** A final transfer that names order 557, for `insertTransfers`. */
export const transfer = (more: object = {}) => ({
  blockNumber: 49_000,
  fromId: BOB,
  toId: STRANGER,
  value: PRICE,
  reference: '557',
  remark: REMARK,
  extrinsicHash: HASH,
  ...more,
});

/** Two merchants: `shop` with Alice's account, `other` with Charlie's. */
export interface LiberlandTill {
  readonly index: TestIndex;
  readonly till: TillDatabase;
  /** On a chain that is no dev chain. */
  readonly gateway: TestGateway;
  readonly shop: TestMerchant;
  readonly other: TestMerchant;
  /** Order 557 of the shop, with one payment that counts; settled, unless it is given otherwise. @returns its id */
  insertOrder(given?: Partial<GivenOrder>): Promise<string>;
  /** Takes out all orders, endpoints and transfers. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

export async function openLiberlandTill(): Promise<LiberlandTill> {
  const index = await createTestIndex();
  const till = await openTestTill(index.database.url);
  await till.updateTable('instance').set({ settledHeight: HEIGHT, state: 'settling' }).execute();
  const shop = await createTestMerchant(till, { accounts: [ALICE] });
  const other = await createTestMerchant(till, { name: 'Another shop', accounts: [CHARLIE] });
  const gateway = await openTestGateway(index.database.url, {
    network: { genesisHash: `0x${'ab'.repeat(32)}` },
    heads: { best: HEIGHT + 2, finalized: HEIGHT },
  });

  return {
    index,
    till,
    gateway,
    shop,
    other,
    async insertOrder(given = {}) {
      const { merchantId } = shop;
      const [row] = await insertOrders(till, [
        {
          merchantId,
          orderId: '557',
          amount: PRICE,
          status: 'settled',
          received: PRICE,
          paymentCount: 1,
          settledHeight: 200,
          ...given,
        },
      ]);
      if (!row) throw new Error('no order');
      const { id: orderId, received: value, paymentCount } = row;
      const payment = { merchantId, orderId, value, reference: '557', remark: REMARK, extrinsicHash: HASH };
      if (paymentCount > 0) await insertPayments(till, [{ ...payment, use: 'counted' }]);
      return orderId;
    },
    async empty() {
      await index.client.query('truncate chain.transfers, chain.asset_transfers, chain._metadata');
      await index.setMetadata({ lastProcessedHeight: HEIGHT });
      await index.client.query('truncate till.orders, till.endpoints cascade');
      await till.updateTable('merchants').set({ allowsUnregistered: false }).execute();
    },
    async close() {
      await gateway.close();
      await till.destroy();
      await index.close();
    },
  };
}
