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
const SENT = { hash: null, expiresAtBlock: 650, receivedBefore: '0' };

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
