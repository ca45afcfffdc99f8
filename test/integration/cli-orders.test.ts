/** `chaintill orders`, as the operator types it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as commands from '../../src/cli/commands/orders.js';
import type { Config } from '../../src/cli/config.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { openOperatedInstance, printedBy, type OperatedInstance } from '../support/operator.js';
import { insertOrderFailures } from '../support/order-failures.js';
import { payment } from '../support/settlement.js';
import { insertOrders } from '../support/till-rows.js';

jest.setTimeout(120_000);

const LLD = 10n ** 12n;
const NOBODY = '00000000-0000-4000-8000-00000000000f';

interface Order {
  readonly merchantId: string;
  readonly id: string;
  readonly orderId: string;
  readonly status: string;
  readonly createdAt: string;
  readonly expected: { readonly value: string };
}

let instance: OperatedInstance;
let config: Config;
/** With three orders: one is settled by two payments, one is unpaid, one was for an asset. */
let shop: string;
let settled: string;
let unpaid: string;
let inAsset: string;
/** With more orders than a page has. */
let crowd: string;
const CROWD = 1_005;

beforeAll(async () => {
  instance = await openOperatedInstance();
  config = instance.config('orders');
  const { world } = instance;
  await world.block(10);
  shop = await world.merchant(ALICE);
  crowd = await world.merchant(CHARLIE);
  await world.till
    .insertInto('endpoints')
    .values({ merchantId: shop, kind: 'merchant', url: 'https://shop.example/hook' })
    .execute();
  const terms = { merchantId: shop, payee: ALICE, windowFrom: 10, expiryHeight: 1_000 };
  settled = await world.order({ ...terms, reference: 'A-1', amount: 3n * LLD });
  unpaid = await world.order({ ...terms, reference: 'A-2', amount: 5n * LLD });
  inAsset = await world.order({ ...terms, reference: 'A-3', amount: 7n, asset: '77' });
  await instance.settled();
  await world.block(11, [
    payment(ALICE, LLD, 'A-1', { fromId: BOB, eventIndex: 1 }),
    payment(ALICE, 3n * LLD, 'A-1', { fromId: BOB, eventIndex: 2 }),
    payment(ALICE, LLD / 2n, null, { fromId: BOB, eventIndex: 3 }),
    payment(ALICE, LLD / 4n, null, { fromId: BOB, eventIndex: 4 }),
  ]);
  await instance.settled();
  const row = await world.till
    .selectFrom('orders')
    .selectAll()
    .where('id', '=', inAsset)
    .executeTakeFirstOrThrow();
  await insertOrderFailures(world.till, row, [{ blockNumber: 11 }]);
  await insertOrders(
    world.till,
    Array.from({ length: CROWD }, (_, i) => ({
      merchantId: crowd,
      owner: CHARLIE,
      orderId: `crowd-${i}`,
      createdAt: new Date(Date.UTC(2026, 0, 1) + i * 60_000),
    })),
  );
});
afterAll(() => instance.close());

/** What `orders list` prints, without a process of its own. */
async function listed(options: commands.ListOrdersOptions): Promise<readonly Order[]> {
  const lines = await printedBy(() => commands.listOrders(config, { ...options, json: true }));
  return lines.map((line) => JSON.parse(line) as Order);
}
const ids = (list: readonly Order[]): readonly string[] => list.map(({ id }) => id);
const refused = (code: string, sent: Promise<unknown>): Promise<void> =>
  expect(sent).rejects.toMatchObject({ code });

describe('list', () => {
  it('reads page after page, newest first, without a gap or a repetition', async () => {
    const all = await instance.json<Order>('orders', 'list', '--merchant', crowd);
    expect(all.map(({ orderId }) => orderId)).toEqual(
      Array.from({ length: CROWD }, (_, i) => `crowd-${CROWD - 1 - i}`),
    );
    expect(all[0]).toMatchObject({ merchantId: crowd, expected: { value: '5000000000000' } });
  });

  it('narrows by status, payee and time, over all merchants', async () => {
    const bySettled = await listed({ status: 'settled' });
    const byPayee = await listed({ payee: ALICE, status: 'open,canceled' });
    const byTime = await listed({
      createdFrom: '2026-01-01T00:10:00Z',
      createdBefore: '2026-01-01T00:13:00Z',
    });
    const some = await listed({ limit: '4' });
    expect(ids(bySettled)).toEqual([settled]);
    expect(ids(byPayee)).toEqual([inAsset, unpaid]);
    expect(byTime.map(({ orderId }) => orderId)).toEqual(['crowd-12', 'crowd-11', 'crowd-10']);
    expect(some).toHaveLength(4);
  });

  it('writes amounts for people in whole tokens, and an unknown asset in its smallest units', async () => {
    const lines = await printedBy(() => commands.listOrders(config, { merchant: shop }));
    expect(lines[0]).toBe(`Merchant ${shop}  Coffee`);
    expect(lines.slice(2)).toEqual([
      expect.stringMatching(/OPEN .* 7 smallest units of asset 77 .* 0 smallest units of asset 77/),
      expect.stringMatching(/OPEN .* 5 LLD .* 0 LLD /),
      expect.stringMatching(/SETTLED .* 3 LLD .* 4 LLD /),
    ]);
  });

  it('ends where nobody reads on', async () => {
    const child = spawn('node', ['dist/cli/main.js', 'orders', 'list', '--json'], { env: instance.env });
    await once(child.stdout, 'data');
    child.stdout.destroy();
    const errors: string[] = [];
    child.stderr.on('data', (text: Buffer) => errors.push(text.toString()));
    expect([await once(child, 'exit'), errors]).toEqual([[0, null], []]);
  });
});

describe('show', () => {
  it('has the terms, the state, and all that happened', async () => {
    const [record] = await instance.json('orders', 'show', settled);
    expect(record).toMatchObject({
      merchantId: shop,
      id: settled,
      status: 'SETTLED',
      amountState: 'OVER',
      flags: ['MULTIPLE'],
      expected: { value: '3000000000000', formatted: '3 LLD' },
      received: { value: '4000000000000' },
      payments: [
        { id: '11-1', use: 'COUNTED', value: '1000000000000' },
        { id: '11-2', use: 'COUNTED', value: '3000000000000' },
      ],
      failedPayments: [],
      refunds: [],
      cut: [],
    });
    const { timeline, deliveries } = record as {
      timeline: { type: string }[];
      deliveries: { type: string }[];
    };
    const types = timeline.map(({ type }) => type);
    expect(types).toEqual(['order.created', 'order.partially_paid', 'order.settled', 'order.overpaid']);
    expect(deliveries.map(({ type }) => type).sort()).toEqual([...types].sort());
    expect(record).not.toHaveProperty('remark');
  });

  it("takes the merchant's own id, and prints the same for people", async () => {
    const { orderId } = await instance.world.till
      .selectFrom('orders')
      .select('orderId')
      .where('id', '=', settled)
      .executeTakeFirstOrThrow();
    const text = await instance.out('orders', 'show', orderId, '--merchant', shop);
    const failed = (await printedBy(() => commands.showOrder(config, inAsset, {}))).join('\n');
    expect(text).toContain(`Order ${orderId} (${settled}) of merchant ${shop}`);
    expect(text).toMatch(/Received: +4 LLD \(OVER\), held 0 LLD, refunded 0 LLD \(NONE\)/);
    expect(text).toMatch(/\nPayments\n {2}11-1 +COUNTED {2}1 LLD {2}from .* for A-1\n {2}11-2/);
    expect(text).toMatch(/\nTimeline\n {4}1 {2}.* order\.created/);
    expect(text).toMatch(/\nDeliveries\n {2}.* PENDING .* to https:\/\/shop\.example\/hook/);
    expect(failed).toMatch(
      /Attempts that failed\n {2}11-0 +REVERTED {2}Balances\.InsufficientBalance {2}5 LLD/,
    );
  });
});

describe('decisions', () => {
  async function audit(subjectId: string): Promise<readonly string[]> {
    const lines = await instance.world.till
      .selectFrom('auditLog')
      .select(['action', 'actor'])
      .where('subjectId', '=', subjectId)
      .orderBy('id')
      .execute();
    return lines.map(({ actor, action }) => `${actor} ${action}`);
  }

  it('shows the inbox, counts its money for an order, and takes the rest out', async () => {
    const inbox = () => printedBy(() => commands.listInbox(config, { json: true }));
    const waiting = async () => (await inbox()).map((line) => (JSON.parse(line) as { id: string }).id);
    expect(await waiting()).toEqual(['11-4', '11-3']);
    const [line = ''] = await printedBy(() => commands.assignPayment(config, '11-3', unpaid, { json: true }));
    expect(JSON.parse(line)).toMatchObject({
      id: unpaid,
      status: 'OPEN',
      amountState: 'UNDER',
      received: { value: '500000000000' },
    });
    expect(await instance.out('orders', 'inbox')).toMatch(
      new RegExp(`^Merchant ${shop} {2}Coffee\\n11-4 +UNMATCHED, inbox: WAITING, no_reference {2}0\\.25 LLD`),
    );
    const dismissed = await printedBy(() => commands.dismissPayment(config, '11-4', { merchant: shop }));
    expect(dismissed).toEqual([expect.stringMatching(/^11-4 +UNMATCHED, no_reference {2}0\.25 LLD/)]);
    expect(await waiting()).toEqual([]);
    expect(await audit('11-3')).toContain('operator payment.assign');
    expect(await audit('11-4')).toContain('operator payment.dismiss');
  });

  it('cancels what nothing was paid for, and says why not where something was', async () => {
    await refused('ORDER_HAS_PAYMENT', commands.cancelOrder(config, unpaid, {}));
    const line = await instance.out('orders', 'cancel', inAsset);
    expect(line).toMatch(new RegExp(`CANCELED .* ${inAsset}`));
    expect(await audit(inAsset)).toContain('operator order.cancel');
  });

  it('marks by hand, with the reason in the log', async () => {
    const mark = { as: 'settled', reason: 'paid in cash' };
    const printed = await printedBy(() => commands.markOrder(config, unpaid, mark));
    expect(printed).toEqual([expect.stringContaining('  SETTLED  ')]);
    const { after } = await instance.world.till
      .selectFrom('auditLog')
      .select('after')
      .where('action', '=', 'order.mark')
      .where('actor', '=', 'operator')
      .executeTakeFirstOrThrow();
    expect(after).toMatchObject({ as: 'settled', reason: 'paid in cash' });
  });

  it('refuses what cannot be decided', async () => {
    const given = { as: 'settled', reason: 'cash' };
    await refused('BAD_USER_INPUT', commands.markOrder(config, settled, { ...given, as: 'open' }));
    await refused('BAD_USER_INPUT', commands.markOrder(config, settled, { ...given, reason: 'a\nb' }));
    await refused('ORDER_NOT_FOUND', commands.cancelOrder(config, NOBODY, {}));
    await refused('ORDER_NOT_FOUND', commands.cancelOrder(config, settled, { merchant: crowd }));
    await refused('MERCHANT_NOT_FOUND', commands.cancelOrder(config, settled, { merchant: NOBODY }));
    // Another merchant's money.
    await refused('PAYMENT_NOT_FOUND', commands.dismissPayment(config, '11-3', { merchant: crowd }));
    await refused('BAD_USER_INPUT', commands.listOrders(config, { status: 'paid' }));
    await refused('BAD_USER_INPUT', commands.listOrders(config, { limit: '0' }));
    await refused('BAD_USER_INPUT', commands.listOrders(config, { createdFrom: 'yesterday' }));
    const { code, out, err } = await instance.run(['orders', 'show', 'A-1']);
    expect({ code, out, err }).toEqual({
      code: 1,
      out: '',
      err: expect.stringMatching(/^ORDER_NOT_FOUND: [^\n]+$/) as string,
    });
  });
});
