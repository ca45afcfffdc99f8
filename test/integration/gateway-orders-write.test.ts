/** Registering orders, by REST and by GraphQL. No settler runs. */
import { parseAccount } from '../../src/domain/account.js';
import { deriveAddress } from '../../src/domain/deposit-address.js';
import { ALICE, ALICE_PREFIX_0, BOB } from '../support/accounts.js';
import { insertTestOrder } from '../support/till.js';
import {
  HEIGHT,
  openOrderTill,
  type OrderTill,
  type RestAnswer,
  type Sending,
} from '../support/order-till.js';

let orders: OrderTill;

beforeAll(async () => {
  orders = await openOrderTill();
});
afterAll(() => orders.close());

describe('registering', () => {
  it('by REST makes an order, tells the settler, and writes it into the audit log', async () => {
    const orderId = orders.newId();
    const { status, order } = await orders.post({
      orderId,
      amount: '12.5',
      description: 'Two coffees',
      metadata: { cart: [1, { b: 2, a: 1 }] },
      expiresInBlocks: 100,
      toleranceBp: 100,
      late: { policy: 'ACCEPT', blocks: 5 },
      payee: ALICE_PREFIX_0,
      successUrl: 'https://shop.example/thanks',
      webhookUrl: 'http://127.0.0.1:8080/hook',
    });
    expect(status).toBe(201);
    expect(order).toMatchObject({
      orderId,
      mode: 'REFERENCE',
      status: 'OPEN',
      payee: ALICE,
      reference: orderId,
      asset: null,
      expected: { value: '12500000000000', formatted: '12.5 LLD' },
      minimum: { value: '12375000000000' },
      window: { from: HEIGHT, to: HEIGHT + 100 },
      late: { policy: 'ACCEPT', blocks: 5 },
      description: 'Two coffees',
      metadata: { cart: [1, { b: 2, a: 1 }] },
      successUrl: 'https://shop.example/thanks',
      failureUrl: null,
      webhookUrl: 'http://127.0.0.1:8080/hook',
      registeredHeight: HEIGHT,
      publicToken: expect.stringMatching(/^pub_[0-9a-f]{32}$/) as string,
    });
    const id = String(order['id']);
    const commands = await orders.till.selectFrom('commands').selectAll().where('orderId', '=', id).execute();
    expect(commands).toEqual([
      expect.objectContaining({ kind: 'register', merchantId: orders.shop.merchantId, outcome: null }),
    ]);
    const lines = await orders.till.selectFrom('auditLog').selectAll().where('subjectId', '=', id).execute();
    expect(lines).toEqual([
      expect.objectContaining({
        action: 'order.register',
        merchantId: orders.shop.merchantId,
        actor: commands[0]?.actor,
        after: expect.objectContaining({
          orderId,
          amount: '12500000000000',
          expiryHeight: HEIGHT + 100,
        }) as object,
      }),
    ]);
    expect(lines[0]?.requestId).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('by GraphQL makes the same order as by REST', async () => {
    const orderId = orders.newId();
    const input = {
      orderId,
      amountInSmallestUnits: '2000000',
      assetId: '1984',
      metadata: { a: 1 },
      payee: null,
    };
    const { data } = await orders.register(input);
    expect(data?.['registerOrder']).toMatchObject({
      orderId,
      expected: { value: '2000000' },
      metadata: { a: 1 },
    });
    const again = await orders.post({
      orderId,
      amountInSmallestUnits: '2000000',
      assetId: '1984',
      metadata: { a: 1 },
    });
    expect(again.status).toBe(200);
    expect(again.order['id']).toBe((data?.['registerOrder'] as { id: string }).id);
  });

  it('by GraphQL reads a time and data that are written in the operation', async () => {
    const { data, errors } = await orders.gateway.ask(
      `mutation { registerOrder(input: { orderId: "${orders.newId()}", amount: "1", expiresAt: "${new Date(Date.now() + 60_000).toISOString()}",
        late: { policy: ACCEPT, blocks: 3 }, metadata: { a: [1.5, "x", null] } }) { metadata window { to } } }`,
      {},
      '/graphql',
      orders.shop.secretKey,
    );
    expect(errors).toBeUndefined();
    expect(data?.['registerOrder']).toEqual({
      metadata: { a: [1.5, 'x', null] },
      window: { to: HEIGHT + 10 },
    });
  });

  it('gives an id that is no reference another one, which every remark can name', async () => {
    const references = await Promise.all(
      ['Order #12', 'refund.0123', '注文 7'].map(
        async (orderId) => (await orders.post({ orderId, amount: '1' })).order['reference'],
      ),
    );
    for (const reference of references) expect(reference).toMatch(/^[1-9]\d{15}$/);
    expect(new Set(references).size).toBe(3);
    expect((await orders.post({ orderId: '18446744073709551615', amount: '1' })).order['reference']).toBe(
      '18446744073709551615',
    );
  });

  it('counts from what is settled while the index is built again', async () => {
    await orders.till
      .updateTable('instance')
      .set({ settledHeight: HEIGHT + 500 })
      .execute();
    const { order } = await orders.post({ orderId: orders.newId(), amount: '1' });
    expect(order).toMatchObject({ registeredHeight: HEIGHT + 500, window: { from: HEIGHT + 500 } });
    await orders.till.updateTable('instance').set({ settledHeight: null }).execute();
  });

  it('reads the decimals of an asset from the index where the profile does not know it', async () => {
    const asset = { orderId: orders.newId(), amount: '1.5', assetId: '77' };
    expect((await orders.post(asset)).error).toMatchObject({ code: 'UNKNOWN_ASSET', field: 'assetId' });
    await orders.index.client.query(
      `insert into chain.assets (id, name, symbol, decimals, block_number) values ('77', 'Bean', 'BEAN', 3, 1)`,
    );
    expect((await orders.post(asset)).order['expected']).toEqual({ value: '1500', formatted: '1.5 BEAN' });
  });
});

describe('sending the same again', () => {
  it('gives the same order, and refuses other terms', async () => {
    const terms = { orderId: orders.newId(), amount: '1', metadata: { a: 1, b: 2 } };
    const first = await orders.post(terms);
    const before = await orders.rowCounts();
    const again = await orders.post({ metadata: { b: 2, a: 1 }, amount: '1', orderId: terms.orderId });
    expect([again.status, again.order['id']]).toEqual([200, first.order['id']]);
    const conflict = await orders.post({ ...terms, amount: '1.0' });
    expect(conflict.status).toBe(409);
    expect(conflict.error).toMatchObject({ code: 'ORDER_CONFLICT', field: 'orderId' });
    const { errors } = await orders.register({ ...terms, toleranceBp: 1 });
    expect(errors?.[0]?.extensions).toMatchObject({ code: 'ORDER_CONFLICT', field: 'input.orderId' });
    expect(await orders.rowCounts()).toEqual(before);
  });

  it('lets another merchant use the same id', async () => {
    const terms = { orderId: orders.newId(), amount: '1' };
    const [mine, theirs] = [
      await orders.post(terms),
      await orders.post(terms, { key: orders.other.secretKey }),
    ];
    expect([mine.status, theirs.status]).toEqual([201, 201]);
    expect(theirs.order['payee']).toBe(BOB);
  });

  it('gives one order to requests that come at the same time', async () => {
    const orderId = orders.newId();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => orders.post({ orderId, amount: i < 3 ? '1' : '2' })),
    );
    const statuses = answers.map(({ status }) => status).sort();
    expect(statuses).toEqual([200, 200, 201, 409, 409, 409]);
    const ids = answers.flatMap(({ status, order }) => (status < 300 ? [order['id']] : []));
    expect(new Set(ids).size).toBe(1);
  });

  it('refuses an id that was the reference of somebody else’s order to this account', async () => {
    const reference = orders.newId();
    await insertTestOrder(orders.till, {
      merchantId: orders.other.merchantId,
      owner: ALICE,
      orderId: 'theirs',
      reference,
    });
    const before = await orders.rowCounts();
    const { status, error } = await orders.post({ orderId: reference, amount: '1' });
    expect([status, error.code, error.field]).toEqual([409, 'REFERENCE_TAKEN', 'orderId']);
    expect(await orders.rowCounts()).toEqual(before);
  });
});

describe('an Idempotency-Key', () => {
  const keyed = (key: string): Sending => ({ headers: { 'idempotency-key': key } });

  it('gives the first answer again, whatever became of the order', async () => {
    const terms = { orderId: orders.newId(), amount: '1' };
    const first = await orders.post(terms, keyed('k-1'));
    await orders.till
      .updateTable('orders')
      .set({ status: 'expired' })
      .where('orderId', '=', terms.orderId)
      .execute();
    const again = await orders.post(terms, keyed('k-1'));
    expect([again.status, again.text]).toEqual([201, first.text]);
  });

  it('refuses another body, also for another order', async () => {
    const terms = { orderId: orders.newId(), amount: '1' };
    await orders.post(terms, keyed('k-2'));
    const before = await orders.rowCounts();
    for (const body of [
      { ...terms, amount: '2' },
      { orderId: orders.newId(), amount: '1' },
    ]) {
      const { status, error } = await orders.post(body, keyed('k-2'));
      expect([status, error.code]).toEqual([422, 'IDEMPOTENCY_KEY_REUSED']);
    }
    expect(await orders.rowCounts()).toEqual(before);
  });

  it('gives one order and one answer to requests that come at the same time', async () => {
    const terms = { orderId: orders.newId(), amount: '1' };
    const answers = await Promise.all(Array.from({ length: 8 }, () => orders.post(terms, keyed('k-3'))));
    expect(new Set(answers.map(({ status, text }) => `${status} ${text}`)).size).toBe(1);
    expect(answers[0]?.status).toBe(201);
  });

  it('is one merchant’s, and is free again after a refusal', async () => {
    const terms = { orderId: orders.newId(), amount: '-1' };
    expect((await orders.post(terms, keyed('k-4'))).status).toBe(400);
    expect((await orders.post({ ...terms, amount: '1' }, keyed('k-4'))).status).toBe(201);
    expect(
      (
        await orders.post(
          { orderId: orders.newId(), amount: '3' },
          { ...keyed('k-4'), key: orders.other.secretKey },
        )
      ).status,
    ).toBe(201);
  });

  it('works in GraphQL, and says nothing about REST', async () => {
    const input = { orderId: orders.newId(), amount: '1' };
    const answers = await Promise.all([orders.register(input, 'k-5'), orders.register(input, 'k-5')]);
    expect(answers[0].data?.['registerOrder']).toEqual(answers[1].data?.['registerOrder']);
    expect(answers[0].errors).toBeUndefined();
    const { errors } = await orders.register({ ...input, amount: '2' }, 'k-5');
    expect(errors?.[0]?.extensions.code).toBe('IDEMPOTENCY_KEY_REUSED');
    expect((await orders.post({ orderId: orders.newId(), amount: '9' }, keyed('k-5'))).status).toBe(201);
  });

  it.each(['', 'x'.repeat(256)])('must be of 1 to 255 characters, not %j', async (key) => {
    const { status, error } = await orders.post({ orderId: orders.newId(), amount: '1' }, keyed(key));
    expect([status, error.field]).toEqual([400, 'idempotencyKey']);
  });
});

describe('mode address', () => {
  const address = (fields: object = {}): object => ({
    orderId: orders.newId(),
    amount: '1',
    mode: 'ADDRESS',
    ...fields,
  });

  it('gives every order an address of its own, also at the same time, that takes money from the next block on', async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => orders.post(address())));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 8 }, () => 201));
    expect(new Set(answers.map(({ order }) => order['payee'])).size).toBe(8);
    for (const { order } of answers) {
      expect(order).toMatchObject({ account: ALICE, reference: null, window: { from: HEIGHT + 1 } });
      const row = await orders.till
        .selectFrom('orders')
        .selectAll()
        .where('id', '=', String(order['id']))
        .executeTakeFirstOrThrow();
      expect(row).toMatchObject({ owner: parseAccount(ALICE), depositScheme: 'derivative' });
      expect(row.payee).toBe(deriveAddress(parseAccount(ALICE), row.depositPath ?? []));
      expect(row.depositPath).toHaveLength(3);
    }
  });

  it('skips addresses that the chain knows, and begins a new branch after the last index', async () => {
    const { depositBranch, depositNext } = await accountRow();
    const path = [...(depositBranch ?? []), depositNext];
    await orders.index.insertTransfers([{ blockNumber: 7, toId: deriveAddress(parseAccount(ALICE), path) }]);
    const pathOf = async ({ order }: RestAnswer): Promise<readonly number[] | null> =>
      (
        await orders.till
          .selectFrom('orders')
          .select('depositPath')
          .where('id', '=', String(order['id']))
          .executeTakeFirstOrThrow()
      ).depositPath;
    expect(await pathOf(await orders.post(address()))).toEqual([...path.slice(0, 2), depositNext + 1]);

    await orders.till
      .updateTable('accounts')
      .set({ depositNext: 65_535 })
      .where('account', '=', parseAccount(ALICE))
      .execute();
    expect((await pathOf(await orders.post(address())))?.[2]).toBe(65_535);
    const renewed = await pathOf(await orders.post(address()));
    expect(renewed?.[2]).toBe(0);
    expect(renewed?.slice(0, 2)).not.toEqual(depositBranch);
  });

  it('takes an asset that the profile calls sufficient', async () => {
    expect((await orders.post(address({ assetId: '1984', amount: '0.5' }))).status).toBe(201);
    expect((await orders.post(address({ assetId: '1984', amount: '0.005' }))).error.message).toMatch(
      /use mode reference/,
    );
  });

  it('needs the owner’s proof off a dev chain', async () => {
    await orders.till
      .updateTable('accounts')
      .set({ depositEnabledAt: null as unknown as Date })
      .execute();
    const refused = await orders.post(address(), { at: orders.liveGateway });
    expect([refused.status, refused.error.code, refused.error.field]).toEqual([
      400,
      'DEPOSITS_NOT_ENABLED',
      'mode',
    ]);
    expect(
      (await orders.post({ orderId: orders.newId(), amount: '1' }, { at: orders.liveGateway })).status,
    ).toBe(201);
    await orders.till.updateTable('accounts').set({ depositEnabledAt: new Date() }).execute();
    expect((await orders.post(address(), { at: orders.liveGateway })).status).toBe(201);
  });

  function accountRow() {
    return orders.till
      .selectFrom('accounts')
      .selectAll()
      .where('account', '=', parseAccount(ALICE))
      .executeTakeFirstOrThrow();
  }
});
