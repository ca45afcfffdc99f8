import { stageOf, wantsPayment, type Stage, type StageOrder } from '../../../src/web/checkout/stage.js';

const OPEN: StageOrder = {
  status: 'OPEN',
  amountState: 'NONE',
  received: { value: '0', formatted: null },
  detected: { value: '0', formatted: null },
  payments: [],
  expiryBlock: 1_000,
  blocksLeft: 400,
};
const NOTHING = { sent: null, retracted: false };
const some = { value: '5', formatted: null };
const SENT = { hash: null, expiresAtBlock: 650, receivedBefore: '0', failedBefore: null };

const payment = (blockNumber: number) => ({ blockNumber, extrinsicHash: null });

it.each<[Stage, Partial<StageOrder>]>([
  ['waiting', {}],
  ['underpaid', { amountState: 'UNDER', received: some }],
  ['seenPart', { detected: some, payments: [payment(600)] }],
  ['seen', { status: 'PROCESSING', detected: some, payments: [payment(600)] }],
  ['checking', { amountState: 'EXACT', received: some }],
  ['timeUp', { blocksLeft: 0 }],
  ['waiting', { blocksLeft: null }],
  ['late', { blocksLeft: 0, payments: [payment(1_001)] }],
  ['late', { status: 'EXPIRED', payments: [payment(1_001)] }],
  ['expired', { status: 'EXPIRED' }],
  ['expiredPart', { status: 'EXPIRED', amountState: 'UNDER', received: some }],
  ['paid', { status: 'SETTLED', amountState: 'EXACT', received: some }],
  ['paid', { status: 'SETTLED', amountState: 'UNDER', received: some }],
  ['overpaid', { status: 'SETTLED', amountState: 'OVER', received: some }],
  ['canceled', { status: 'CANCELED' }],
  ['invalid', { status: 'INVALID', amountState: 'EXACT', received: some }],
])('is %s for %j', (stage, given) => {
  expect(stageOf({ ...OPEN, ...given }, NOTHING)).toBe(stage);
});

const held = (reason: string): NonNullable<StageOrder['held']> => [
  { reason, symbol: 'LLD', decimals: 12, amount: some, inbox: 'WAITING' },
];

it.each<[Stage, Partial<StageOrder>]>([
  ['late', { status: 'EXPIRED', held: held('late') }],
  ['held', { status: 'EXPIRED', held: held('wrong_asset') }],
  ['canceled', { status: 'CANCELED', held: held('order_canceled') }],
  ['checking', { held: held('order_set_aside') }],
  ['wrongAsset', { held: held('wrong_asset') }],
  ['wrongAsset', { held: held('wrong_asset'), amountState: 'UNDER', received: some }],
  ['otherPayer', { held: held('other_payer') }],
  ['seenPart', { held: held('wrong_asset'), detected: some, payments: [payment(600)] }],
  ['timeUp', { held: held('wrong_asset'), blocksLeft: 0 }],
  ['paid', { status: 'SETTLED', amountState: 'EXACT', received: some, held: held('wrong_asset') }],
])('is %s for %j, with money that does not count', (stage, given) => {
  expect(stageOf({ ...OPEN, ...given }, NOTHING)).toBe(stage);
});

describe('after a payment that failed', () => {
  const failure = { pallet: 'Balances', name: 'KeepAlive', documentation: null, extrinsicHash: '0xfa' };

  it.each<[Stage, Partial<StageOrder>]>([
    ['failed', {}],
    ['failed', { amountState: 'UNDER', received: some }],
    ['failed', { held: held('wrong_asset') }],
    ['seen', { status: 'PROCESSING', detected: some, payments: [payment(600)] }],
    ['seenPart', { detected: some, payments: [payment(600)] }],
    ['timeUp', { blocksLeft: 0 }],
    ['expired', { status: 'EXPIRED' }],
    ['paid', { status: 'SETTLED', amountState: 'EXACT', received: some }],
  ])('is %s for %j', (stage, given) => {
    expect(stageOf({ ...OPEN, failure, ...given }, NOTHING)).toBe(stage);
  });

  it('wants another', () => {
    expect(wantsPayment('failed')).toBe(true);
  });

  it.each<[Stage, string | null, string | null]>([
    // Its own.
    ['failed', '0xfa', null],
    // Somebody else's: this one can still come.
    ['sent', '0x77', null],
    // Its answer was lost, so its hash is not known: a failure since then is its own, one from before is not.
    ['failed', null, null],
    ['failed', null, '0x11'],
    ['sent', null, '0xfa'],
  ])('is %s where this browser sent %s, after %s', (stage, hash, failedBefore) => {
    const sent = { ...SENT, hash, failedBefore };
    expect(stageOf({ ...OPEN, failure }, { ...NOTHING, sent })).toBe(stage);
  });
});

it('asks for no second payment while the first can still come', () => {
  const at = (blocksLeft: number): Stage => stageOf({ ...OPEN, blocksLeft }, { ...NOTHING, sent: SENT });
  expect(at(400)).toBe('sent');
  // Block 650 can still have it.
  expect(at(350)).toBe('sent');
  expect(wantsPayment(at(350))).toBe(false);
  expect(at(349)).toBe('dropped');
  expect(wantsPayment(at(349))).toBe(true);
});

it('takes what was sent for arrived once something was received', () => {
  const order: StageOrder = { ...OPEN, amountState: 'UNDER', received: some, blocksLeft: 300 };
  expect(stageOf(order, { ...NOTHING, sent: SENT })).toBe('underpaid');
});

it('asks for no second payment after a fork took the first back', () => {
  const stage = stageOf(OPEN, { ...NOTHING, retracted: true });
  expect(stage).toBe('retracted');
  expect(wantsPayment(stage)).toBe(false);
});

describe('without a registered order', () => {
  const FREE: StageOrder = {
    ...OPEN,
    unregistered: true,
    indexedHeight: 640,
    expiryBlock: null,
    blocksLeft: null,
  };

  it.each<[Stage, Partial<StageOrder>]>([
    ['waiting', {}],
    ['underpaid', { amountState: 'UNDER', received: some }],
    ['arrived', { amountState: 'EXACT', received: some }],
    ['arrivedOver', { amountState: 'OVER', received: some }],
  ])('is %s for %j', (stage, given) => {
    expect(stageOf({ ...FREE, ...given }, NOTHING)).toBe(stage);
  });

  it('asks for no second payment while the first can still become final', () => {
    const at = (indexedHeight: number): Stage =>
      stageOf({ ...FREE, indexedHeight }, { ...NOTHING, sent: SENT });
    expect([at(649), at(650)]).toEqual(['sent', 'dropped']);
  });
});
