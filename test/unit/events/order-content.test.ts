/** What the fold makes of any order by any input can be told, and what is told fits its schema. */
import { createEventWriter, notationOf } from '../../../src/domain/events/notation.js';
import { failureData } from '../../../src/domain/events/failure-data.js';
import { orderContent } from '../../../src/domain/events/order-content.js';
import { orderData } from '../../../src/domain/events/order-data.js';
import { paymentData } from '../../../src/domain/events/payment-data.js';
import { fold } from '../../../src/domain/order/fold.js';
import type { OrderCommand, OrderInput, PaymentInput } from '../../../src/domain/order/inputs.js';
import { NEW_ORDER, type OrderState, type OrderStatus } from '../../../src/domain/order/state.js';
import type { OrderTerms } from '../../../src/domain/order/terms.js';
import type { Fact, Failure, KnownOrder } from '../../../src/domain/settlement/work.js';
import { parseAccount } from '../../../src/domain/account.js';
import { bytesToHex } from '../../../src/domain/hex.js';
import { encodeLiberlandRemark } from '../../../src/domain/remark/liberland-user.js';
import { encodeTextRemark } from '../../../src/domain/remark/text.js';
import { ALICE, ALICE_PREFIX_0, BOB } from '../../support/accounts.js';
import { flawsOf } from '../../support/event-schema.js';
import { network } from '../../support/network.js';

const terms: OrderTerms = {
  amount: 1000n,
  minimum: 900n,
  asset: null,
  payer: null,
  dust: 5n,
  windowFrom: 10,
  expiryHeight: 20,
  late: { policy: 'accept', blocks: 5 },
};

const order: KnownOrder = {
  id: '4c1d2b8e-1111-4222-8333-abcdefabcdef',
  merchantId: '5c1d2b8e-1111-4222-8333-abcdefabcdef',
  orderId: '557',
  payee: parseAccount(BOB),
  reference: '557',
  description: null,
  metadata: { cart: [1, 'two', null] },
  terms,
  registeredHeight: 9,
  state: NEW_ORDER,
  taken: true,
  setAside: false,
  sequence: 0,
  refunded: 0n,
  openRefunds: 0,
};

const fact: Fact = {
  transferId: '12-3',
  blockNumber: 12,
  eventIndex: 3,
  blockHash: `0x${'ab'.repeat(32)}`,
  extrinsicIndex: 1,
  extrinsicHash: `0x${'cd'.repeat(32)}`,
  blockTime: '2026-01-02T03:04:05Z',
  from: parseAccount(ALICE),
  to: parseAccount(BOB),
  signer: null,
  callPath: null,
  asset: null,
  value: 900n,
  reference: '557',
  remark: bytesToHex(encodeTextRemark('557', 'three beans')),
  pairing: 'paired',
  toMerchant: order.merchantId,
  fromMerchant: null,
  orderId: order.id,
  refundId: null,
};

const failure: Failure = {
  failureId: '13-0',
  blockNumber: 13,
  ordinal: 0,
  blockHash: `0x${'ab'.repeat(32)}`,
  extrinsicIndex: 1,
  extrinsicHash: `0x${'cd'.repeat(32)}`,
  blockTime: '2026-01-02T03:04:05Z',
  from: parseAccount(ALICE),
  to: parseAccount(BOB),
  signer: parseAccount(ALICE),
  callPath: 'utility.batchAll[0].balances.transferKeepAlive',
  asset: null,
  value: 900n,
  reference: '557',
  how: 'extrinsic',
  outcome: 'reverted',
  error: { pallet: 'Balances', name: 'InsufficientBalance', documentation: 'Balance too low to send value.' },
  fee: 12n,
  fromMerchant: null,
  toMerchant: order.merchantId,
  orderId: order.id,
};

const write = createEventWriter(notationOf(network), new Map());

const payment = (height: number, value: bigint, asset: string | null = null): PaymentInput => ({
  kind: 'payment',
  transferId: `${height}-0`,
  height,
  eventIndex: 0,
  from: parseAccount(ALICE),
  asset,
  value,
});
const asked = (command: OrderCommand): OrderInput => ({
  kind: 'command',
  id: '6c1d2b8e-1111-4222-8333-abcdefabcdef',
  height: 15,
  ordinal: 1,
  ...command,
});
const payments = [1n, 500n, 900n, 1000n, 2000n].flatMap((value) => [
  ...[5, 15, 23, 40].map((height) => payment(height, value)),
  payment(15, value, '1'),
]);
const inputs: readonly OrderInput[] = [
  ...payments,
  ...payments.map((paid) => asked({ command: 'assign', payment: paid, wasHeld: false })),
  { kind: 'failure', failureId: '13-0', height: 13, ordinal: 0, from: null, asset: null, value: null },
  { kind: 'expiry', height: 20 },
  asked({ command: 'register' }),
  asked({ command: 'cancel' }),
  asked({ command: 'mark', as: 'settled', reason: 'paid in cash' }),
  asked({ command: 'mark', as: 'invalid', reason: 'fraud' }),
];
const statuses: readonly OrderStatus[] = ['open', 'settled', 'expired', 'canceled', 'invalid'];
const states = statuses.flatMap((status) =>
  [0n, 950n, 1200n].map((received): OrderState => ({ ...NEW_ORDER, status, received })),
);

it('every status and every input', () => {
  const told = new Set<string>();
  for (const state of states) {
    for (const input of inputs) {
      const after = fold(terms, state, input);
      const isPaid = input.kind === 'payment' || (input.kind === 'command' && input.command === 'assign');
      for (const type of after.events) {
        const content = orderContent(type, {
          order: orderData(write, order, after.state, 0n),
          payment: isPaid ? paymentData(write, fact) : null,
          failure: input.kind === 'failure' ? failureData(write, failure) : null,
          command: input.kind === 'command' ? { id: input.id, kind: input.command, reason: null } : null,
          counted: after.payment?.use === 'counted',
        });
        expect(flawsOf(JSON.stringify({ ...ENVELOPE, ...content }))).toEqual([]);
        told.add(type);
      }
    }
  }
  expect([...told].sort()).toEqual([
    'order.canceled',
    'order.canceled_paid',
    'order.created',
    'order.expired',
    'order.marked',
    'order.overpaid',
    'order.paid_before_window',
    'order.paid_late',
    'order.partially_paid',
    'order.payment.added',
    'order.payment.failed',
    'order.settled',
    'order.wrong_asset',
  ]);
});

describe('a payment', () => {
  it('has its amount with the symbol of its asset, its accounts as the chain writes them, and its remark as text', () => {
    expect(paymentData(write, fact)).toEqual({
      transferId: '12-3',
      blockNumber: 12,
      blockHash: fact.blockHash,
      blockTime: '2026-01-02T03:04:05.000Z',
      extrinsicHash: fact.extrinsicHash,
      eventIndex: 3,
      from: ALICE,
      to: BOB,
      asset: null,
      symbol: 'LLD',
      decimals: 12,
      value: '900',
      reference: '557',
      remarkText: 'order:557 three beans',
      finality: 'finalized',
    });
    const elsewhere = createEventWriter(notationOf({ ...network, ss58Prefix: 0 }), new Map());
    expect(paymentData(elsewhere, fact).from).toBe(ALICE_PREFIX_0);
  });

  it('in an asset has what the chain says of it, else what the profile says, else nothing', () => {
    const described = createEventWriter(
      notationOf(network),
      new Map([['1', { symbol: 'MERIT', decimals: 6 }]]),
    );
    const unit = (writer: typeof write, asset: string): unknown => {
      const { symbol, decimals } = paymentData(writer, { ...fact, asset });
      return { symbol, decimals };
    };
    expect(unit(described, '1')).toEqual({ symbol: 'MERIT', decimals: 6 });
    expect(unit(write, '1')).toEqual({ symbol: 'LLM', decimals: 12 });
    expect(unit(write, '2')).toEqual({ symbol: null, decimals: null });
  });

  it.each([
    ["Liberland's", bytesToHex(encodeLiberlandRemark('557', 'Order #557')), 'Order #557'],
    ['no text', '0xff00', null],
    ['none', null, null],
  ])('has the text of a remark that is %s', (_what, remark, text) => {
    expect(paymentData(write, { ...fact, remark }).remarkText).toBe(text);
  });

  it('has no more than 1,024 characters of a remark, and whole ones', () => {
    const remark = bytesToHex(new TextEncoder().encode(`x${'💰'.repeat(2_000)}`));
    expect(paymentData(write, { ...fact, remark }).remarkText).toBe(`x${'💰'.repeat(1_023)}`);
  });
});

describe('a failed payment', () => {
  it('has who tried to pay whom, why it failed as the chain names it, and what that cost', () => {
    expect(failureData(write, failure)).toEqual({
      failureId: '13-0',
      blockNumber: 13,
      blockHash: failure.blockHash,
      blockTime: '2026-01-02T03:04:05.000Z',
      extrinsicHash: failure.extrinsicHash,
      payer: ALICE,
      payee: BOB,
      signer: ALICE,
      asset: null,
      symbol: 'LLD',
      decimals: 12,
      amount: '900',
      reference: '557',
      how: 'extrinsic',
      outcome: 'reverted',
      error: {
        pallet: 'Balances',
        name: 'InsufficientBalance',
        documentation: 'Balance too low to send value.',
      },
      fee: '12',
    });
  });

  it('has null for what the chain does not say, and no more of a long documentation than fits', () => {
    const silent = { pallet: null, name: null, documentation: `x${'💰'.repeat(2_000)}` };
    const unknown = { ...failure, from: null, signer: null, value: null, fee: null, error: silent };
    expect(failureData(write, unknown)).toMatchObject({
      payer: null,
      signer: null,
      amount: null,
      fee: null,
      error: { pallet: null, name: null, documentation: `x${'💰'.repeat(1_023)}` },
    });
  });
});

const ENVELOPE = {
  id: `evt_${'0'.repeat(40)}`,
  cursor: '4c1d2b8e-1111-4222-8333-abcdefabcdef:7',
  sequence: 1,
  height: 3,
  createdAt: '2026-01-02T03:04:05.678Z',
};
