import { readFilter } from '../../../src/gateway/graphql/filter.js';
import { ASSET_TRANSFER_COLUMNS } from '../../../src/store/chain/asset-transfers.js';
import { NEVER, type Condition } from '../../../src/store/lists/condition.js';
import { ALICE, ALICE_HEX, ALICE_PREFIX_0 } from '../../support/accounts.js';

function read(filter: Record<string, unknown>): Condition {
  return readFilter(filter, ASSET_TRANSFER_COLUMNS, { asset: { kind: 'assetId' } });
}

/** What a filter of one comparison means. */
function only(filter: Record<string, unknown>): Condition {
  let condition = read(filter);
  while (condition.kind === 'all' && condition.of[0]) condition = condition.of[0];
  return condition;
}

describe('readFilter', () => {
  it('has nothing against every row', () => {
    expect(readFilter(undefined, ASSET_TRANSFER_COLUMNS)).toEqual({ kind: 'all', of: [] });
    expect(readFilter({}, ASSET_TRANSFER_COLUMNS)).toEqual({ kind: 'all', of: [] });
  });

  it.each([ALICE, ALICE_PREFIX_0, ALICE_HEX, ALICE_HEX.toUpperCase().replace('0X', '0x')])(
    'compares the account %s by its key',
    (address) => {
      expect(only({ toId: { equalTo: address } })).toMatchObject({ comparator: '=', value: ALICE_HEX });
      expect(only({ toId: { in: [address] } })).toMatchObject({ values: [ALICE_HEX] });
    },
  );

  it.each([
    [{ greaterThan: '5.5' }, '>', '5'],
    [{ greaterThanOrEqualTo: '5.5' }, '>=', '6'],
    [{ lessThan: '5.5' }, '<', '6'],
    [{ lessThanOrEqualTo: '-5.5' }, '<=', '-6'],
    [{ equalTo: '5' }, '=', '5'],
  ])('compares a height with any number: %j', (comparison, comparator, value) => {
    expect(only({ blockNumber: comparison })).toMatchObject({ kind: 'compare', comparator, value });
  });

  const huge = '9'.repeat(30);
  it.each([
    [{ equalTo: '5.5' }, NEVER],
    [{ equalTo: huge }, NEVER],
    [{ greaterThan: huge }, NEVER],
    [{ lessThan: `-${huge}` }, NEVER],
    [{ lessThan: huge }, { kind: 'isNull', column: 'blockNumber', yes: false }],
    [{ greaterThanOrEqualTo: `-${huge}` }, { kind: 'isNull', column: 'blockNumber', yes: false }],
    [{ notEqualTo: '5.5' }, { kind: 'isNull', column: 'blockNumber', yes: false }],
    [{ in: ['1', '5.5', huge] }, { kind: 'oneOf', column: 'blockNumber', yes: true, values: ['1'] }],
  ])('knows what no height can be: %j', (comparison, condition) => {
    expect(only({ blockNumber: comparison })).toEqual(condition);
  });

  const nested = (levels: number): Record<string, unknown> =>
    levels === 0 ? { value: { equalTo: '1' } } : { not: nested(levels - 1) };

  it.each([
    ['a malformed address', { toId: { equalTo: '5Grwva' } }, 'filter.toId.equalTo: not an account address'],
    [
      'one malformed address of a list',
      { toId: { in: [ALICE, 'x'] } },
      'filter.toId.in: not an account address',
    ],
    ['an order of accounts', { fromId: { lessThan: ALICE } }, 'has no order'],
    ['a part of an address', { signerId: { includes: '5G' } }, 'has no order and no parts'],
    ['a fraction of an asset', { asset: { equalTo: '1.5' } }, "asset's id is a whole number"],
    ['an order of assets', { asset: { greaterThan: '1' } }, 'has no order'],
    ['null', { toId: { equalTo: null } }, 'filter.toId.equalTo is null'],
    ['null for a field', { toId: null }, 'filter.toId is null'],
    ['a variable that is not set', { toId: {} }, 'filter.toId compares with nothing'],
    ['an empty part', { or: [{ toId: { equalTo: ALICE } }, {}] }, 'filter.or is empty'],
    ['no alternatives', { or: [] }, 'filter.or is empty'],
    ['an empty not', { not: {} }, 'filter.not is empty'],
    ['NUL', { reference: { equalTo: 'a\0b' } }, 'NUL'],
    ['a pattern that ends in its escape', { remark: { like: 'a\\' } }, 'single backslash'],
    ['too many levels', nested(9), 'nested too deep'],
    ['too many values', { value: { in: Array.from({ length: 1001 }, () => '1') } }, 'too many values'],
    [
      'too many comparisons',
      { or: Array.from({ length: 65 }, () => ({ value: { equalTo: '1' } })) },
      'too long',
    ],
  ])('refuses %s', (_what, filter, message) => {
    expect(() => read(filter)).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        message: expect.stringContaining(message) as string,
      }) as Error,
    );
  });
});
