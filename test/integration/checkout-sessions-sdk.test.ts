/** Checkout sessions by the SDK, and as they are stored. */
import { Gateway, GatewayError, type CheckoutSession } from '../../src/client/index.js';
import type { viewSessions } from '../../src/gateway/rest/checkout-sessions/view.js';
import { addSession, drawSessionId } from '../../src/store/till/checkout-sessions.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { silent } from '../support/gateway.js';
import { openSessionTill, type SessionTill } from '../support/checkout-sessions.js';
import { insertOrders } from '../support/till-rows.js';

let till: SessionTill;
let shop: Gateway;
beforeAll(async () => {
  till = await openSessionTill();
  shop = new Gateway({ apiKey: till.shop.secretKey, baseUrl: till.gateway.url });
}, 60_000);
afterAll(() => till.close());

const codeOf = (of: Promise<unknown>): Promise<unknown> =>
  of.then(
    () => null,
    (error: unknown) => (error instanceof GatewayError ? [error.code, error.status, error.field] : error),
  );

/** What is not so does not compile. */
type View = Awaited<ReturnType<typeof viewSessions>>[number];
const SAME_FIELDS: [keyof View] extends [keyof CheckoutSession]
  ? [keyof CheckoutSession] extends [keyof View]
    ? true
    : never
  : never = true;

describe('the SDK', () => {
  it('opens, reads, lists and ends sessions', async () => {
    expect(SAME_FIELDS).toBe(true);
    const line_items = [{ name: 'Coffee', quantity: 2, unit_amount: '4.25' }] as const;
    const made = await shop.checkout.sessions.create({ line_items, client_reference_id: 'sdk' });
    expect(made).toMatchObject({ amount: '8.5', status: 'open', payment_status: 'unpaid', line_items });
    expect(await shop.checkout.sessions.retrieve(made.id)).toEqual(made);
    const { data, has_more: more } = await shop.checkout.sessions.list({
      client_reference_id: 'sdk',
      status: 'open',
      limit: 1,
    });
    expect([data, more]).toEqual([[made], false]);
    const ended = await till.settleWhile(shop.checkout.sessions.expire(made.id));
    expect(ended).toEqual({ ...made, status: 'expired', order_status: 'CANCELED' });
    const refused = till.settleWhile(shop.checkout.sessions.expire(made.id));
    expect(await codeOf(refused)).toEqual(['ORDER_NOT_OPEN', 409, null]);
  });

  it('opens one session where the answer is lost', async () => {
    let calls = 0;
    const forgetful = new Gateway({
      apiKey: till.shop.secretKey,
      baseUrl: till.gateway.url,
      async fetch(url, init) {
        const response = await fetch(url, init);
        calls += 1;
        if (calls < 3) throw new TypeError('the answer was lost');
        return response;
      },
    });
    await forgetful.checkout.sessions.create({ amount: '1', client_reference_id: 'lost' });
    expect((await shop.checkout.sessions.list({ client_reference_id: 'lost' })).data).toHaveLength(1);
    expect(calls).toBe(3);
  });

  it('says what is wrong', async () => {
    const { sessions } = shop.checkout;
    expect(await codeOf(sessions.create({}))).toEqual(['BAD_USER_INPUT', 400, 'amount']);
    expect(await codeOf(sessions.retrieve('../orders'))).toEqual(['BAD_USER_INPUT', null, 'id']);
    expect(await codeOf(sessions.retrieve(drawSessionId()))).toEqual(['SESSION_NOT_FOUND', 404, null]);
  });
});

describe('the table of sessions', () => {
  it('is there once, whoever migrates again', async () => {
    expect(await migrateTill({ url: till.index.database.url, log: silent })).toEqual([]);
    const { rows } = await till.index.client.query<{ name: string }>(
      'select name from till.migrations order by name',
    );
    expect(rows.map(({ name }) => name)).toContain('0004-checkout');
  });

  it('takes one session for an order, under an id that nobody guesses', async () => {
    const { merchantId } = till.shop;
    const [order] = await insertOrders(till.till, [{ merchantId }]);
    const add = (id: string, orderId = order?.id ?? '') =>
      till.till.transaction().execute((transaction) =>
        addSession(transaction, {
          id,
          merchantId,
          orderId,
          clientReferenceId: null,
          lineItems: null,
          expiresAt: new Date(),
          createdAt: new Date(),
        }),
      );
    await expect(add('cs_1')).rejects.toThrow(/checkout_sessions_id_check/);
    await expect(add(drawSessionId(), '00000000-0000-4000-8000-000000000000')).rejects.toThrow(
      /order_id_fkey/,
    );
    await add(drawSessionId());
    await expect(add(drawSessionId())).rejects.toThrow(/order_id_key/);
  });
});
