import { devProfile, type RuntimeFacts } from '../../../src/chain/dev/profile.js';
import { parseChainSpec } from '../../../src/chain/dev/spec.js';
import { networkProfileSchema } from '../../../src/domain/network.js';

const runtime: RuntimeFacts = {
  ss58Prefix: 42,
  existentialDeposit: 10n ** 24n,
  blockTimeMs: 6_000,
  assets: [],
};
const spec = (properties: unknown) =>
  parseChainSpec(
    JSON.stringify({ id: 'x', name: 'X', properties, genesis: { raw: { top: { '0x3a636f6465': '0x00' } } } }),
    'under test',
  );

describe('profile of a dev chain', () => {
  it('is a valid network profile with the runtime’s own numbers', () => {
    const llm = { id: '1', symbol: 'LLM', name: 'Liberland Merit', decimals: 12 };
    const profile = devProfile(spec({ tokenSymbol: 'LLD', tokenDecimals: 12, ss58Format: 56 }), {
      ...runtime,
      assets: [llm],
    });
    expect(networkProfileSchema.parse(profile)).toEqual(profile);
    expect(profile).toMatchObject({
      name: 'dev',
      genesisHash: null,
      ss58Prefix: 42,
      blockTimeMs: 6_000,
      native: { symbol: 'LLD', decimals: 12, existentialDeposit: '1000000000000000000000000' },
      assets: [llm],
    });
  });

  it.each([
    [{ ss58Format: 7 }, 7],
    [null, 42],
  ])('takes the prefix of the spec where the runtime has none: %j', (properties, prefix) => {
    expect(devProfile(spec(properties), { ...runtime, ss58Prefix: undefined }).ss58Prefix).toBe(prefix);
  });

  it('names the first token where a spec has several', () => {
    const profile = devProfile(spec({ tokenSymbol: ['ACA', 'AUSD'], tokenDecimals: [12, 6] }), runtime);
    expect(profile.native).toMatchObject({ symbol: 'ACA', decimals: 12 });
  });
});
