/** Single orders with all that belongs to them. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, ALICE_HEX, BOB, CHARLIE } from '../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import {
  insertEvents,
  insertOrders,
  insertPayments,
  insertRefunds,
  insertSightings,
  type GivenOrder,
  type StoredOrder,
} from '../support/till-rows.js';
import { createTestMerchant, openTestTill, type TestMerchant } from '../support/till.js';

const LLD = 10n ** 12n;

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let mine: TestMerchant;
let others: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  await till.updateTable('instance').set({ settledHeight: 400 }).execute();
  mine = await createTestMerchant(till, { accounts: [ALICE] });
  others = await createTestMerchant(till, { accounts: [CHARLIE] });
  gateway = await openTestGateway(index.database.url, { heads: { best: 500 } });
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

interface One {
  order: Readonly<Record<string, unknown>> | null;
}

describe('one order', () => {
  const TEXT = `query ($orderId: String!) { order(orderId: $orderId) {
    id orderId mode status amountState flags refundState payee publicKey account reference
    remark { text liberlandId } asset
    expected { value formatted } minimum { value } received { value formatted } missing { value } excess { value }
    held { value } refunded { value } detected { value formatted } toleranceBp
    window { from to blocksLeft } late { policy blocks } description metadata successUrl failureUrl webhookUrl createdAt
    registeredHeight settledHeight foldedHeight paymentCount confirmations sequence processed setAside
    sightings { blockNumber eventIndex from value formatted asset }
  } }`;

  async function read(given: Partial<GivenOrder>): Promise<{ stored: StoredOrder; shown: One['order'] }> {
    const [stored] = await insertOrders(till, [{ merchantId: mine.merchantId, ...given }]);
    if (!stored) throw new Error('nothing was stored');
    return { stored, shown: await ask(stored.orderId) };
  }

  async function ask(orderId: string, key = mine.readKey): Promise<One['order']> {
    return (await gateway.query<One>(TEXT, { orderId }, key)).order;
  }

  it('shows its terms and its state, amounts exactly and for people', async () => {
    const { stored, shown } = await read({
      orderId: 'shown-1',
      amount: String(10n ** 30n + 1n),
      minimum: String(10n ** 30n),
      toleranceBp: 50,
      received: String(3n * LLD),
      held: '7',
      refunded: '2',
      refundState: 'partial',
      flags: ['late', 'wrongAsset'],
      paymentCount: 2,
      sequence: 4,
      description: 'two <b>lamps</b>',
      metadata: JSON.stringify({ cart: [1, { snake_case: null }] }),
      successUrl: 'https://shop.example/ok',
      latePolicy: 'accept',
      lateBlocks: 20,
      expiryHeight: 450,
    });
    expect(shown).toEqual({
      id: stored.id,
      orderId: 'shown-1',
      mode: 'REFERENCE',
      status: 'OPEN',
      amountState: 'UNDER',
      flags: ['LATE', 'WRONG_ASSET'],
      refundState: 'PARTIAL',
      payee: ALICE,
      publicKey: ALICE_HEX,
      account: ALICE,
      reference: 'shown-1',
      remark: { text: 'order:shown-1', liberlandId: null },
      asset: null,
      expected: { value: String(10n ** 30n + 1n), formatted: '1000000000000000000.000000000001 LLD' },
      minimum: { value: String(10n ** 30n) },
      received: { value: '3000000000000', formatted: '3 LLD' },
      missing: { value: String(10n ** 30n + 1n - 3n * LLD) },
      excess: { value: '0' },
      held: { value: '7' },
      refunded: { value: '2' },
      detected: { value: '0', formatted: '0 LLD' },
      toleranceBp: 50,
      window: { from: 100, to: 450, blocksLeft: 0 },
      late: { policy: 'ACCEPT', blocks: 20 },
      description: 'two <b>lamps</b>',
      metadata: { cart: [1, { snake_case: null }] },
      successUrl: 'https://shop.example/ok',
      failureUrl: null,
      webhookUrl: null,
      createdAt: stored.createdAt.toISOString(),
      registeredHeight: 99,
      settledHeight: null,
      foldedHeight: 400,
      paymentCount: 2,
      confirmations: null,
      sequence: 4,
      processed: true,
      setAside: false,
      sightings: [],
    });
  });

  it('is processing while enough is in sight above the folded height', async () => {
    const { stored } = await read({ received: String(2n * LLD) });
    await insertSightings(till, [
      { orderId: stored.id, blockNumber: 399, eventIndex: 1, value: String(LLD) },
      { orderId: stored.id, blockNumber: 400, eventIndex: 1, value: String(LLD) },
      { orderId: stored.id, blockNumber: 498, eventIndex: 2, value: String(LLD) },
      { orderId: stored.id, blockNumber: 499, eventIndex: 3, value: String(9n * LLD), asset: '1' },
      {
        orderId: stored.id,
        blockNumber: 497,
        eventIndex: 4,
        value: String(5n * LLD),
        retractedAt: new Date(),
      },
    ]);
    expect(await ask(stored.orderId)).toMatchObject({
      status: 'OPEN',
      detected: { value: String(LLD) },
      confirmations: 3,
      sightings: [
        { blockNumber: 498, eventIndex: 2, from: BOB, formatted: '1 LLD', asset: null },
        { blockNumber: 499, formatted: '9 LLM', asset: '1' },
      ],
    });
    await insertSightings(till, [
      { orderId: stored.id, blockNumber: 500, eventIndex: 5, value: String(2n * LLD) },
    ]);
    expect(await ask(stored.orderId)).toMatchObject({
      status: 'PROCESSING',
      detected: { value: String(3n * LLD), formatted: '3 LLD' },
      received: { value: String(2n * LLD) },
      confirmations: 1,
    });
  });

  it('does not count a sighting whose payment is folded already, ahead of the others', async () => {
    const { stored } = await read({ received: String(2n * LLD), appliedHeight: 410 });
    await insertSightings(till, [
      { orderId: stored.id, blockNumber: 410, eventIndex: 9, value: String(2n * LLD) },
    ]);
    expect(await ask(stored.orderId)).toMatchObject({ detected: { value: '0' }, sightings: [] });
  });

  it('is not processed until the settler has taken it up', async () => {
    expect((await read({ appliedHeight: null })).shown).toMatchObject({ processed: false, status: 'OPEN' });
  });

  it('says that it is set aside, and not why', async () => {
    expect((await read({ setAside: 'a secret of the settler' })).shown).toMatchObject({ setAside: true });
  });

  it('in mode address needs no remark', async () => {
    const { shown } = await read({
      mode: 'address',
      payee: `0x${'ad'.repeat(32)}`,
      depositScheme: 'derivative',
    });
    expect(shown).toMatchObject({
      mode: 'ADDRESS',
      reference: null,
      remark: null,
      publicKey: `0x${'ad'.repeat(32)}`,
      account: ALICE,
    });
  });

  it.each([
    ['18446744073709551615', '18446744073709551615'],
    ['18446744073709551616', null],
    ['007', null],
    ['A-7', null],
  ])("on a chain with Liberland's remarks, %s is the id %s", async (orderId, id) => {
    await insertOrders(till, [{ merchantId: mine.merchantId, orderId }]);
    const liberland = await openTestGateway(index.database.url, { network: { liberlandRemarks: true } });
    try {
      const { order } = await liberland.query<One>(TEXT, { orderId }, mine.readKey);
      expect(order).toMatchObject({ remark: { text: `order:${orderId}`, liberlandId: id } });
    } finally {
      await liberland.close();
    }
  });

  it('is found by its id, and what is no id finds nothing', async () => {
    const [first] = await insertOrders(till, [{ merchantId: mine.merchantId }]);
    const text = 'query ($id: ID!) { orderById(id: $id) { orderId } }';
    expect(await gateway.query(text, { id: first?.id }, mine.readKey)).toEqual({
      orderById: { orderId: first?.orderId },
    });
    for (const id of ['x', '', "' or true --", '00000000-0000-0000-0000-000000000000']) {
      expect(await gateway.query(text, { id }, mine.readKey)).toEqual({ orderById: null });
    }
    expect(await ask('no-such')).toBeNull();
    expect(await ask('nul\0')).toBeNull();
  });

  it('has its payments, timeline and refunds, each in pages', async () => {
    const { stored } = await read({ orderId: 'with-all' });
    const { merchantId } = mine;
    await insertPayments(
      till,
      Array.from({ length: 5 }, (_, i) => ({
        merchantId,
        orderId: stored.id,
        blockNumber: 200 + (i % 3),
        eventIndex: i,
        use: i === 4 ? ('held' as const) : ('counted' as const),
        reason: i === 4 ? 'late' : null,
        reference: 'with-all',
      })),
    );
    await insertEvents(
      till,
      [3, 1, 2].map((sequence) => ({ merchantId, orderId: stored.id, sequence, hint: sequence === 2 })),
    );
    await insertRefunds(till, [
      { merchantId, orderId: stored.id, transferId: '201-4', paid: '400000000000', status: 'open' },
    ]);
    const { order } = await gateway.query<One>(
      `query ($orderId: String!) { order(orderId: $orderId) {
         payments(first: 4) { totalCount nodes { id use reason fromId formatted order { orderId } } pageInfo { hasNextPage } }
         last: payments(last: 1) { nodes { id use reason } }
         timeline { nodes { sequence hint type data } }
         later: timeline(first: 1) { pageInfo { endCursor } }
         refunds { nodes { paymentId status payer destination amount { formatted } paid { value } } }
       } }`,
      { orderId: 'with-all' },
      mine.readKey,
    );
    expect(order).toMatchObject({
      payments: {
        totalCount: 5,
        nodes: ['200-0', '200-3', '201-1', '201-4'].map((id) => ({ id, order: { orderId: 'with-all' } })),
        pageInfo: { hasNextPage: true },
      },
      last: { nodes: [{ id: '202-2' }] },
      timeline: {
        nodes: [1, 2, 3].map((sequence) => ({
          sequence,
          hint: sequence === 2,
          type: 'order.created',
          data: { sequence },
        })),
      },
      refunds: {
        nodes: [
          {
            paymentId: '201-4',
            status: 'OPEN',
            payer: ALICE,
            destination: BOB,
            amount: { formatted: '1 LLD' },
            paid: { value: '400000000000' },
          },
        ],
      },
    });
  });

  it('is shown while there is no index', async () => {
    await insertOrders(till, [{ merchantId: mine.merchantId, orderId: 'no-index', asset: '1' }]);
    await index.client.query('alter schema chain rename to elsewhere');
    try {
      expect(await ask('no-index')).toMatchObject({ expected: { formatted: '5 LLM' } });
    } finally {
      await index.client.query('alter schema elsewhere rename to chain');
    }
  });

  it("names an asset as the chain does, before the network's profile", async () => {
    await index.client.query("insert into chain.assets values ('1', 'Merit', 'MRT', 6, 1)");
    expect(await ask('no-index')).toMatchObject({ expected: { formatted: '5000000 MRT' } });
  });
});

it('with the same orderId, each merchant reads its own', async () => {
  await insertOrders(till, [
    { merchantId: mine.merchantId, orderId: 'same', description: 'mine' },
    { merchantId: others.merchantId, orderId: 'same', owner: CHARLIE, description: 'theirs' },
  ]);
  const text = '{ order(orderId: "same") { description } }';
  expect(await gateway.query(text, {}, mine.readKey)).toEqual({ order: { description: 'mine' } });
  expect(await gateway.query(text, {}, others.readKey)).toEqual({ order: { description: 'theirs' } });
});
