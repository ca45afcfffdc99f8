/**
 * Whatever the settler sees first, the outcome is that of the whole history: orders that are registered before, between
 * and after their payments, and steps that end at any height.
 */
import fc from 'fast-check';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { createTestSettlement, payment, type SettledOrder } from '../support/settlement.js';

const LAST = 12;
const references = ['a', 'b', 'c'] as const;

interface History {
  readonly orders: readonly {
    readonly reference: (typeof references)[number];
    readonly amount: bigint;
    readonly windowFrom: number;
    readonly expiryHeight: number;
    readonly late: 'hold' | number;
    /** How many blocks after the start of its window it is registered. */
    readonly delay: number;
  }[];
  readonly transfers: readonly {
    readonly block: number;
    readonly reference: string | null;
    readonly value: bigint;
    readonly from: string;
    readonly asset: boolean;
  }[];
  /** Heights at which the settler looks. */
  readonly looks: readonly number[];
}

const history: fc.Arbitrary<History> = fc.record({
  orders: fc.uniqueArray(
    fc
      .record({
        reference: fc.constantFrom(...references),
        amount: fc.constantFrom(100n, 250n),
        windowFrom: fc.integer({ min: 1, max: 6 }),
        blocks: fc.integer({ min: 0, max: 6 }),
        late: fc.constantFrom<'hold' | number>('hold', 2),
        delay: fc.integer({ min: 0, max: 6 }),
      })
      .map(({ blocks, ...rest }) => ({ ...rest, expiryHeight: rest.windowFrom + blocks })),
    { selector: ({ reference }) => reference, minLength: 1 },
  ),
  transfers: fc.array(
    fc.record({
      block: fc.integer({ min: 1, max: LAST }),
      reference: fc.constantFrom<string | null>(...references, ...references, 'nobody', null),
      value: fc.constantFrom(3n, 50n, 100n, 250n),
      from: fc.constantFrom(ALICE, ALICE, BOB, CHARLIE),
      asset: fc.boolean(),
    }),
    { maxLength: 10 },
  ),
  looks: fc.subarray(Array.from({ length: LAST }, (_, i) => i + 1)),
});

/** Lives through a history. @param when the block after which an order is registered */
async function live(
  { orders, transfers, looks }: History,
  when: (order: History['orders'][number]) => number,
): Promise<{ orders: Record<string, Omit<SettledOrder, 'setAside'>>; money: unknown }> {
  const world = await createTestSettlement((asset) => (asset === null ? 5n : 0n));
  try {
    const shop = await world.merchant(BOB, CHARLIE);
    const ids = new Map<string, string>();
    for (let height = 0; height <= LAST; height++) {
      const here = transfers
        .map((transfer, eventIndex) => ({ ...transfer, eventIndex }))
        .filter(({ block }) => block === height);
      const row = ({
        value,
        reference,
        from,
        eventIndex,
      }: (typeof here)[number]): ReturnType<typeof payment> =>
        payment(BOB, value, reference, { fromId: from, eventIndex });
      await world.block(
        height,
        here.filter(({ asset }) => !asset).map(row),
        here.filter(({ asset }) => asset).map((transfer) => ({ ...row(transfer), asset: '1' })),
      );
      for (const order of orders) {
        if (when(order) === height) {
          ids.set(order.reference, await world.order({ merchantId: shop, payee: BOB, dust: 5n, ...order }));
        }
      }
      if (height === LAST || looks.includes(height)) await world.settle();
    }
    const result: Record<string, Omit<SettledOrder, 'setAside'>> = {};
    for (const [reference, id] of ids) {
      const { setAside, ...state } = await world.readOrder(id);
      expect(setAside).toBeNull();
      result[reference] = state;
    }
    const money = await world.till
      .selectFrom('payments as p')
      .leftJoin('orders as o', 'o.id', 'p.orderId')
      .select(['p.transferId', 'p.use', 'p.reason', 'p.inbox', 'o.reference'])
      .orderBy('p.blockNumber')
      .orderBy('p.eventIndex')
      .execute();
    return { orders: result, money };
  } finally {
    await world.close();
  }
}

it('orders and money end the same, whenever orders are registered and the settler looks', async () => {
  await fc.assert(
    fc.asyncProperty(history, async (given) => {
      const first = await live({ ...given, looks: [] }, () => 0);
      const mixed = await live(given, ({ windowFrom, delay }) => Math.min(LAST, windowFrom + delay));
      expect(mixed).toEqual(first);
      expect(Object.keys(first.orders).sort()).toEqual(given.orders.map(({ reference }) => reference).sort());
    }),
    { numRuns: 12 },
  );
}, 120_000);
