/**
 * Whatever happened, in whatever steps: the replay of a till gives what the till holds. Orders are registered before and
 * after their payments, people decide about money, and several things at one height.
 */
import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { planSettlement } from '../../src/domain/settlement/plan.js';
import { notationOf } from '../../src/domain/events/notation.js';
import { checkReplay } from '../../src/settlement/replay/check.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { insertFailedPayments } from '../support/failed-payments.js';
import { network } from '../support/network.js';
import { createTestSettlement, payment, type TestSettlement } from '../support/settlement.js';

const DUST = 5n;
const dustOf = (asset: string | null): bigint => (asset === null ? DUST : 0n);
/** Most that happens is about what came last. */
const which = fc.nat({ max: 7 });
const act = <T extends string>(name: T) => fc.record({ act: fc.constant(name), which, other: which });
type Act = typeof acts extends fc.Arbitrary<readonly (infer One)[]> ? One : never;

const acts = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: act('order') },
    { weight: 8, arbitrary: act('pay') },
    { weight: 5, arbitrary: act('block') },
    { weight: 6, arbitrary: act('settle') },
    { weight: 2, arbitrary: act('fail') },
    { weight: 1, arbitrary: act('cancel') },
    { weight: 1, arbitrary: act('mark') },
    { weight: 3, arbitrary: act('assign') },
    { weight: 2, arbitrary: act('dismiss') },
    { weight: 2, arbitrary: act('refund') },
    { weight: 2, arbitrary: act('repay') },
    { weight: 1, arbitrary: act('cancelRefund') },
    { weight: 1, arbitrary: act('check') },
  ),
  { minLength: 250, maxLength: 250 },
);

interface Life {
  readonly world: TestSettlement;
  readonly shop: string;
  height: number;
  failures: number;
  readonly orders: string[];
  /** That are indexed, whether settlement has seen them or not. */
  readonly transfers: string[];
  readonly refunds: { readonly id: string; readonly reference: string; readonly to: string }[];
  waiting: {
    readonly value: bigint;
    readonly reference: string | null;
    readonly from: string;
    readonly to: string;
  }[];
}

const pick = <T>(from: readonly T[], n: number): T | undefined =>
  from.at(-1 - (n % Math.max(1, from.length)));

async function endBlock(life: Life): Promise<void> {
  life.height += 1;
  await life.world.block(
    life.height,
    life.waiting.map(({ value, reference, from, to }, eventIndex) => {
      life.transfers.push(`${life.height}-${eventIndex}`);
      return payment(to, value, reference, { fromId: from, eventIndex });
    }),
  );
  life.waiting = [];
}

async function live(life: Life, { act: what, which: n, other }: Act): Promise<void> {
  const { world, shop } = life;
  const order = pick(life.orders, n) ?? null;
  const transferId = pick(life.transfers, other);
  // Of an order that is there, or that is registered after its payment.
  const reference = `o${Math.max(0, life.orders.length + 1 - n)}`;
  switch (what) {
    case 'order': {
      const given = { merchantId: shop, payee: BOB, amount: 100n, dust: DUST };
      const windowFrom = Math.max(1, life.height - (n % 3));
      life.orders.push(
        await world.order({
          ...given,
          reference: `o${life.orders.length}`,
          windowFrom,
          expiryHeight: windowFrom + 1 + (other % 8),
          late: n % 2 ? 'hold' : 3,
        }),
      );
      return;
    }
    case 'pay':
      life.waiting.push({
        value: [3n, 40n, 100n, 130n][other % 4] ?? 1n,
        reference: other === 7 ? null : reference,
        from: n === 7 ? CHARLIE : ALICE,
        to: BOB,
      });
      return;
    case 'fail':
      life.failures += 1;
      return insertFailedPayments(world.index.client, [
        { blockNumber: life.height + 1, ordinal: life.failures, to: BOB, reference },
      ]);
    case 'block':
      return endBlock(life);
    case 'settle':
      await world.settle();
      return;
    case 'cancel':
    case 'mark':
      if (order) await world.command(what, shop, order, { as: n % 2 ? 'settled' : 'invalid', reason: 'so' });
      return;
    case 'assign':
      if (order && transferId) await world.command(what, shop, order, { transferId });
      return;
    case 'dismiss':
      if (transferId) await world.command(what, shop, null, { transferId });
      return;
    case 'refund': {
      if (!transferId) return;
      const refundId = randomUUID();
      const refund = { id: refundId, reference: `refund.${refundId}`, to: ALICE };
      life.refunds.push(refund);
      const payload = {
        refundId,
        transferId,
        payer: BOB,
        destination: payment(ALICE, 0n, null).toId,
        amount: '40',
      };
      await world.command(what, shop, null, { ...payload, reference: refund.reference });
      return;
    }
    case 'repay': {
      const refund = pick(life.refunds, n);
      if (refund)
        life.waiting.push({
          value: other % 2 ? 40n : 15n,
          reference: refund.reference,
          from: BOB,
          to: refund.to,
        });
      return;
    }
    case 'cancelRefund': {
      const refund = pick(life.refunds, n);
      if (refund) await world.command(what, shop, null, { refundId: refund.id });
      return;
    }
    case 'check':
      await life.world.settle();
      return check(life, [1, 3, 1_000][n % 3] ?? 1);
  }
}

async function check({ world, orders }: Life, blocks: number): Promise<void> {
  const checked = await checkReplay(world.till, {
    schema: 'chain',
    blocks,
    most: 10,
    plan: (work) => planSettlement(work, dustOf, notationOf(network)),
    chainIdentity: null,
  });
  expect(checked.differences).toEqual([]);
  expect(checked.till).toBe(checked.replay);
  expect(checked).toMatchObject({ orders: orders.length, different: 0, due: 0, setAside: 0 });
}

it('a till that was damaged by nobody is what its replay gives, in ranges of any size', async () => {
  const world = await createTestSettlement(dustOf);
  try {
    const shop = await world.merchant(BOB, CHARLIE);
    await fc.assert(
      fc.asyncProperty(acts, async (steps) => {
        const life: Life = {
          world,
          shop,
          height: 0,
          failures: 0,
          orders: [],
          transfers: [],
          refunds: [],
          waiting: [],
        };
        await endBlock(life);
        for (const step of steps) await live(life, step);
        await endBlock(life);
        await live(life, { act: 'check', which: 0, other: 0 });
      }),
      { numRuns: 1, endOnFailure: true },
    );
    const decided = await world.till
      .selectFrom('commands')
      .select(['kind', 'outcome'])
      .distinct()
      .where('kind', 'not in', ['register', 'account'])
      .execute();
    // That there was something to decide, and something to refuse.
    expect(new Set(decided.map(({ outcome }) => outcome))).toEqual(new Set(['applied', 'refused']));
  } finally {
    await world.close();
  }
}, 240_000);
