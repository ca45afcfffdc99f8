import { decide } from '../../../src/cli/postgres/index-database.js';

const real = { network: 'liberland', genesisHash: '0x6b', dev: false };
const other = { network: 'asset-hub-polkadot', genesisHash: '0x68', dev: false };
const dev = { network: 'dev', genesisHash: '0x45', dev: true };

describe('decide', () => {
  it('keeps the index of the same chain', () => {
    expect(decide(real, real)).toBe('kept');
    expect(decide({ ...real, network: 'liberland-by-another-name' }, real)).toBe('kept');
  });

  it('drops the index of a dev chain, for whatever comes after it', () => {
    expect(decide(dev, dev)).toBe('dropped');
    expect(decide(dev, real)).toBe('dropped');
  });

  it.each([
    ['another chain', other],
    ['a dev chain', dev],
    ['a dev chain that reports the same genesis', { ...dev, genesisHash: real.genesisHash }],
  ])("refuses a real network's index to %s", (_, claimant) => {
    expect(() => decide(real, claimant)).toThrow(/holds the index of liberland/);
  });

  it('refuses a schema of somebody else to everybody', () => {
    for (const claimant of [real, dev]) expect(() => decide('unknown', claimant)).toThrow(/DATABASE_URL/);
  });

  it('begins anew where there is nothing', () => {
    expect(decide('nothing', real)).toBe('new');
  });
});
