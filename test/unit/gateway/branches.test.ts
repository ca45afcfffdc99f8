import { splitBranches } from '../../../src/store/lists/branches.js';
import type { Condition } from '../../../src/store/lists/condition.js';

const lookups = new Set(['fromId', 'toId']);
const is = (column: string, value: string): Condition => ({
  kind: 'compare',
  column,
  comparator: '=',
  value,
});
const all = (...of: Condition[]): Condition => ({ kind: 'all', of });
const any = (...of: Condition[]): Condition => ({ kind: 'any', of });
const above: Condition = { kind: 'compare', column: 'blockNumber', comparator: '>', value: '5' };

describe('splitBranches', () => {
  it('splits alternatives that an index finds, each with what all must meet', () => {
    expect(splitBranches(all(above, any(is('fromId', 'a'), all(is('toId', 'a')))), lookups)).toEqual([
      all(above, is('fromId', 'a')),
      all(above, is('toId', 'a')),
    ]);
  });

  it('splits a list of accounts', () => {
    const list: Condition = { kind: 'oneOf', column: 'toId', yes: true, values: ['a', 'b'] };
    expect(splitBranches(list, lookups)).toEqual([all(is('toId', 'a')), all(is('toId', 'b'))]);
  });

  it.each<[string, Condition]>([
    ['has no alternatives', is('toId', 'a')],
    ['has one alternative that no index finds', any(is('toId', 'a'), above)],
    ['is found by an index as a whole', all(is('toId', 'x'), any(is('fromId', 'a'), is('fromId', 'b')))],
    ['excludes a list', { kind: 'oneOf', column: 'toId', yes: false, values: ['a', 'b'] }],
    ['has too many alternatives', any(...Array.from({ length: 17 }, (_, i) => is('toId', String(i))))],
    ['is negated', { kind: 'not', of: any(is('fromId', 'a'), is('toId', 'a')) }],
  ])('leaves alone what %s', (_what, condition) => {
    expect(splitBranches(condition, lookups)).toEqual([condition]);
  });
});
