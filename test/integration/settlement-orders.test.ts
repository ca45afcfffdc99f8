/** What becomes of orders, by what is indexed and asked for: real Postgres, the real step. */
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { createTestSettlement, payment, type TestSettlement } from '../support/settlement.js';

let world: TestSettlement;
let shop: string;
beforeEach(async () => {
  world = await createTestSettlement((asset) => (asset === null ? 5n : 0n));
  shop = await world.merchant(BOB);
});
afterEach(() => world.close());

async function inbox(): Promise<{ transferId: string; reason: string | null; orderId: string | null }[]> {
  return world.till
    .selectFrom('payments')
    .select(['transferId', 'reason', 'orderId'])
    .where('inbox', '=', 'waiting')
    .orderBy('blockNumber')
    .orderBy('eventIndex')
    .execute();
}

async function outcome(id: string): Promise<{ outcome: string | null; refusalCode: string | null }> {
  return world.till
    .selectFrom('commands')
    .select(['outcome', 'refusalCode'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
}

describe('an order', () => {
  it('is open until its amount is final, and settled then, once', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    await world.block(1);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ status: 'open', amountState: 'none' });

    await world.block(2, [payment(BOB, 1000n, 'A-1')]);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({
      status: 'settled',
      amountState: 'exact',
      received: '1000',
      settledHeight: 2,
      flags: [],
    });
    await world.block(3);
    await world.settle();
    expect(await world.events()).toEqual(['order.created', 'order.settled']);
  });

  it('is told of in events with ids of their own, cursors without gaps, and its sequence from 1', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    await world.block(1, [payment(BOB, 400n, 'A-1')]);
    await world.settle();
    await world.block(2, [payment(BOB, 700n, 'A-1')]);
    await world.settle();
    const rows = await world.till.selectFrom('events').selectAll().orderBy('cursor').execute();
    expect(rows.map(({ cursor, sequence, type, orderId }) => [cursor, sequence, type, orderId])).toEqual([
      ['1', 1, 'order.created', order],
      ['2', 2, 'order.partially_paid', order],
      ['3', 3, 'order.settled', order],
      ['4', 4, 'order.overpaid', order],
    ]);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(4);
    const body = JSON.parse(rows[2]?.body ?? '{}') as { data: unknown; id: string };
    expect(body.id).toBe(rows[2]?.id);
    expect(body.data).toMatchObject({
      order: {
        id: order,
        status: 'settled',
        expected: '1000',
        received: '1100',
        missing: '0',
        excess: '100',
        asset: null,
      },
      payment: { transferId: '2-0', value: '700', blockNumber: 2, finality: 'finalized' },
    });
  });

  it('is settled from its minimum on, where it has a tolerance', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB, toleranceBp: 100 });
    await world.block(1, [payment(BOB, 990n, 'A-1')]);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ status: 'settled', amountState: 'exact' });
  });

  it('takes several payments together, also in one block and one extrinsic', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    await world.block(1, [
      payment(BOB, 300n, 'A-1', { eventIndex: 1 }),
      payment(BOB, 300n, 'A-1', { eventIndex: 4 }),
    ]);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({
      status: 'open',
      amountState: 'under',
      received: '600',
      flags: ['multiple'],
    });
    await world.block(2, [payment(BOB, 400n, 'A-1')]);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ status: 'settled', paymentCount: 3 });
  });

  it('expires at its last block, after the payments in that block', async () => {
    const paid = await world.order({ merchantId: shop, payee: BOB, reference: 'paid', expiryHeight: 5 });
    const unpaid = await world.order({ merchantId: shop, payee: BOB, reference: 'unpaid', expiryHeight: 5 });
    await world.block(4);
    await world.settle();
    expect(await world.readOrder(unpaid)).toMatchObject({ status: 'open' });
    await world.block(9, [payment(BOB, 1000n, 'paid', { blockNumber: 5 })]);
    await world.settle();
    expect(await world.readOrder(paid)).toMatchObject({ status: 'settled', flags: [] });
    expect(await world.readOrder(unpaid)).toMatchObject({ status: 'expired' });
    expect(await world.events(unpaid)).toEqual(['order.created', 'order.expired']);
  });

  it('keeps late money apart, and counts it when the merchant says so', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB, expiryHeight: 5 });
    await world.block(6, [payment(BOB, 1000n, 'A-1')]);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({
      status: 'expired',
      received: '0',
      held: '1000',
      flags: ['late'],
    });
    expect(await world.events(order)).toEqual(['order.created', 'order.expired', 'order.paid_late']);
    expect(await inbox()).toEqual([{ transferId: '6-0', reason: 'late', orderId: order }]);

    await world.command('assign', shop, order, { transferId: '6-0' });
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({
      status: 'settled',
      received: '1000',
      held: '0',
      flags: ['late', 'manual'],
    });
    expect(await inbox()).toEqual([]);
  });

  it('accepts late money for as many blocks as its terms say', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB, expiryHeight: 5, late: 3 });
    await world.block(9, [
      payment(BOB, 600n, 'A-1', { blockNumber: 8 }),
      payment(BOB, 400n, 'A-1', { blockNumber: 9 }),
    ]);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ status: 'expired', received: '600', held: '400' });
    const other = await world.order({
      merchantId: shop,
      payee: BOB,
      reference: 'A-2',
      expiryHeight: 12,
      late: 3,
    });
    await world.block(15, [payment(BOB, 1000n, 'A-2')]);
    await world.settle();
    expect(await world.readOrder(other)).toMatchObject({ status: 'settled', flags: ['late'] });
    expect(await world.events(other)).toEqual([
      'order.created',
      'order.expired',
      'order.paid_late',
      'order.settled',
    ]);
  });

  it('names money in another asset, and holds it', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    await world.block(1, [], [{ ...payment(BOB, 1000n, 'A-1'), asset: '1' }]);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ status: 'open', held: '0', flags: ['wrongAsset'] });
    expect(await inbox()).toEqual([{ transferId: '1-0', reason: 'wrong_asset', orderId: order }]);
    const assigned = await world.command('assign', shop, order, { transferId: '1-0' });
    await world.settle();
    expect(await outcome(assigned)).toEqual({ outcome: 'refused', refusalCode: 'WRONG_ASSET' });
  });

  it('is not paid by a transfer from before its window', async () => {
    await world.block(3, [payment(BOB, 1000n, 'A-1')]);
    await world.settle();
    const order = await world.order({ merchantId: shop, payee: BOB, windowFrom: 4 });
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ status: 'open', flags: ['beforeWindow'] });
    expect(await inbox()).toEqual([{ transferId: '3-0', reason: 'before_window', orderId: order }]);
  });

  it('takes up what was paid inside its window before it was registered', async () => {
    await world.block(3, [payment(BOB, 1000n, 'A-1')]);
    await world.settle();
    expect(await world.events()).toEqual(['transfer.unmatched']);
    const order = await world.order({ merchantId: shop, payee: BOB, windowFrom: 2 });
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ status: 'settled', settledHeight: 3 });
    expect(await inbox()).toEqual([]);
  });

  it('is canceled only while nothing was paid, and money after that goes to the inbox', async () => {
    const [free, begun] = [
      await world.order({ merchantId: shop, payee: BOB, reference: 'free' }),
      await world.order({ merchantId: shop, payee: BOB, reference: 'begun' }),
    ];
    await world.block(1, [payment(BOB, 10n, 'begun')]);
    await world.settle();
    const [yes, no] = [await world.command('cancel', shop, free), await world.command('cancel', shop, begun)];
    await world.settle();
    expect(await outcome(yes)).toEqual({ outcome: 'applied', refusalCode: null });
    expect(await outcome(no)).toEqual({ outcome: 'refused', refusalCode: 'ORDER_HAS_PAYMENT' });
    await world.block(2, [payment(BOB, 1000n, 'free')]);
    await world.settle();
    expect(await world.readOrder(free)).toMatchObject({ status: 'canceled', held: '1000' });
    expect(await world.events(free)).toEqual(['order.created', 'order.canceled', 'order.canceled_paid']);
    expect(await inbox()).toEqual([{ transferId: '2-0', reason: 'order_canceled', orderId: free }]);
  });

  it('is marked by hand, with who and why in the audit log', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    await world.block(1);
    await world.command('mark', shop, order, { as: 'invalid', reason: 'fraud' });
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ status: 'invalid', flags: ['manual'] });
    const log = await world.till
      .selectFrom('auditLog')
      .select(['actor', 'action', 'before', 'after'])
      .where('subjectId', '=', order)
      .execute();
    expect(log).toMatchObject([
      {
        actor: 'key_test',
        action: 'order.invalid',
        before: { status: 'open' },
        after: { status: 'invalid', reason: 'fraud' },
      },
    ]);
  });

  it('of an address is paid by any transfer to it, whatever its remark', async () => {
    const order = await world.order({ merchantId: shop, payee: CHARLIE, owner: BOB, mode: 'address' });
    await world.block(1, [payment(CHARLIE, 600n, null), payment(CHARLIE, 400n, 'stray', { eventIndex: 3 })]);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ status: 'settled', flags: ['multiple'] });
  });

  it('sums dust without a word, and settles by it at the latest when it would expire', async () => {
    const order = await world.order({
      merchantId: shop,
      payee: BOB,
      amount: 8n,
      dust: 5n,
      expiryHeight: 4,
    });
    await world.block(2, [
      payment(BOB, 4n, 'A-1'),
      payment(BOB, 4n, 'A-1', { eventIndex: 1 }),
      payment(BOB, 4n, null, { eventIndex: 2 }),
    ]);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ status: 'open', received: '8' });
    expect(await world.events()).toEqual(['order.created']);
    await world.block(4);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ status: 'settled' });
  });
});

describe('money that no order claims', () => {
  it('waits in the inbox, told of once, with its reason', async () => {
    await world.block(1, [
      payment(BOB, 50n, null),
      payment(BOB, 50n, 'nobody', { eventIndex: 1 }),
      payment(BOB, 50n, null, { eventIndex: 2, pairing: 'ambiguous' }),
      payment(CHARLIE, 50n, null, { eventIndex: 3 }),
      payment(ALICE, 50n, null, { eventIndex: 4, fromId: BOB }),
    ]);
    await world.settle();
    await world.settle();
    expect(await inbox()).toEqual([
      { transferId: '1-0', reason: 'no_reference', orderId: null },
      { transferId: '1-1', reason: 'unknown_reference', orderId: null },
      { transferId: '1-2', reason: 'ambiguous', orderId: null },
    ]);
    expect(await world.events()).toEqual(Array(3).fill('transfer.unmatched'));
  });

  it('is neither a payment nor unmatched between accounts of one merchant', async () => {
    await world.account(shop, ALICE);
    const order = await world.order({ merchantId: shop, payee: BOB });
    await world.block(1, [
      payment(BOB, 1000n, 'A-1', { fromId: ALICE }),
      payment(BOB, 1000n, 'A-1', { fromId: BOB, eventIndex: 1 }),
    ]);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ status: 'open', received: '0' });
    expect(await inbox()).toEqual([]);
  });

  it("from before the account was the merchant's is none of its business", async () => {
    await world.block(5, [payment(CHARLIE, 50n, 'old', { blockNumber: 2 })]);
    await world.settle();
    await world.account(shop, CHARLIE, 4);
    await world.settle();
    expect(await inbox()).toEqual([]);
    expect(await world.events()).toEqual([]);
  });

  it('can be assigned to an order, by its merchant alone, and only once', async () => {
    const rival = await world.merchant(CHARLIE);
    const order = await world.order({ merchantId: shop, payee: BOB });
    const theirs = await world.order({ merchantId: rival, payee: CHARLIE });
    await world.block(1, [payment(BOB, 1000n, null)]);
    await world.settle();
    const steal = await world.command('assign', rival, theirs, { transferId: '1-0' });
    const meddle = await world.command('cancel', rival, order);
    const first = await world.command('assign', shop, order, { transferId: '1-0' });
    const again = await world.command('assign', shop, order, { transferId: '1-0' });
    await world.settle();
    expect(await outcome(steal)).toEqual({ outcome: 'refused', refusalCode: 'PAYMENT_NOT_WAITING' });
    expect(await outcome(meddle)).toEqual({ outcome: 'refused', refusalCode: 'ORDER_NOT_FOUND' });
    expect(await outcome(first)).toEqual({ outcome: 'applied', refusalCode: null });
    expect(await outcome(again)).toEqual({ outcome: 'refused', refusalCode: 'PAYMENT_NOT_WAITING' });
    expect(await world.readOrder(order)).toMatchObject({ status: 'settled', flags: ['manual'] });
  });

  it('can be assigned in the very step that finds it, and pays one order alone', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    const other = await world.order({ merchantId: shop, payee: BOB, reference: 'B-1' });
    await world.settle();
    await world.block(1, [payment(BOB, 1000n, null)]);
    await world.command('assign', shop, order, { transferId: '1-0' });
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ status: 'settled', received: '1000' });
    expect(await inbox()).toEqual([]);
    const again = await world.command('assign', shop, other, { transferId: '1-0' });
    await world.settle();
    expect(await outcome(again)).toEqual({ outcome: 'refused', refusalCode: 'PAYMENT_NOT_WAITING' });
    expect(await world.readOrder(other)).toMatchObject({ status: 'open', received: '0' });
  });

  it('that named an expired order can pay another, which the first then no longer holds', async () => {
    const old = await world.order({ merchantId: shop, payee: BOB, reference: 'old', expiryHeight: 2 });
    const young = await world.order({ merchantId: shop, payee: BOB, reference: 'young' });
    await world.block(3, [payment(BOB, 1000n, 'old')]);
    await world.settle();
    await world.command('assign', shop, young, { transferId: '3-0' });
    await world.settle();
    expect(await world.readOrder(old)).toMatchObject({ status: 'expired', held: '0', received: '0' });
    expect(await world.readOrder(young)).toMatchObject({ status: 'settled', received: '1000' });
  });
});

describe('a refund', () => {
  const reference = 'refund.00112233445566778899aabbccddeeff';
  async function plan(transferId: string, amount: string): Promise<string> {
    return world.command('refund', shop, null, {
      refundId: '00000000-0000-4000-8000-000000000001',
      transferId,
      destination: payment(ALICE, 1n, null).toId,
      payer: payment(BOB, 1n, null).toId,
      amount,
      reference,
    });
  }

  it('is recorded when the planned account got the planned asset from the merchant, and nothing else is', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    await world.block(1, [payment(BOB, 1500n, 'A-1')]);
    await world.settle();
    const planned = await plan('1-0', '500');
    await world.settle();
    expect(await outcome(planned)).toEqual({ outcome: 'applied', refusalCode: null });
    expect(await world.readOrder(order)).toMatchObject({ status: 'settled', refundState: 'pending' });

    await world.block(2, [
      // Forged by the buyer, and sent to himself by a stranger.
      payment(BOB, 500n, reference, { fromId: CHARLIE }),
      payment(ALICE, 500n, reference, { fromId: CHARLIE, eventIndex: 1 }),
      // To another account than planned.
      payment(CHARLIE, 500n, reference, { fromId: BOB, eventIndex: 2 }),
    ]);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({ refundState: 'pending', refunded: '0' });
    expect(await inbox()).toMatchObject([{ transferId: '2-0' }]);

    await world.block(3, [payment(ALICE, 500n, reference, { fromId: BOB })]);
    await world.settle();
    expect(await world.readOrder(order)).toMatchObject({
      status: 'settled',
      refundState: 'partial',
      refunded: '500',
    });
    expect(await world.events(order)).toEqual([
      'order.created',
      'order.settled',
      'order.overpaid',
      'refund.unexpected',
      'order.refunded',
    ]);
  });

  it('cannot give back more than came, nor be open twice for one payment', async () => {
    await world.block(1, [payment(BOB, 100n, null)]);
    await world.settle();
    const large = await plan('1-0', '101');
    const first = await plan('1-0', '100');
    const second = await plan('1-0', '1');
    await world.settle();
    expect(await outcome(large)).toMatchObject({ refusalCode: 'REFUND_TOO_LARGE' });
    expect(await outcome(first)).toMatchObject({ outcome: 'applied' });
    expect(await outcome(second)).toMatchObject({ refusalCode: 'REFUND_OPEN' });
    await world.block(2, [payment(ALICE, 100n, reference, { fromId: BOB })]);
    await world.settle();
    const row = await world.till
      .selectFrom('payments')
      .select(['inbox', 'resolved'])
      .where('transferId', '=', '1-0')
      .executeTakeFirst();
    expect(row).toEqual({ inbox: null, resolved: 'refunded' });
  });
});

describe('the step', () => {
  it('goes on past an order that cannot be stored, and keeps its money in the inbox', async () => {
    const bad = await world.order({ merchantId: shop, payee: BOB, reference: 'bad' });
    const good = await world.order({ merchantId: shop, payee: BOB, reference: 'good' });
    await world.settle();
    // The next event of this one overflows its column.
    await world.block(0);
    await world.settle();
    await world.till.updateTable('orders').set({ sequence: 2_147_483_647 }).where('id', '=', bad).execute();
    await world.block(1, [payment(BOB, 1000n, 'bad'), payment(BOB, 1000n, 'good', { eventIndex: 1 })]);
    const { setAside } = await world.settle();
    expect(setAside.map(({ orders }) => orders)).toEqual([[bad]]);
    expect(await world.readOrder(good)).toMatchObject({ status: 'settled' });
    expect(await world.readOrder(bad)).toMatchObject({ status: 'open', received: '0' });
    expect((await world.readOrder(bad)).setAside).toMatch(/out of range/);
    expect(await inbox()).toEqual([{ transferId: '1-0', reason: 'order_set_aside', orderId: bad }]);
  });

  it('goes on past a command that cannot be stored, or not be read, and refuses it', async () => {
    await world.block(1, [payment(BOB, 100n, null), payment(BOB, 100n, null, { eventIndex: 1 })]);
    await world.settle();
    const refund = (transferId: string, refundId: string): Promise<string> =>
      world.command('refund', shop, null, {
        refundId,
        transferId,
        destination: payment(ALICE, 1n, null).toId,
        payer: payment(BOB, 1n, null).toId,
        amount: '1',
        reference: 'refund.00112233445566778899aabbccddeeff',
      });
    const good = await refund('1-0', '00000000-0000-4000-8000-000000000001');
    const twice = await refund('1-1', '00000000-0000-4000-8000-000000000002');
    const unreadable = await refund('1-1', 'no UUID');
    const order = await world.order({ merchantId: shop, payee: BOB });
    await world.block(2, [payment(BOB, 1000n, 'A-1')]);
    await world.settle();
    expect(await outcome(good)).toMatchObject({ outcome: 'applied' });
    expect(await outcome(twice)).toEqual({ outcome: 'refused', refusalCode: 'NOT_STORED' });
    expect(await outcome(unreadable)).toEqual({ outcome: 'refused', refusalCode: 'COMMAND_UNREADABLE' });
    expect(await world.readOrder(order)).toMatchObject({ status: 'settled' });
    expect(await inbox()).toMatchObject([{ transferId: '1-1' }]);
  });

  it('refuses a settler that no longer leads', async () => {
    await world.till.updateTable('instance').set({ epoch: '7' }).execute();
    await world.block(1);
    await expect(world.settle()).rejects.toMatchObject({ code: 'LEADERSHIP_LOST' });
  });

  it('pauses while the index is rebuilt, changes nothing by it, and goes on', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    const rows = [payment(BOB, 1000n, 'A-1', { blockNumber: 2 })];
    await world.block(5, rows);
    await world.settle();
    const before = await world.till.selectFrom('events').selectAll().execute();
    await world.index.rebuild();
    expect(await world.settle()).toMatchObject({ state: 'rebuilding', settledHeight: 5 });
    await world.block(3, rows);
    expect(await world.settle()).toMatchObject({ state: 'rebuilding' });
    await world.block(6);
    expect(await world.settle()).toMatchObject({ state: 'settling', settledHeight: 6 });
    expect(await world.readOrder(order)).toMatchObject({ status: 'settled', received: '1000' });
    expect(await world.till.selectFrom('events').selectAll().execute()).toEqual(before);
  });

  it.each([
    ['another value', [payment(BOB, 999n, 'A-1', { blockNumber: 2 })]],
    ['another block', [payment(BOB, 1000n, 'A-1', { blockNumber: 2, blockId: `0x${'9'.repeat(64)}` })]],
    ['nothing', []],
    [
      'a transfer more',
      [
        payment(BOB, 1000n, 'A-1', { blockNumber: 2 }),
        payment(BOB, 1000n, 'A-1', { blockNumber: 3, eventIndex: 1 }),
      ],
    ],
  ])('is stopped by an alarm where a rebuilt index has %s', async (_what, rebuilt) => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    await world.block(5, [payment(BOB, 1000n, 'A-1', { blockNumber: 2 })]);
    await world.settle();
    const before = await world.readOrder(order);
    await world.index.rebuild();
    await world.block(9, rebuilt);
    expect(await world.settle()).toMatchObject({ state: 'alarm', settledHeight: 5 });
    expect(await world.readOrder(order)).toEqual(before);
  });
});

describe('the database', () => {
  it.each([
    ['settled', 'open'],
    ['settled', 'expired'],
    ['expired', 'canceled'],
    ['canceled', 'settled'],
    ['invalid', 'settled'],
  ])('refuses to make a %s order %s', async (from, to) => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    const set = (status: string): Promise<unknown> =>
      world.till
        .updateTable('orders')
        .set({ status: status as 'open' })
        .where('id', '=', order)
        .execute();
    if (from === 'invalid') {
      await world.till
        .updateTable('orders')
        .set({ status: 'invalid', flags: ['manual'] })
        .where('id', '=', order)
        .execute();
      await world.till.updateTable('orders').set({ flags: [] }).where('id', '=', order).execute();
    } else {
      await set(from);
    }
    await expect(set(to)).rejects.toThrow(/cannot go from/);
  });

  it('refuses to change the terms of an order, or a payment', async () => {
    const order = await world.order({ merchantId: shop, payee: BOB });
    await world.block(1, [payment(BOB, 10n, 'A-1')]);
    await world.settle();
    await expect(
      world.till.updateTable('orders').set({ amount: 1n }).where('id', '=', order).execute(),
    ).rejects.toThrow(/terms/);
    await expect(world.till.deleteFrom('payments').execute()).rejects.toThrow(/is a fact/);
    await expect(world.till.updateTable('payments').set({ value: 1n }).execute()).rejects.toThrow(
      /is a fact/,
    );
  });
});
