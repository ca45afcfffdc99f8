import { suggestOrders, wordsOf, type Candidate, type WaitingMoney } from '../../../src/domain/inbox.js';

const money: WaitingMoney = { value: 50n, reference: null, text: null, heldFor: null };

function candidate(id: string, given: Partial<Candidate> = {}): Candidate {
  return {
    id,
    orderId: id,
    reference: id,
    amount: 100n,
    minimum: 100n,
    received: 0n,
    ofSender: false,
    ...given,
  };
}

function reasons(given: Partial<WaitingMoney>, order: Candidate): readonly string[] {
  return suggestOrders({ ...money, ...given }, [order], 5)[0]?.reasons ?? [];
}

describe('an order is suggested', () => {
  it.each([
    ['INV-1001', 'inv-1001', true],
    ['INV-1001', 'INV-1010', true],
    ['INV-1001', 'INV-101', true],
    ['INV-101', 'INV-1001', true],
    ['INV-1001', 'INV-1002', true],
    ['INV-1001', 'XNV-1001', true],
    ['NIV-1001', 'INV-1001', true],
    ['INV-1001', 'INV-1012', false],
    ['INV-1001', 'INV-10', false],
    ['INV-1001', 'VNI-1001', false],
    ['7', '8', false],
    ['7', '7', true],
    ['abc', 'ab', false],
  ])('for money that names %s where it is %s: %s', (named, reference, near) => {
    expect(reasons({ reference: named }, candidate('x', { reference }))).toEqual(near ? ['reference'] : []);
  });

  it('by the name that the merchant has for it, as by its reference', () => {
    const order = candidate('x', { orderId: 'Table 5', reference: 'r4nd0m' });
    expect(reasons({ reference: 'R4ND0M' }, order)).toEqual(['reference']);
    expect(reasons({ text: 'paying r4nd0m now' }, order)).toEqual(['remark']);
  });

  it('for what is held for it', () => {
    expect(reasons({ heldFor: 'x' }, candidate('x', { orderId: 'q', reference: null }))).toEqual([
      'reference',
    ]);
  });

  it.each([
    ['for INV-7.', true],
    ['order: inv-7, thanks', true],
    ['(#INV-7)', true],
    ['INV-77', false],
    ['INV -7', false],
  ])('where the remark says %j: %s', (text, yes) => {
    expect(reasons({ text }, candidate('INV-7'))).toEqual(yes ? ['remark'] : []);
  });

  it.each([
    [50n, 100n, 100n, 50n, true],
    [50n, 100n, 95n, 47n, true],
    [49n, 100n, 100n, 50n, false],
    [51n, 100n, 100n, 50n, false],
    [100n, 100n, 100n, 0n, true],
    [4n, 100n, 95n, 96n, false],
  ])('for %s, where %s is expected, %s enough and %s there: %s', (value, amount, minimum, received, yes) => {
    expect(reasons({ value }, candidate('x', { amount, minimum, received }))).toEqual(yes ? ['amount'] : []);
  });
});

it('the likeliest come first, others as they came, and no more than asked for', () => {
  const candidates = [
    candidate('sender', { ofSender: true }),
    candidate('nothing'),
    candidate('amount', { amount: 50n, minimum: 50n }),
    candidate('amount and sender', { amount: 50n, minimum: 50n, ofSender: true }),
    candidate('named', { reference: 'INV-7' }),
    candidate('sender too', { ofSender: true }),
  ];
  const suggested = suggestOrders({ ...money, reference: 'inv-7' }, candidates, 4).map(({ id }) => id);
  expect(suggested).toEqual(['named', 'amount and sender', 'amount', 'sender']);
});

it('a long remark is not read to its end', () => {
  expect(wordsOf('a '.repeat(10_000))).toHaveLength(32);
  expect(wordsOf('x'.repeat(65))).toEqual([]);
  expect(wordsOf(null)).toEqual([]);
});
