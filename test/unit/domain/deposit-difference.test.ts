import { compareDeposit, type DepositFacts } from '../../../src/domain/deposit-difference.js';
import { depositHolding } from '../../../src/domain/deposit-holding.js';

const facts: DepositFacts = { scheme: 'derivative', asset: null, expected: 100n, found: 100n, noticed: 0n };
const rules = { dust: 5n, minBalance: 20n };
const compare = (changed: Partial<DepositFacts>) => compareDeposit({ ...facts, ...changed }, rules);

describe('comparing a deposit address with its transfers', () => {
  it('finds nothing where they agree, also after a sweep of what had been noticed', () => {
    expect(compare({})).toBeNull();
    expect(compare({ found: 130n, noticed: 30n })).toBeNull();
    // The sweep took the 30 along: more went out than transfers brought in.
    expect(compare({ expected: -30n, found: 0n, noticed: 30n })).toBeNull();
  });

  it.each<[string, Partial<DepositFacts>, bigint, string]>([
    ['money that came without a transfer', { found: 150n }, 50n, 'unexplained'],
    ['only what is new of it', { found: 150n, noticed: 40n }, 10n, 'unexplained'],
    ['money that is missing', { found: 60n }, -40n, 'unexplained'],
    ['the fee that a soft child paid', { scheme: 'soft', found: 60n }, -40n, 'fee'],
    ['what came to a soft child', { scheme: 'soft', found: 150n }, 50n, 'unexplained'],
    [
      'an asset that is missing at a soft child',
      { scheme: 'soft', asset: '7', found: 60n },
      -40n,
      'unexplained',
    ],
    ['a little below the dust', { found: 104n }, 4n, 'dust'],
    ['the dust itself', { found: 105n }, 5n, 'unexplained'],
    ['a rest that was reaped', { expected: 19n, found: 0n }, -19n, 'dust'],
    ['more than could be reaped', { expected: 20n, found: 0n }, -20n, 'unexplained'],
    ['a small loss of an account that is still there', { found: 81n }, -19n, 'unexplained'],
  ])('tells %s', (_what, changed, amount, reason) => {
    expect(compare(changed)).toEqual({ amount, reason });
  });
});

describe('what is left at a deposit address', () => {
  it.each<[bigint, bigint, bigint, bigint, string]>([
    [100n, 0n, 0n, 100n, 'held'],
    [100n, 100n, 0n, 0n, 'swept'],
    [150n, 100n, 0n, 50n, 'partly_swept'],
    // A soft child paid 3 of its 100 for the sweep.
    [100n, 97n, -3n, 0n, 'swept'],
    [100n, 97n, 0n, 3n, 'partly_swept'],
    // It was swept together with 20 that nobody has noticed yet.
    [100n, 120n, 0n, 0n, 'swept'],
    [0n, 0n, 20n, 20n, 'held'],
  ])('received %s, moved %s, noticed %s: %s, %s', (received, moved, noticed, left, state) => {
    expect(depositHolding({ received, moved, noticed })).toEqual({ left, state });
  });
});
