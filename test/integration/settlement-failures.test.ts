/** Payments that failed on the chain, and the orders that they were for: real Postgres, the real step. */
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { insertFailedPayments, type GivenFailure } from '../support/failed-payments.js';
import { createTestSettlement, payment, type TestSettlement } from '../support/settlement.js';

let world: TestSettlement;
let shop: string;
beforeEach(async () => {
  world = await createTestSettlement();
  shop = await world.merchant(BOB);
});
afterEach(() => world.close());

const failures = (...given: GivenFailure[]): Promise<void> => insertFailedPayments(world.index.client, given);
const attempt = (blockNumber: number, given: Partial<GivenFailure> = {}): GivenFailure => ({
  blockNumber,
  to: BOB,
  reference: 'A-1',
  ...given,
});

async function recorded(): Promise<string[]> {
  const rows = await world.till
    .selectFrom('orderFailures')
    .select('failureId')
    .orderBy('blockNumber')
    .orderBy('ordinal')
    .execute();
  return rows.map(({ failureId }) => failureId);
}

const stored = () => world.till.selectFrom('events').selectAll().orderBy('cursor').execute();

describe('a payment that failed', () => {
  it('is told of its order, with why, and the order is open still and can be paid', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    await failures(attempt(2));
    await world.block(2);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({
      status: 'open',
      received: '0',
      flags: ['failedAttempt'],
    });
    expect(await world.events(order)).toEqual(['order.created', 'order.payment.failed']);
    const body = JSON.parse((await stored())[1]?.body ?? '') as { data: object };
    expect(body.data).toMatchObject({
      order: { id: order, status: 'open', missing: '1000', flags: ['failedAttempt'] },
      failure: {
        failureId: '2-0',
        payer: ALICE,
        payee: BOB,
        amount: '1000',
        symbol: 'LLD',
        reference: 'A-1',
        how: 'extrinsic',
        outcome: 'reverted',
        error: {
          pallet: 'Balances',
          name: 'InsufficientBalance',
          documentation: 'Balance too low to send value.',
        },
        fee: '157',
        blockNumber: 2,
        blockTime: '2026-01-02T03:04:05.000Z',
      },
    });
    await world.block(3, [payment(BOB, 1000n, 'A-1')]);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ status: 'settled', flags: ['failedAttempt'] });
  });

  it('comes before the payment of a later block and after one of its own, whatever is read when', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    await failures(attempt(2), attempt(3), attempt(4));
    await world.block(9, [
      payment(BOB, 400n, 'A-1', { blockNumber: 3 }),
      payment(BOB, 600n, 'A-1', { blockNumber: 4 }),
    ]);
    await world.settle();
    // By block 4 the order is paid: what fails then is of no interest.
    expect(await world.events(order)).toEqual([
      'order.created',
      'order.payment.failed',
      'order.partially_paid',
      'order.payment.failed',
      'order.settled',
    ]);
    expect(await recorded()).toEqual(['2-0', '3-0']);
  });

  it('is each its own event, also in one block', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    await failures(attempt(2), attempt(2, { ordinal: 1, outcome: 'skipped', value: null, from: null }));
    await world.block(2);
    await world.settle();
    expect(await world.events(order)).toEqual([
      'order.created',
      'order.payment.failed',
      'order.payment.failed',
    ]);
    expect(await recorded()).toEqual(['2-0', '2-1']);
  });

  it('before the registration is told when the order is taken up, inside its window', async () => {
    await failures(attempt(2), attempt(5));
    await world.block(6);
    await world.settle();
    expect(await stored()).toEqual([]);
    const order = await world.order({ merchantId: shop, payee: BOB, windowFrom: 4 });
    await world.settle();
    expect(await world.events(order)).toEqual(['order.created', 'order.payment.failed']);
    expect(await recorded()).toEqual(['5-0']);
  });

  it('to an address of its own is the order’s, whatever it names', async () => {
    const order = await world.order({ merchantId: shop, payee: CHARLIE, owner: BOB, mode: 'address' });
    await failures(attempt(2, { to: CHARLIE, reference: null }));
    await world.block(2);
    await world.settle();
    expect(await world.events(order)).toEqual(['order.created', 'order.payment.failed']);
  });

  it('of an order that is paid, expired or canceled is none of its business', async () => {
    const paid = await world.order({ merchantId: shop, payee: BOB, reference: 'paid' });
    const expired = await world.order({ merchantId: shop, payee: BOB, reference: 'old', expiryHeight: 3 });
    const canceled = await world.order({ merchantId: shop, payee: BOB, reference: 'canceled' });
    await world.block(2, [payment(BOB, 1000n, 'paid')]);
    await world.settle();
    await world.command('cancel', shop, canceled);
    await world.settle();
    await failures(
      attempt(5, { reference: 'paid' }),
      attempt(5, { reference: 'old', ordinal: 1 }),
      attempt(5, { reference: 'canceled', ordinal: 2 }),
    );
    await world.block(5);
    await world.settle();
    expect(await world.events()).not.toContain('order.payment.failed');
    for (const order of [paid, expired, canceled]) {
      expect(await world.readOrder(order)).toMatchObject({ flags: [] });
    }
  });

  it('with nobody’s key, between the merchant’s accounts, or to nobody known is nobody’s', async () => {
    await world.account(shop, CHARLIE);
    const rival = await world.merchant(ALICE);
    await world.order({ merchantId: shop, payee: BOB });
    await world.order({ merchantId: rival, payee: ALICE, reference: 'A-2' });
    await failures(
      attempt(2, { reference: null }),
      attempt(2, { ordinal: 1, reference: 'A-2' }),
      attempt(2, { ordinal: 2, from: CHARLIE }),
      attempt(2, { ordinal: 3, from: BOB }),
      attempt(2, { ordinal: 4, to: null }),
    );
    await world.block(2);
    await world.settle();
    expect(await recorded()).toEqual([]);
    expect(await world.events()).toEqual(['order.created', 'order.created']);
  });

  it('is a fact, which the database keeps as it is', async () => {
    await world.order({ merchantId: shop, payee: BOB });
    await failures(attempt(2));
    await world.block(2);
    await world.settle();
    await expect(world.till.deleteFrom('orderFailures').execute()).rejects.toThrow(/is a fact/);
  });
});

describe('an index that is made anew', () => {
  it('says nothing of a failed payment a second time, and goes on with the next', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    await failures(attempt(2));
    await world.block(4);
    await world.settle();
    const before = await stored();
    await world.index.rebuild();
    expect(await world.settle()).toMatchObject({ state: 'rebuilding' });
    await failures(attempt(2));
    await world.block(4);
    expect(await world.settle()).toMatchObject({ state: 'settling', settledHeight: 4 });
    expect(await stored()).toEqual(before);
    await failures(attempt(5));
    await world.block(5);
    await world.settle();
    expect((await stored()).slice(0, before.length)).toEqual(before);
    expect(await world.events(order)).toEqual([
      'order.created',
      'order.payment.failed',
      'order.payment.failed',
    ]);
  });

  it('by a version that knows of none settles money all the same', async () => {
    await world.index.client.query('drop table chain.failed_payments');
    const order = await world.order({ merchantId: shop, payee: BOB });
    await world.block(8, [payment(BOB, 1000n, 'A-1', { blockNumber: 2 })]);
    expect(await world.settle()).toMatchObject({ state: 'settling', settledHeight: 8 });
    expect(await world.readOrder(order)).toMatchObject({ status: 'settled' });
  });

  it('gives two tills of the same orders the same ids of events', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    await failures(attempt(2), attempt(2, { ordinal: 1 }));
    await world.block(2);
    await world.settle();
    const ids = (await stored()).map(({ id }) => id);
    expect(new Set(ids).size).toBe(3);
    // As after a restore from before the failure: the same chain, told again.
    await world.till.updateTable('instance').set({ settledHeight: 1, cursor: '1' }).execute();
    await world.index.client.query(
      `delete from till.events where cursor > 1; alter table till.order_failures disable trigger all;
       delete from till.order_failures; update till.orders set failed_attempts = 0, flags = '{}', sequence = 1`,
    );
    await world.settle();
    expect((await stored()).map(({ id }) => id)).toEqual(ids);
    expect(await world.events(order)).toHaveLength(3);
  });
});

it('a block of more failed payments than a step takes is taken whole, block by block', async () => {
  const order = await world.order({ merchantId: shop, payee: BOB });
  const many = [2, 3].flatMap((block) =>
    Array.from({ length: 600 }, (_one, ordinal) => attempt(block, { ordinal })),
  );
  await failures(...many);
  await world.block(4);
  await world.settle();
  expect(await recorded()).toHaveLength(1_200);
  expect((await world.events(order)).filter((type) => type === 'order.payment.failed')).toHaveLength(20);
});
