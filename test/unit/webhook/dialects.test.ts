/** What receivers of other systems get, to the byte. */
import { EVENT_TYPES, type EventData, type EventType } from '../../../src/domain/events/catalog.js';
import { DIALECTS, sendsOf } from '../../../src/domain/webhook/dialect.js';
import { renderBody } from '../../../src/domain/webhook/render-body.js';
import { ALICE, BOB } from '../../support/accounts.js';
import { flawsOf } from '../../support/event-schema.js';

const HASH = `0x${'cd'.repeat(32)}`;

const order: EventData<'order.settled'>['order'] = {
  id: '4c1d2b8e-1111-4222-8333-abcdefabcdef',
  orderId: '557',
  status: 'settled',
  amountState: 'over',
  flags: ['multiple'],
  payee: BOB,
  payer: null,
  reference: '557',
  asset: null,
  symbol: 'LLD',
  decimals: 12,
  expected: '4000000000000',
  minimum: '4000000000000',
  received: '4000000000001',
  missing: '0',
  excess: '1',
  held: '0',
  refunded: '0',
  windowFrom: 10,
  expiryHeight: 20,
  settledHeight: 12,
  description: 'three beans',
  metadata: null,
};

const payment: NonNullable<EventData<'order.settled'>['payment']> = {
  transferId: '12-3',
  blockNumber: 12,
  blockHash: `0x${'ab'.repeat(32)}`,
  blockTime: null,
  extrinsicHash: HASH,
  eventIndex: 3,
  from: ALICE,
  to: BOB,
  asset: null,
  symbol: 'LLD',
  decimals: 12,
  value: '1500000000000',
  reference: '557',
  remarkText: 'Order #557',
  finality: 'finalized',
};

const failure: EventData<'order.payment.failed'>['failure'] = {
  failureId: '12-0',
  blockNumber: 12,
  blockHash: `0x${'ab'.repeat(32)}`,
  blockTime: null,
  extrinsicHash: HASH,
  payer: ALICE,
  payee: BOB,
  signer: ALICE,
  asset: null,
  symbol: 'LLD',
  decimals: 12,
  amount: '1500000000000',
  reference: '557',
  how: 'extrinsic',
  outcome: 'reverted',
  error: { pallet: null, name: null, documentation: null },
  fee: null,
};

/** As the log has it. */
function stored<Type extends EventType>(type: Type, data: EventData<Type>): string {
  const text = JSON.stringify({
    id: `evt_${'0'.repeat(40)}`,
    type,
    cursor: '4c1d2b8e-1111-4222-8333-abcdefabcdef:7',
    sequence: 2,
    height: 12,
    createdAt: '2026-01-02T03:04:05.678Z',
    data,
  });
  expect(flawsOf(text)).toEqual([]);
  return text;
}

const settled = (change: Partial<EventData<'order.settled'>> = {}): string =>
  stored('order.settled', { order, payment, command: null, ...change });

describe('dialect standard', () => {
  it('sends every type, and the very bytes that are stored', () => {
    expect(EVENT_TYPES.filter((type) => !sendsOf('standard', type))).toEqual([]);
    const text = `${settled()} `;
    expect(renderBody('standard', text)).toBe(text);
  });
});

describe('dialect liberland', () => {
  it('says nothing but that an order is settled', () => {
    expect(EVENT_TYPES.filter((type) => sendsOf('liberland', type))).toEqual([
      'order.settled',
      'endpoint.test',
    ]);
  });

  it('has the six fields in the order of their names, and the registered price, whatever came', () => {
    expect(renderBody('liberland', settled())).toBe(
      `{"assetId":"Native","fromId":"${ALICE}","orderId":"557","price":"4000000000000","remark":"Order #557","toId":"${BOB}"}`,
    );
  });

  it('is the same text when a receiver sorts it, or parses and writes it', () => {
    const remark = 'Käse "für" \u2028 <b>💰</b>\n';
    const text = renderBody('liberland', settled({ payment: { ...payment, remarkText: remark } }));
    const body = JSON.parse(text) as Record<string, unknown>;
    expect(body['remark']).toBe(remark);
    expect(JSON.stringify(body)).toBe(text);
    expect(
      JSON.stringify(Object.fromEntries(Object.entries(body).sort(([a], [b]) => (a < b ? -1 : 1)))),
    ).toBe(text);
  });

  it('names an asset by its id', () => {
    expect(renderBody('liberland', settled({ order: { ...order, asset: '1', symbol: 'LLM' } }))).toContain(
      '{"assetId":"1",',
    );
  });

  it.each([
    [
      "the order's text where the payer wrote none",
      { payment: { ...payment, remarkText: null } },
      'three beans',
    ],
    [
      'nothing where nobody wrote any',
      { payment: { ...payment, remarkText: null }, order: { ...order, description: null } },
      '',
    ],
  ])('has as its remark %s', (_what, change, remark) => {
    expect(JSON.parse(renderBody('liberland', settled(change)))).toMatchObject({ remark });
  });

  it('names no payer of an order that was marked by hand', () => {
    expect(renderBody('liberland', settled({ payment: null }))).toBe(
      `{"assetId":"Native","fromId":null,"orderId":"557","price":"4000000000000","remark":"three beans","toId":"${BOB}"}`,
    );
  });
});

describe('dialect gateway', () => {
  it('has words for a payment in sight or failed, a settled order, and one that ended unpaid', () => {
    expect(EVENT_TYPES.filter((type) => sendsOf('gateway', type))).toEqual([
      'order.payment.detected',
      'order.settled',
      'order.payment.failed',
      'order.expired',
      'endpoint.test',
    ]);
  });

  it('confirms a settled order with all that counts for it', () => {
    const metadata = { cart: 'c-1', order_id: '1', amount: '1' };
    expect(renderBody('gateway', settled({ order: { ...order, metadata } }))).toBe(
      `{"event":"transaction.confirmed","data":{"id":"12-3","hash":"${HASH}","amount":"4000000000001",` +
        `"confirmations":null,"failure_reason":null,` +
        `"metadata":{"cart":"c-1","order_id":"557","amount":"4000000000000","asset":null}}}`,
    );
  });

  it('tells of a payment in sight as of no more than that', () => {
    const open = {
      ...order,
      status: 'open',
      amountState: 'none',
      received: '0',
      settledHeight: null,
    } as const;
    const text = stored('order.payment.detected', {
      order: open,
      payment: { ...payment, finality: 'best', remarkText: null },
    });
    expect(renderBody('gateway', text)).toBe(
      `{"event":"transaction.detected","data":{"id":"12-3","hash":"${HASH}","amount":"1500000000000",` +
        `"confirmations":1,"failure_reason":null,` +
        `"metadata":{"order_id":"557","amount":"4000000000000","asset":null}}}`,
    );
  });

  it.each([
    ['none', '0', 'expired'],
    ['under', '7', 'underpaid'],
  ] as const)('tells of an order that expired with %s', (amountState, received, reason) => {
    const text = stored('order.expired', {
      order: { ...order, status: 'expired', amountState, received, settledHeight: null },
    });
    expect(renderBody('gateway', text)).toBe(
      `{"event":"transaction.failed","data":{"id":"${order.id}","hash":null,"amount":"${received}",` +
        `"confirmations":null,"failure_reason":"${reason}",` +
        `"metadata":{"order_id":"557","amount":"4000000000000","asset":null}}}`,
    );
  });

  it.each([
    ['Balances', 'InsufficientBalance', 'Balances.InsufficientBalance'],
    [null, 'Token.FundsUnavailable', 'Token.FundsUnavailable'],
    [null, null, 'unknown'],
  ])('tells of a transaction that failed with %s %s', (pallet, name, reason) => {
    const text = stored('order.payment.failed', {
      order: { ...order, status: 'open', amountState: 'none', received: '0', settledHeight: null },
      failure: { ...failure, error: { pallet, name, documentation: null } },
    });
    expect(renderBody('gateway', text)).toBe(
      `{"event":"transaction.failed","data":{"id":"12-0","hash":"${HASH}","amount":"1500000000000",` +
        `"confirmations":null,"failure_reason":"${reason}",` +
        `"metadata":{"order_id":"557","amount":"4000000000000","asset":null}}}`,
    );
  });

  it.each(['list', ['a']])('keeps metadata that is no object as it is: %j', (metadata) => {
    expect(JSON.parse(renderBody('gateway', settled({ order: { ...order, metadata } })))).toMatchObject({
      data: { metadata: { metadata, order_id: '557' } },
    });
  });
});

describe('every dialect', () => {
  const test = stored('endpoint.test', {
    endpoint: { id: order.id, url: 'https://shop.example/', dialect: 'gateway' },
    message: 'hello',
  });

  it.each(DIALECTS)('%s sends a test as it is', (dialect) => {
    expect(renderBody(dialect, test)).toBe(test);
  });

  it.each(['liberland', 'gateway'] as const)('%s makes nothing up for what it does not send', (dialect) => {
    const marked = stored('order.marked', {
      order,
      command: { id: order.id, kind: 'mark', reason: 'cash' },
    });
    expect(() => renderBody(dialect, marked)).toThrow(`dialect ${dialect} has no word for order.marked`);
  });
});
