/** Canceling, marking, assigning and dismissing: the tests play the settler. */
import { setTimeout as delay } from 'node:timers/promises';
import { parseAccount } from '../../src/domain/account.js';
import { ALICE, BOB } from '../support/accounts.js';
import { HEIGHT, openOrderTill, type OrderTill } from '../support/order-till.js';

let orders: OrderTill;

beforeAll(async () => {
  orders = await openOrderTill();
});
afterAll(() => orders.close());

describe('deciding', () => {
  /** Answers the next command of a kind as the settler would. @returns it */
  async function settle(kind: 'cancel' | 'mark' | 'assign' | 'dismiss', refusal: string | null = null) {
    for (;;) {
      const command = await orders.till
        .updateTable('commands')
        .set({
          appliedHeight: HEIGHT,
          outcome: refusal === null ? 'applied' : 'refused',
          refusalCode: refusal,
          refusalMessage: refusal && 'because the settler says so',
        })
        .where('kind', '=', kind)
        .where('outcome', 'is', null)
        .returningAll()
        .executeTakeFirst();
      if (command) return command;
      await delay(20);
    }
  }

  async function newOrder(orderId = orders.newId()): Promise<string> {
    expect((await orders.post({ orderId, amount: '1' })).status).toBe(201);
    return orderId;
  }

  it.each(['plain', 'Order #7 / März 🛒', '🛒'.repeat(64)])(
    'cancels the order %s once the settler has',
    async (name) => {
      const orderId = await newOrder(name);
      const path = `/${encodeURIComponent(orderId)}/cancel`;
      const [answer, command] = await Promise.all([orders.post(undefined, { path }), settle('cancel')]);
      expect([answer.status, answer.order['orderId']]).toEqual([200, orderId]);
      expect(command).toMatchObject({ merchantId: orders.shop.merchantId, orderId: answer.order['id'] });
      const line = await orders.till
        .selectFrom('auditLog')
        .selectAll()
        .where('action', '=', 'order.cancel')
        .orderBy('id', 'desc')
        .executeTakeFirst();
      expect(line).toMatchObject({
        subjectId: answer.order['id'],
        after: { command: command.id },
        actor: command.actor,
      });
    },
  );

  it('says why the settler refused', async () => {
    const orderId = await newOrder();
    const [answer] = await Promise.all([
      orders.post({}, { path: `/${orderId}/cancel` }),
      settle('cancel', 'ORDER_HAS_PAYMENT'),
    ]);
    expect([answer.status, answer.error]).toEqual([
      409,
      expect.objectContaining({ code: 'ORDER_HAS_PAYMENT', message: 'because the settler says so' }),
    ]);
    const cancel = orders.mutate(`cancelOrder(orderId: "${orderId}") { id }`);
    const [{ errors }] = await Promise.all([cancel, settle('cancel', 'ORDER_NOT_OPEN')]);
    expect(errors?.[0]?.extensions.code).toBe('ORDER_NOT_OPEN');
  });

  it('says that it will be done when no settler comes', async () => {
    const orderId = await newOrder();
    const { status, error } = await orders.post(undefined, { path: `/${orderId}/cancel` });
    expect([status, error.code]).toEqual([503, 'SETTLEMENT_PENDING']);
    await settle('cancel');
  }, 15_000);

  it('marks an order, with the reason', async () => {
    const orderId = await newOrder();
    const body = { as: 'INVALID', reason: 'paid in cash' };
    const [answer, command] = await Promise.all([
      orders.post(body, { path: `/${orderId}/mark` }),
      settle('mark'),
    ]);
    expect(answer.status).toBe(200);
    expect(command.payload).toEqual({ as: 'invalid', reason: 'paid in cash' });
    const mark = `mutation { markOrder(orderId: "${orderId}", as: SETTLED, reason: "x") { orderId } }`;
    const [{ data }, second] = await Promise.all([
      orders.gateway.ask(mark, {}, '/graphql', orders.shop.secretKey),
      settle('mark'),
    ]);
    expect(data?.['markOrder']).toEqual({ orderId });
    expect(second.payload).toEqual({ as: 'settled', reason: 'x' });
  });

  it('decides once under one Idempotency-Key, and says the same of it again', async () => {
    const orderId = await newOrder();
    const headers = { 'idempotency-key': 'mark-1' };
    const mark = (reason: string) =>
      orders.post({ as: 'INVALID', reason }, { path: `/${orderId}/mark`, headers });
    const [first] = await Promise.all([mark('cash'), settle('mark')]);
    const before = await orders.rowCounts();
    expect(await mark('cash')).toEqual(first);
    expect((await mark('other')).error.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await orders.rowCounts()).toEqual(before);

    const cancel = (id: string) =>
      orders.mutate(`cancelOrder(orderId: "${id}", idempotencyKey: "cancel-1") { orderId }`);
    const [refused] = await Promise.all([cancel(orderId), settle('cancel', 'ORDER_NOT_OPEN')]);
    expect(refused.errors?.[0]?.extensions.code).toBe('ORDER_NOT_OPEN');
    expect((await cancel(orderId)).errors?.[0]?.extensions.code).toBe('ORDER_NOT_OPEN');
    expect((await cancel('another')).errors?.[0]?.extensions.code).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  it('keeps no key of what was refused before it was a decision', async () => {
    const headers = { 'idempotency-key': 'cancel-2' };
    const unknown = await orders.post(undefined, { path: '/not-there/cancel', headers });
    expect([unknown.status, unknown.error.code]).toEqual([404, 'ORDER_NOT_FOUND']);
    const orderId = await newOrder();
    const [answer] = await Promise.all([
      orders.post(undefined, { path: `/${orderId}/cancel`, headers }),
      settle('cancel'),
    ]);
    expect(answer.status).toBe(200);
    const long = await orders.post(undefined, {
      path: `/${orderId}/cancel`,
      headers: { 'idempotency-key': 'x'.repeat(256) },
    });
    expect([long.status, long.error.field]).toEqual([400, 'idempotencyKey']);
  });

  it.each<[object, string, string?]>([
    [{ as: 'PAID', reason: 'x' }, 'as'],
    [{ as: 'SETTLED' }, 'reason'],
    [{ as: 'SETTLED', reason: ' ' }, 'reason'],
    [{ as: 'SETTLED', reason: 'x'.repeat(501) }, 'reason'],
    [{ as: 'SETTLED', reason: 'a\nb' }, 'reason'],
    [{ as: 'SETTLED', reason: 'x', by: 'me' }, 'by', 'UNKNOWN_FIELD'],
    [[], 'body'],
  ])('refuses to mark with %j', async (body, field, code = 'BAD_USER_INPUT') => {
    const orderId = await newOrder();
    const before = await orders.rowCounts();
    const { status, error } = await orders.post(body, { path: `/${orderId}/mark` });
    expect([status, error.code, error.field]).toEqual([400, code, field]);
    expect(await orders.rowCounts()).toEqual(before);
  });

  it('knows no order of another merchant, and none that is not there', async () => {
    const orderId = await newOrder();
    const before = await orders.rowCounts();
    for (const [name, key] of [
      [orderId, orders.other.secretKey],
      ['nowhere', orders.shop.secretKey],
      ['%00', orders.shop.secretKey],
    ] as const) {
      const { status, error } = await orders.post(undefined, { path: `/${name}/cancel`, key });
      expect([status, error.code]).toEqual([404, 'ORDER_NOT_FOUND']);
    }
    expect(await orders.rowCounts()).toEqual(before);
  });

  it('assigns and dismisses money of the merchant alone', async () => {
    const orderId = await newOrder();
    await insertPayment('60-1', orders.shop.merchantId);
    await insertPayment('60-2', orders.shop.merchantId);
    await insertPayment('60-3', orders.other.merchantId);
    const ask = (field: string) => orders.mutate(field);
    const assign = ask(`assignPayment(transferId: "60-1", orderId: "${orderId}") { orderId }`);
    const [assigned, command] = await Promise.all([assign, settle('assign')]);
    expect(assigned.data).toEqual({ assignPayment: { orderId } });
    expect(command).toMatchObject({ payload: { transferId: '60-1' }, merchantId: orders.shop.merchantId });
    const [dismissed] = await Promise.all([
      ask('dismissPayment(transferId: "60-2") { id value }'),
      settle('dismiss'),
    ]);
    expect(dismissed.data).toEqual({ dismissPayment: { id: '60-2', value: '5' } });

    const before = await orders.rowCounts();
    const refused = await Promise.all([
      ask(`assignPayment(transferId: "60-3", orderId: "${orderId}") { orderId }`),
      ask('dismissPayment(transferId: "60-3") { id }'),
      ask('dismissPayment(transferId: "60-4") { id }'),
      ask('dismissPayment(transferId: "60-1\' or true") { id }'),
      ask('assignPayment(transferId: "60-1", orderId: "nowhere") { orderId }'),
    ]);
    expect(refused.map(({ errors }) => errors?.[0]?.extensions)).toEqual([
      { code: 'PAYMENT_NOT_FOUND', field: 'transferId' },
      { code: 'PAYMENT_NOT_FOUND', field: 'transferId' },
      { code: 'PAYMENT_NOT_FOUND', field: 'transferId' },
      { code: 'BAD_USER_INPUT', field: 'transferId' },
      { code: 'ORDER_NOT_FOUND', field: 'orderId' },
    ]);
    expect(await orders.rowCounts()).toEqual(before);
  });

  async function insertPayment(transferId: string, merchantId: string): Promise<void> {
    const [blockNumber = 0, eventIndex = 0] = transferId.split('-').map(Number);
    await orders.till
      .insertInto('payments')
      .values({
        transferId,
        blockNumber,
        eventIndex,
        blockHash: `0x${'00'.repeat(32)}`,
        fromAccount: parseAccount(BOB),
        toAccount: parseAccount(ALICE),
        value: '5',
        pairing: 'none',
        merchantId,
        use: 'unmatched',
        appliedHeight: HEIGHT,
        inbox: 'waiting',
      })
      .execute();
  }
});
