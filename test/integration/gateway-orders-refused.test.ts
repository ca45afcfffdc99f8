/** What is refused when orders are registered: nothing of it is stored. No settler runs. */
import { setTimeout as delay } from 'node:timers/promises';
import { parseAccount } from '../../src/domain/account.js';
import { releaseAccount } from '../../src/store/till/accounts.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { createTestMerchant, createTestOperator, TEST_ACTOR } from '../support/till.js';
import { HEIGHT, DAVE, openOrderTill, REGISTER, type OrderTill } from '../support/order-till.js';

let orders: OrderTill;

beforeAll(async () => {
  orders = await openOrderTill();
});
afterAll(() => orders.close());

describe('bad input leaves nothing behind', () => {
  it.each<[string, object | string, number, string, string | null]>([
    ['too many decimals', { amount: '1.0000000000001' }, 400, 'INVALID_AMOUNT', 'amount'],
    ['a negative amount', { amount: '-1' }, 400, 'INVALID_AMOUNT', 'amount'],
    ['nothing', { amount: '0' }, 400, 'INVALID_AMOUNT', 'amount'],
    ['NaN', { amount: 'NaN' }, 400, 'INVALID_AMOUNT', 'amount'],
    ['an exponent', { amount: '1e3' }, 400, 'INVALID_AMOUNT', 'amount'],
    ['a number', { amount: 1 }, 400, 'BAD_USER_INPUT', 'amount'],
    ['more than u128', { amount: '9'.repeat(39) }, 400, 'INVALID_AMOUNT', 'amount'],
    [
      'dust',
      { amount: null, amountInSmallestUnits: '999' },
      400,
      'AMOUNT_TOO_SMALL',
      'amountInSmallestUnits',
    ],
    ['an unknown asset', { assetId: '99' }, 400, 'UNKNOWN_ASSET', 'assetId'],
    ['a mistyped address', { payee: `${ALICE.slice(0, -1)}x` }, 400, 'INVALID_ADDRESS', 'payee'],
    ['another merchant’s account', { payee: BOB }, 400, 'PAYEE_NOT_REGISTERED', 'payee'],
    ['nobody’s account', { payee: CHARLIE }, 400, 'PAYEE_NOT_REGISTERED', 'payee'],
    ['an expiry in the past', { expiresAt: '2020-01-01T00:00:00Z' }, 400, 'BAD_USER_INPUT', 'expiresAt'],
    ['an expiry too far', { expiresAt: '2999-01-01T00:00:00Z' }, 400, 'BAD_USER_INPUT', 'expiresAt'],
    ['an expiry out of bounds', { expiresInBlocks: 1_000_001 }, 400, 'BAD_USER_INPUT', 'expiresInBlocks'],
    ['a window too far back', { acceptFromHeight: 1 }, 400, 'BAD_USER_INPUT', 'acceptFromHeight'],
    ['huge metadata', { metadata: 'x'.repeat(5_000) }, 400, 'BAD_USER_INPUT', 'metadata'],
    ['NUL in metadata', { metadata: { a: '\0' } }, 400, 'BAD_USER_INPUT', 'metadata.a'],
    ['a script for a link', { successUrl: 'javascript:alert(1)' }, 400, 'BAD_USER_INPUT', 'successUrl'],
    ['an unknown field', { price: '1' }, 400, 'UNKNOWN_FIELD', 'price'],
    [
      'a duplicate key',
      '{"orderId":"twice","amount":"1","metadata":{"a":1,"a":2}}',
      400,
      'DUPLICATE_KEY',
      'metadata.a',
    ],
    ['no JSON', '{"orderId":', 400, 'MALFORMED_JSON', null],
    ['no object', '[]', 400, 'BAD_USER_INPUT', 'body'],
    ['an endless body', JSON.stringify({ metadata: 'x'.repeat(200_000) }), 413, 'PAYLOAD_TOO_LARGE', null],
    [
      'an asset that opens no account',
      { mode: 'ADDRESS', assetId: '1' },
      400,
      'ADDRESS_MODE_ASSET_INSUFFICIENT',
      'mode',
    ],
    [
      'too little for a new account',
      { mode: 'ADDRESS', amount: '0.5' },
      400,
      'ADDRESS_MODE_BELOW_MINIMUM',
      'mode',
    ],
  ])('%s', async (_what, fields, status, code, field) => {
    const before = await orders.rowCounts();
    const body = typeof fields === 'string' ? fields : { orderId: orders.newId(), amount: '1', ...fields };
    const answer = await orders.post(body, { headers: { 'idempotency-key': orders.newId() } });
    expect([answer.status, answer.error.code, answer.error.field ?? null]).toEqual([status, code, field]);
    expect(answer.error.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(answer.text).not.toMatch(/node_modules|\bat \S+ \(|select |alert/);
    expect(await orders.rowCounts()).toEqual(before);
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])(
    'a body of %s',
    async (type) => {
      const { status, error } = await orders.post('{"orderId":"x","amount":"1"}', {
        headers: { 'content-type': type },
      });
      expect([status, error.code]).toEqual([415, 'UNSUPPORTED_MEDIA_TYPE']);
    },
  );

  it('in GraphQL, with the place in the input', async () => {
    const before = await orders.rowCounts();
    const answers = await Promise.all([
      orders.register({ orderId: orders.newId(), amount: '-1' }),
      orders.register({ orderId: orders.newId(), amount: '1', late: { policy: 'ACCEPT' } }),
      orders.register({ orderId: orders.newId(), amount: '1', payee: BOB }),
    ]);
    expect(answers.map(({ errors }) => errors?.[0]?.extensions)).toEqual([
      { code: 'INVALID_AMOUNT', field: 'input.amount' },
      { code: 'BAD_USER_INPUT', field: 'input.late.blocks' },
      { code: 'PAYEE_NOT_REGISTERED', field: 'input.payee' },
    ]);
    expect(await orders.rowCounts()).toEqual(before);
  });

  it('of duplicate keys in GraphQL variables', async () => {
    const response = await fetch(`${orders.gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${orders.shop.secretKey}` },
      body: `{"query":${JSON.stringify(REGISTER)},"variables":{"input":{"orderId":"d","amount":"1","amount":"2"}}}`,
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'DUPLICATE_KEY' } }] });
  });

  it('while nothing is indexed', async () => {
    await orders.index.client.query(`delete from chain._metadata`);
    const { status, error } = await orders.post({ orderId: orders.newId(), amount: '1' });
    await orders.index.setMetadata({ lastProcessedHeight: HEIGHT });
    expect([status, error.code]).toEqual([503, 'INDEX_NOT_READY']);
  });
});

describe('who may', () => {
  it.each<[string, () => Promise<string | null>, number, string]>([
    ['nobody without a key', () => Promise.resolve(null), 401, 'UNAUTHENTICATED'],
    ['no read-only key', () => Promise.resolve(orders.shop.readKey), 403, 'FORBIDDEN'],
    ['not the operator', () => createTestOperator(orders.till), 403, 'FORBIDDEN'],
  ])('%s', async (_who, keyOf, status, code) => {
    const orderId = orders.newId();
    await orders.post({ orderId, amount: '1' });
    const [key, before] = [await keyOf(), await orders.rowCounts()];
    const answers = [
      await orders.post({ orderId: orders.newId(), amount: '1' }, { key }),
      await orders.post(undefined, { key, path: `/${orderId}/cancel` }),
      await orders.post({ as: 'SETTLED', reason: 'x' }, { key, path: `/${orderId}/mark` }),
    ];
    expect(answers.map((answer) => [answer.status, answer.error.code])).toEqual(
      Array.from({ length: 3 }, () => [status, code]),
    );
    for (const field of [
      'cancelOrder(orderId: "x")',
      'assignPayment(transferId: "1-1", orderId: "x")',
      'markOrder(orderId: "x", as: SETTLED, reason: "x")',
    ]) {
      const { errors } = await orders.gateway.ask(
        `mutation { ${field} { id } }`,
        {},
        '/graphql',
        key ?? undefined,
      );
      expect(errors?.[0]?.extensions.code).toBe(code);
    }
    expect(await orders.rowCounts()).toEqual(before);
  });

  it.each([
    ['REFERENCE', 0],
    ['ADDRESS', 10],
  ])('only on an account that is the merchant’s at that moment, in mode %s', async (mode, fromHeight) => {
    const merchant = await createTestMerchant(orders.till, { accounts: [CHARLIE], fromHeight });
    const terms = { orderId: orders.newId(), amount: '1', mode };
    const released = orders.till.transaction().execute(async (transaction) => {
      await transaction
        .updateTable('accounts')
        .set({ toHeight: fromHeight + 10 })
        .where('account', '=', parseAccount(CHARLIE))
        .where('toHeight', 'is', null)
        .execute();
      const answer = orders.post(terms, { key: merchant.secretKey });
      await Promise.race([answer, somebodyWaits()]);
      return { answer };
    });
    expect(await (await released).answer).toMatchObject({
      status: 400,
      error: { code: 'PAYEE_NOT_REGISTERED' },
    });
  });

  /** Until a statement waits for a lock. */
  async function somebodyWaits(): Promise<boolean> {
    for (;;) {
      const { rows } = await orders.index.client.query<{ count: number }>(
        `select count(*)::int from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      if (rows[0]?.count !== 0) return true;
      await delay(20);
    }
  }

  it('names the account where the merchant has several', async () => {
    const merchant = await createTestMerchant(orders.till, { accounts: [CHARLIE, DAVE], fromHeight: HEIGHT });
    const terms = { orderId: orders.newId(), amount: '1' };
    expect((await orders.post(terms, { key: merchant.secretKey })).error).toMatchObject({
      field: 'payee',
      code: 'BAD_USER_INPUT',
    });
    expect((await orders.post({ ...terms, payee: DAVE }, { key: merchant.secretKey })).order['payee']).toBe(
      DAVE,
    );
    const open = releaseAccount(
      orders.till,
      { merchantId: merchant.merchantId, account: parseAccount(DAVE), indexedHeight: HEIGHT },
      TEST_ACTOR,
    );
    await expect(open).rejects.toMatchObject({ code: 'ACCOUNT_IN_USE' });
  });
});
