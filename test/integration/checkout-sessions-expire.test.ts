/** Ending a checkout session, and payments that come at the same time. */
import { openSessionTill, type SessionTill } from '../support/checkout-sessions.js';
import { ALICE } from '../support/accounts.js';

const LLD = 10n ** 12n;

let till: SessionTill;
beforeAll(async () => {
  till = await openSessionTill();
}, 60_000);
afterAll(() => till.close());

const open = async (more: object = {}) => (await till.send('POST', '', { amount: '5', ...more })).body;

describe('POST /v1/checkout/sessions/{id}/expire', () => {
  it('cancels the order, once', async () => {
    const { id } = await open();
    const headers = { 'idempotency-key': `expire ${id}` };
    const expired = await till.settleWhile(till.send('POST', `/${id}/expire`, {}, undefined, headers));
    expect(expired).toMatchObject({
      status: 200,
      body: { id, status: 'expired', payment_status: 'unpaid', order_status: 'CANCELED' },
    });
    expect(await till.send('POST', `/${id}/expire`, {}, undefined, headers)).toEqual(expired);
    const again = await till.settleWhile(till.send('POST', `/${id}/expire`));
    expect([again.status, again.body.error.code]).toEqual([409, 'ORDER_NOT_OPEN']);
  });

  it('comes too late for a payment that is in a block before it, and the other way round', async () => {
    const paid = await open({ order_id: 'race-1' });
    const half = await open({ order_id: 'race-2' });
    const asked = [paid, half].map(({ id }) => till.send('POST', `/${id}/expire`));
    await till.block(
      { to: ALICE, value: 5n * LLD, reference: 'race-1' },
      { to: ALICE, value: 2n * LLD, reference: 'race-2' },
    );
    const answers = await till.settleWhile(Promise.all(asked));
    expect(answers.map(({ status, body }) => [status, body.error.code])).toEqual([
      [409, 'ORDER_NOT_OPEN'],
      [409, 'ORDER_HAS_PAYMENT'],
    ]);
    expect((await till.send('GET', `/${paid.id}`)).body).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
    });
    expect((await till.send('GET', `/${half.id}`)).body).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
    });

    const { id } = await open({ order_id: 'race-3' });
    await till.settleWhile(till.send('POST', `/${id}/expire`));
    await till.block({ to: ALICE, value: 5n * LLD, reference: 'race-3' });
    await till.settle();
    expect((await till.send('GET', `/${id}`)).body).toMatchObject({
      status: 'expired',
      payment_status: 'unpaid',
    });
  });
});
