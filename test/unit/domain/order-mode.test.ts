import { modeProblem, type ModeFacts } from '../../../src/domain/order/mode.js';

const native: ModeFacts = { nativeExistentialDeposit: 100n, asset: null, mode: 'address', amount: 100n };
const usd: ModeFacts = { ...native, asset: { minBalance: 7n, isSufficient: true }, amount: 7n };
const points: ModeFacts = { ...native, asset: { minBalance: 1n, isSufficient: false }, amount: 10_000n };

describe('whether an order can be paid to a deposit address of its own', () => {
  it('can be from the existential deposit on, and not below', () => {
    expect(modeProblem(native)).toBeNull();
    expect(modeProblem({ ...native, amount: 99n })).toEqual({
      code: 'ADDRESS_MODE_BELOW_MINIMUM',
      message: expect.stringMatching(/below 100 .*use mode reference/) as string,
    });
  });

  it("can be in a sufficient asset from its minimum balance on, whatever the native token's is", () => {
    expect(modeProblem(usd)).toBeNull();
    expect(modeProblem({ ...usd, amount: 6n })).toEqual({
      code: 'ADDRESS_MODE_BELOW_MINIMUM',
      message: expect.stringMatching(/below 7 .*use mode reference/) as string,
    });
  });

  it('cannot be in an asset that is not sufficient, of whatever amount', () => {
    expect(modeProblem(points)).toEqual({
      code: 'ADDRESS_MODE_ASSET_INSUFFICIENT',
      message: expect.stringContaining('use mode reference') as string,
    });
  });

  it('is no question in reference mode', () => {
    for (const facts of [{ ...native, amount: 1n }, { ...usd, amount: 1n }, points])
      expect(modeProblem({ ...facts, mode: 'reference' })).toBeNull();
  });
});
