/** A merchant with something in every view of the dashboard. */
import type { Page } from 'playwright-core';
import { parseAccount } from '../../../src/domain/account.js';
import { emptyCompany } from '../../../src/domain/company/company-data.js';
import { encodeCompanyData } from '../../../src/domain/company/encode.js';
import { bytesToHex } from '../../../src/domain/hex.js';
import type { TillDatabase } from '../../../src/store/till/database.js';
import { ALICE, BOB, CHARLIE } from '../../support/accounts.js';
import { insertCompany } from '../../support/companies.js';
import { orderDataOf, paymentDataOf } from '../../support/event-data.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../../support/gateway.js';
import { insertOrderFailures } from '../../support/order-failures.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../../support/till.js';
import {
  insertOrders,
  insertPayments,
  insertSightings,
  type GivenOrder,
  type StoredOrder,
} from '../../support/till-rows.js';
import { appendTestEvent, askRest } from '../../support/webhooks.js';
import { fillChain } from './dashboard-chain.js';

export const BEST = 50_002;
const HEIGHT = 50_000;
const HASH = `0x${'7e'.repeat(32)}`;
const APART_MS = 37 * 60_000;
/** So that the newest order is about half an hour old. */
const FIRST_AT = Date.now() - 9 * APART_MS;

export interface DashboardTill {
  readonly index: TestIndex;
  readonly till: TillDatabase;
  readonly gateway: TestGateway;
  readonly shop: TestMerchant;
  /** Of the delivery that failed. */
  readonly failedDelivery: string;
  close(): Promise<void>;
}

export async function openDashboardTill(): Promise<DashboardTill> {
  const index = await createTestIndex();
  const till = await openTestTill(index.database.url);
  await till.updateTable('instance').set({ state: 'settling' }).execute();
  const gateway = await openTestGateway(index.database.url, {
    heads: { best: BEST, finalized: HEIGHT },
    network: {
      title: 'Liberland',
      liberlandRemarks: true,
      explorer: { extrinsic: 'https://explorer.example/extrinsic/{hash}' },
    },
  });
  const shop = await createTestMerchant(till, { name: 'Café Kralj', accounts: [ALICE] });
  const orders = await fillOrders(till, shop);
  await fillInbox(till, shop);
  await fillCompanies(index);
  await fillChain(index, till, HEIGHT);
  const failedDelivery = await fillDeliveries(till, gateway, shop, orders);
  await fillTimes(index, till, orders);
  return {
    index,
    till,
    gateway,
    shop,
    failedDelivery,
    async close() {
      await gateway.close();
      await till.destroy();
      await index.close();
    },
  };
}

/** Signs in with a key, on a page that shows any view. */
export async function signIn(page: Page, key: string): Promise<void> {
  await page.getByLabel('API key').fill(key);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

const paid = (value: string, more: Partial<GivenOrder> = {}): Partial<GivenOrder> => ({
  amount: value,
  received: value,
  status: 'settled',
  settledHeight: 49_900,
  paymentCount: 1,
  ...more,
});

async function fillOrders(till: TillDatabase, { merchantId }: TestMerchant): Promise<readonly StoredOrder[]> {
  const given: readonly Partial<GivenOrder>[] = [
    paid('12500000000000', { description: 'Two bags of coffee, whole beans' }),
    paid('4250000000000', { description: 'Honey, 500 g' }),
    {
      amount: '31000000000000',
      status: 'expired',
      expiryHeight: 48_000,
      description: 'Espresso cups, set of six',
    },
    paid('8000000000000', { received: '10000000000000', flags: ['multiple'], description: 'Mug, green' }),
    { amount: '12500000000000', status: 'canceled', description: 'Two bags of coffee, whole beans' },
    { amount: '1234567890123456789', description: 'A roastery, used' },
    { amount: '20000000000000', received: '7500000000000', paymentCount: 1, description: 'Hand grinder' },
    { amount: '12500000000000', description: 'Two bags of coffee, ground' },
    {
      amount: '9990000000000',
      description: 'Gift card',
      toleranceBp: 50,
      metadata: JSON.stringify({ cart: 77, gift: true }),
    },
  ];
  const orders = await insertOrders(
    till,
    given.map((order, i) => ({
      merchantId,
      orderId: `A-${1001 + i}`,
      windowFrom: 47_000,
      registeredHeight: 46_999,
      expiryHeight: HEIGHT + 140,
      createdAt: new Date(FIRST_AT + i * APART_MS),
      ...order,
    })),
  );
  await insertPayments(
    till,
    orders.flatMap((order, i) =>
      order.received === '0'
        ? []
        : [
            {
              merchantId,
              orderId: order.id,
              use: 'counted' as const,
              reference: order.reference,
              value: order.received,
              blockNumber: 49_800 + i,
              blockTime: new Date(FIRST_AT + i * APART_MS + 90_000),
              extrinsicHash: HASH,
            },
          ],
    ),
  );
  const [, , , , , , part, seen] = orders;
  if (!part || !seen) throw new Error('too few orders');
  await insertSightings(till, [
    { orderId: seen.id, value: seen.amount, blockNumber: BEST - 1, extrinsicHash: HASH },
  ]);
  await insertOrderFailures(till, part, [{ blockNumber: 49_700, value: '12500000000000' }]);
  return orders;
}

/** How far buyers came, and how long it took: what is settled was paid in the block of its height, and final soon after. */
async function fillTimes(
  { client }: TestIndex,
  till: TillDatabase,
  orders: readonly StoredOrder[],
): Promise<void> {
  await client.query(`
    update till.orders o set settled_height = p.block_number
    from till.payments p where p.order_id = o.id and o.status = 'settled';
    alter table till.events disable trigger user;
    update till.events e set created_at = p.block_time + interval '19 seconds'
    from till.payments p where p.order_id = e.order_id and e.type = 'order.settled';
    alter table till.events enable trigger user`);
  const steps = ['viewed', 'wallet', 'signed', 'submitted'] as const;
  await till
    .insertInto('checkoutSteps')
    .values([
      ...orders.flatMap(({ id: orderId }, i) =>
        steps.slice(0, i % 3 === 2 ? 1 : i % 5 === 4 ? 2 : 4).map((step) => ({ orderId, step })),
      ),
      ...orders.slice(4, 5).map(({ id: orderId }) => ({ orderId, step: 'rejected' as const })),
    ])
    .execute();
}

async function fillInbox(till: TillDatabase, { merchantId }: TestMerchant): Promise<void> {
  const text = (remark: string): string => bytesToHex(Buffer.from(remark));
  const waits = { merchantId, inbox: 'waiting', extrinsicHash: HASH } as const;
  await insertPayments(till, [
    {
      ...waits,
      blockNumber: 49_950,
      reference: 'a-1009',
      remark: text('order:a-1009'),
      reason: 'unknown_reference',
      value: '9990000000000',
      blockTime: new Date(FIRST_AT + 8 * APART_MS),
    },
    {
      ...waits,
      blockNumber: 49_940,
      reason: 'no_reference',
      value: '1500000000000',
      fromAccount: CHARLIE,
      blockTime: new Date(FIRST_AT + 7 * APART_MS),
    },
  ]);
}

function registration(name: string, entries: readonly (readonly [string, string])[]) {
  const open = (value: string) => ({ value, isEncrypted: false });
  const data = encodeCompanyData({
    ...emptyCompany(),
    name,
    purpose: 'To roast and sell coffee',
    companyType: 'Limited company',
    onlineAddresses: entries.map(([label, url]) => ({ description: open(label), url: open(url) })),
  });
  return { data: bytesToHex(data), editableByRegistrar: false };
}

async function fillCompanies({ client }: TestIndex): Promise<void> {
  const owner = parseAccount(ALICE);
  const first = registration('Café Kralj', [['payment-hook', 'https://kralj.example/hook']]);
  const second = registration('Café Kralj d.o.o.', [
    ['payment-hook', 'https://kralj.example/payments/hook'],
    ['payment-address', BOB],
    ['payment-success', 'ftp://kralj.example/thanks'],
    ['website', 'https://kralj.example'],
  ]);
  await insertCompany(client, [
    { block: 1_200, entityId: 12, owner, request: first },
    { block: 2_400, entityId: 12, owner, registration: first },
    { block: 40_100, entityId: 12, owner, registration: second },
  ]);
  await insertCompany(client, [
    { block: 30_000, entityId: 13, owner: parseAccount(CHARLIE), request: registration('Honey & Sons', []) },
  ]);
}

/** @returns the id of a delivery that failed */
async function fillDeliveries(
  till: TillDatabase,
  gateway: TestGateway,
  { merchantId, secretKey }: TestMerchant,
  orders: readonly StoredOrder[],
): Promise<string> {
  const make = (body: object): Promise<unknown> => askRest(gateway, 'POST', '/v1/endpoints', secretKey, body);
  await make({ url: 'https://shop.example/webhooks/chaintill', description: 'The shop' });
  await make({ url: 'https://books.example/in', types: ['order.settled'], description: 'Bookkeeping' });
  await till
    .updateTable('endpoints')
    .set({ failingSince: new Date(FIRST_AT) })
    .where('url', 'like', 'https://books%')
    .execute();
  for (const order of orders.slice(0, 2)) {
    const data = orderDataOf({ orderId: order.orderId, expected: order.amount, received: order.received });
    const about = { merchantId, orderId: order.id };
    await appendTestEvent(till, { ...about, type: 'order.created', sequence: 1, data: { order: data } });
    await appendTestEvent(till, {
      ...about,
      type: 'order.payment.detected',
      sequence: 2,
      data: { order: data, payment: paymentDataOf({ value: order.amount, finality: 'best' }) },
    });
    await appendTestEvent(till, {
      ...about,
      type: 'order.settled',
      sequence: 3,
      data: {
        order: { ...data, status: 'settled' },
        payment: paymentDataOf({ value: order.amount }),
        command: null,
      },
    });
    await till.updateTable('orders').set({ sequence: 3 }).where('id', '=', order.id).execute();
  }
  return finishDeliveries(till);
}

async function finishDeliveries(till: TillDatabase): Promise<string> {
  const rows = await till.selectFrom('deliveries').selectAll().orderBy('createdAt').execute();
  const failed = rows.at(-1);
  if (!failed) throw new Error('nothing was put out');
  for (const { id } of rows) {
    const good = id !== failed.id;
    await till
      .updateTable('deliveries')
      .set({
        status: good ? 'delivered' : 'exhausted',
        attempts: 1,
        finishedAt: new Date(),
      })
      .where('id', '=', id)
      .execute();
    await till
      .insertInto('deliveryAttempts')
      .values({
        deliveryId: id,
        attempt: 1,
        startedAt: new Date(),
        latencyMs: good ? 84 : 1_204,
        delivered: good,
        status: good ? 204 : 503,
        ...(!good && { failure: 'status', failureMessage: 'it answered 503' }),
        requestHeaders: JSON.stringify({
          'content-type': 'application/json',
          'webhook-id': 'evt_5f0c1f9e2b7d4a6c8e3f1a2b3c4d5e6f',
          'webhook-timestamp': '1772442000',
        }),
        responseHeaders: JSON.stringify({ server: 'nginx', 'content-type': 'text/plain' }),
        responseBody: good ? '' : 'Service Unavailable: the database is being moved',
        responseTruncated: false,
      })
      .execute();
  }
  return failed.id;
}
