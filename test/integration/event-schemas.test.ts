/** Events of every type as the settler and the watcher write them, against the schemas that the gateway publishes. */
import { randomUUID } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { EVENT_TYPES, EVENTS } from '../../src/domain/events/catalog.js';
import { eventId } from '../../src/domain/events/event-id.js';
import { notationOf } from '../../src/domain/events/notation.js';
import { bytesToHex } from '../../src/domain/hex.js';
import { encodeTextRemark } from '../../src/domain/remark/text.js';
import type { EventRecord } from '../../src/domain/settlement/outcome.js';
import { appendApart } from '../../src/store/till/event-log.js';
import { tellHints } from '../../src/store/till/settling/hints.js';
import { recordSightings, retractOffBranch, type SeenTransfer } from '../../src/store/till/sightings.js';
import { ALICE, ALICE_HEX, ALICE_PREFIX_0, BOB, CHARLIE } from '../support/accounts.js';
import { insertCompany, registrationOf } from '../support/companies.js';
import { expectEventsFitSchemas } from '../support/event-schema.js';
import { insertFailedPayments } from '../support/failed-payments.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';
import { network } from '../support/network.js';
import { createTestSettlement, payment, type TestSettlement } from '../support/settlement.js';

let world: TestSettlement;
let gateway: TestGateway;
let shop: string;
beforeAll(async () => {
  world = await createTestSettlement();
  gateway = await openTestGateway(world.index.database.url);
  shop = await world.merchant(BOB);
  await world.index.client.query(
    `insert into chain.assets (id, name, symbol, decimals, block_number) values ('7', 'Beans', 'BEAN', 3, 1)`,
  );
});
afterAll(async () => {
  await gateway.close();
  await world.close();
});

/** The order that names a reference. */
function order(reference: string, rest: object = {}): Promise<string> {
  return world.order({ merchantId: shop, payee: BOB, reference, ...rest });
}

async function refund(transferId: string, amount: string): Promise<string> {
  const reference = `refund.${randomUUID().replaceAll('-', '')}`;
  await world.command('refund', shop, null, {
    refundId: randomUUID(),
    transferId,
    destination: payment(ALICE, 1n, null).toId,
    payer: payment(BOB, 1n, null).toId,
    amount,
    reference,
  });
  return reference;
}

interface Body {
  readonly id: string;
  readonly type: string;
  readonly sequence: number | null;
  readonly data: Readonly<Record<string, Readonly<Record<string, unknown>> | null>>;
}

async function bodiesOf(type: string, orderId?: string): Promise<Body[]> {
  let query = world.till.selectFrom('events').select('body').where('type', '=', type).orderBy('cursor');
  if (orderId !== undefined) query = query.where('orderId', '=', orderId);
  return (await query.execute()).map(({ body }) => JSON.parse(body) as Body);
}

describe('what is told', () => {
  it('of orders, money and refunds fits, and says who paid what, in which asset and where', async () => {
    const split = await order('split');
    await order('tolerant', { toleranceBp: 1_000 });
    const late = await order('late', { expiryHeight: 2 });
    const beans = await order('beans', { asset: '7' });
    const free = await order('free');
    const named = await order('named', { payer: CHARLIE });
    const marked = await order('marked');
    await order('unlucky');
    await insertFailedPayments(world.index.client, [{ blockNumber: 1, to: BOB, reference: 'unlucky' }]);
    await world.block(1, [
      payment(BOB, 300n, 'split', {
        fromId: CHARLIE,
        extrinsicHash: `0x${'ee'.repeat(32)}`,
        remark: bytesToHex(encodeTextRemark('split', 'half of it')),
      }),
      payment(BOB, 950n, 'tolerant', { eventIndex: 1 }),
      payment(BOB, 50n, null, { eventIndex: 2 }),
      payment(BOB, 1000n, 'early', { eventIndex: 3 }),
    ]);
    await world.settle();
    await order('early', { windowFrom: 2 });
    await world.command('cancel', shop, free);
    await world.command('mark', shop, marked, { as: 'settled', reason: 'paid in cash' });
    await world.settle();
    await world.block(
      3,
      [
        payment(BOB, 900n, 'split'),
        payment(BOB, 30n, 'tolerant', { eventIndex: 1 }),
        payment(BOB, 1000n, 'late', { eventIndex: 2 }),
        payment(BOB, 1000n, 'beans', { eventIndex: 3 }),
        payment(BOB, 1000n, 'free', { eventIndex: 4 }),
        payment(BOB, 1000n, 'named', { eventIndex: 6 }),
      ],
      [{ ...payment(BOB, 400n, 'beans', { eventIndex: 5 }), asset: '7' }],
    );
    await world.settle();
    const [ofOrder, ofNone] = [await refund('3-0', '200'), await refund('1-2', '50')];
    await world.settle();
    await world.block(4, [
      payment(CHARLIE, 200n, ofOrder, { fromId: BOB }),
      payment(ALICE, 200n, ofOrder, { fromId: BOB, eventIndex: 1 }),
      payment(ALICE, 50n, ofNone, { fromId: BOB, eventIndex: 2 }),
    ]);
    await world.settle();

    const [other] = await bodiesOf('order.other_payer', named);
    expect(other?.data).toMatchObject({
      order: { id: named, payer: CHARLIE, status: 'open', held: '1000', flags: ['otherPayer'] },
      payment: { from: ALICE },
    });
    const [partial] = await bodiesOf('order.partially_paid', split);
    expect(partial?.data).toMatchObject({
      order: {
        id: split,
        payee: BOB,
        asset: null,
        symbol: 'LLD',
        decimals: 12,
        expected: '1000',
        received: '300',
        missing: '700',
        excess: '0',
      },
      payment: {
        from: CHARLIE,
        to: BOB,
        value: '300',
        symbol: 'LLD',
        decimals: 12,
        extrinsicHash: `0x${'ee'.repeat(32)}`,
        blockNumber: 1,
        remarkText: 'order:split half of it',
        finality: 'finalized',
      },
      command: null,
    });
    const [inBeans] = await bodiesOf('order.partially_paid', beans);
    expect(inBeans?.data['payment']).toMatchObject({ asset: '7', symbol: 'BEAN', decimals: 3, value: '400' });
    expect((await bodiesOf('order.paid_late', late)).map(({ data }) => data['counted'])).toEqual([false]);
    const [byHand] = await bodiesOf('order.marked', marked);
    expect(byHand?.data['command']).toMatchObject({ kind: 'mark', reason: 'paid in cash' });
    const [given] = await bodiesOf('order.refunded', split);
    expect(given?.data).toMatchObject({
      order: { refunded: '200' },
      refund: { paymentId: '3-0', amount: '200', paid: '200', status: 'done', destination: ALICE },
      payment: { from: BOB, to: ALICE, value: '200' },
    });
    await expectEventsFitSchemas(world.till);
  });

  it('of a refund of an order that was set aside fits, without the order', async () => {
    const paid = await order('aside');
    await world.block(5, [payment(BOB, 1000n, 'aside')]);
    await world.settle();
    const reference = await refund('5-0', '10');
    await world.settle();
    await world.till.updateTable('orders').set({ setAside: 'a test' }).where('id', '=', paid).execute();
    await world.block(6, [payment(ALICE, 10n, reference, { fromId: BOB })]);
    await world.settle();
    const [told] = await bodiesOf('order.refunded', paid);
    expect(told).toMatchObject({ sequence: null, data: { order: null, refund: { paid: '10' } } });
    await expectEventsFitSchemas(world.till);
  });

  it('of sightings fits, in the words of the network', async () => {
    const seen = await order('seen', { asset: '7' });
    await world.block(7);
    await world.settle();
    const transfer: SeenTransfer = {
      blockHash: `0x${'a1'.repeat(32)}`,
      blockNumber: 9,
      eventIndex: 2,
      extrinsicHash: `0x${'b2'.repeat(32)}`,
      blockTime: '2026-01-02T03:04:05.678Z',
      from: ALICE_HEX,
      to: payment(BOB, 1n, null).toId as typeof ALICE_HEX,
      asset: '7',
      value: 1000n,
      reference: 'seen',
    };
    const setting = { epoch: 0n, schema: 'chain', notation: notationOf({ ...network, ss58Prefix: 0 }) };
    await world.till.transaction().execute(async (db) => {
      await tellHints(db, setting, 'order.payment.detected', await recordSightings(db, [transfer]));
    });
    await world.till.transaction().execute(async (db) => {
      const gone = await retractOffBranch(db, { above: 8, upTo: null, hashes: [] });
      await tellHints(db, setting, 'order.payment.retracted', gone);
    });
    for (const type of ['order.payment.detected', 'order.payment.retracted']) {
      const bodies = await bodiesOf(type, seen);
      expect(bodies).toHaveLength(1);
      expect(bodies[0]?.data['payment']).toMatchObject({
        from: ALICE_PREFIX_0,
        symbol: 'BEAN',
        decimals: 3,
        value: '1000',
        blockTime: '2026-01-02T03:04:05.678Z',
        finality: 'best',
      });
    }
    await expectEventsFitSchemas(world.till);
  });

  it('of endpoints fits', async () => {
    const endpoint = { id: randomUUID(), url: 'https://shop.example/hook', dialect: 'liberland' } as const;
    const place = { merchantId: shop, orderId: null, sequence: null };
    const events = (instanceId: string, height: number): EventRecord[] => [
      {
        ...place,
        id: eventId(instanceId, shop, 'endpoint.disabled', endpoint.id),
        height,
        type: 'endpoint.disabled',
        data: {
          endpoint: { ...endpoint, reason: 'it answered 410', failingSince: new Date(0).toISOString() },
        },
      },
      {
        ...place,
        id: eventId(instanceId, shop, 'endpoint.test', endpoint.id),
        height,
        type: 'endpoint.test',
        data: { endpoint, message: 'hello' },
      },
    ];
    for (const at of [0, 1]) {
      await world.till.transaction().execute((db) =>
        appendApart(db, ({ instanceId, settledHeight }) => {
          const event = events(instanceId, settledHeight ?? 0)[at];
          if (!event) throw new Error('no such event');
          return event;
        }),
      );
    }
    await expectEventsFitSchemas(world.till);
  });

  it('of a company whose hook changes fits', async () => {
    const follower = { companyId: '0-1', merchantId: shop, fromHeight: 7 };
    await world.till.insertInto('companyFollowers').values(follower).execute();
    const owner = payment(BOB, 1n, null).toId as typeof ALICE_HEX;
    const hook = (url: string) => registrationOf('Café', [['payment-hook', url]]);
    await insertCompany(world.index.client, [
      { block: 7, entityId: 1, owner, registration: hook('https://cafe.example/hook') },
      { block: 8, entityId: 1, owner, registration: hook('https://cafe.example/new') },
    ]);
    await world.block(8);
    await world.settle();
    expect((await bodiesOf('company.hook_changed'))[0]?.data).toMatchObject({
      company: { id: '0-1', name: 'Café', status: 'approved', fromBlock: 8 },
      previousHook: 'https://cafe.example/hook',
    });
    await expectEventsFitSchemas(world.till);
  });

  it('was, in all this, of every type that there is', async () => {
    const told = await expectEventsFitSchemas(world.till);
    expect([...told].sort()).toEqual([...EVENT_TYPES].sort());
  });
});

describe('the schemas', () => {
  it('are there for anybody, to be kept for a while, and every body fits the one of its type', async () => {
    const response = await fetch(`${gateway.url}/v1/event-schemas`);
    expect(response.status).toBe(200);
    expect(response.headers.get('cache-control')).toBe('public, max-age=3600');
    const { types } = (await response.json()) as { types: { type: string; schema: string; hint: boolean }[] };
    expect(types.map(({ type }) => type)).toEqual(Object.keys(EVENTS));
    expect(types.filter(({ hint }) => hint).map(({ type }) => type)).toEqual([
      'order.payment.detected',
      'order.payment.retracted',
    ]);
    const ajv = new Ajv2020({ validateFormats: false });
    for (const { type, schema } of types) {
      const answer = await fetch(gateway.url + schema);
      expect(answer.headers.get('content-type')).toMatch(/^application\/schema\+json/);
      expect(answer.headers.get('cache-control')).toBe('public, max-age=3600');
      const fits = ajv.compile((await answer.json()) as object);
      for (const body of await bodiesOf(type)) expect([type, fits(body)]).toEqual([type, true]);
      expect(fits({ ...(await bodiesOf('order.created'))[0], type: 'other' })).toBe(false);
    }
  });

  it.each(['order.payed', 'toString', '__proto__'])('do not have %s', async (type) => {
    const response = await fetch(`${gateway.url}/v1/event-schemas/${type}`);
    expect(response.status).toBe(404);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toMatchObject({ error: { code: 'EVENT_TYPE_NOT_FOUND' } });
  });
});
