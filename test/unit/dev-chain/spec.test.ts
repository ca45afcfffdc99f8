import { TypeRegistry } from '@polkadot/types';
import { hexToU8a, u8aToHex } from '@polkadot/util';
import { ALICE, BOB, DEV_ACCOUNTS } from '../../../src/chain/dev/accounts.js';
import { parseChainSpec, withDevAccounts, type ChainSpec } from '../../../src/chain/dev/spec.js';
import { readChainSpec } from '../../../src/chain/dev/spec-file.js';
import type { Hex } from '../../../src/domain/hex.js';

// Keys as a node has them, to check those that the code computes.
const CODE = '0x3a636f6465';
const TOTAL_ISSUANCE = '0xc2261276cc9d1f8598ea4b6a74b15c2f57c875e4cff74148e4628f264b974c80';
const SUDO_KEY = '0x5c0d1176a568c1f92944340dbfed9e9c530ebca703c85910e7164cb7d1c9e47b';
const ALICE_ACCOUNT = `0x26aa394eea5630e07c48ae0c9558cef7b99d880ec681799c0cf30e8886371da9de1e86a9a8c739864cf3cc5ec2bea59f${ALICE.publicKey.slice(2)}`;

const NEW_LOGIC = 1n << 127n;
const MILLION = 1_000_000n * 10n ** 12n;

const registry = new TypeRegistry();
registry.register({
  Account: {
    nonce: 'u32',
    consumers: 'u32',
    providers: 'u32',
    sufficients: 'u32',
    free: 'u128',
    reserved: 'u128',
    frozen: 'u128',
    flags: 'u128',
  },
});
const encode = (type: string, value: unknown): Hex => u8aToHex(registry.createType(type, value).toU8a());
const account = (fields: Record<string, bigint | number>): Hex => encode('Account', fields);
const decode = (value: string | undefined): Record<string, bigint> => {
  const fields = registry.createType('Account', hexToU8a(value)).toPrimitive() as Record<
    string,
    string | number
  >;
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, BigInt(field)]));
};
const issuance = (top: Record<string, string>): bigint =>
  registry.createType('u128', hexToU8a(top[TOTAL_ISSUANCE])).toBigInt();

function spec(
  top: Record<string, string> = {},
  properties: unknown = { tokenDecimals: 12, tokenSymbol: 'UNIT' },
): ChainSpec {
  const raw = {
    id: 'test',
    name: 'Test',
    properties,
    genesis: { raw: { top: { [CODE]: '0x52bc', ...top } } },
  };
  return parseChainSpec(JSON.stringify(raw), 'under test');
}

describe('dev accounts in a chain spec', () => {
  it('gives each a million tokens, and a provider that keeps the account alive', () => {
    const { top } = withDevAccounts(spec()).genesis.raw;
    const fresh = {
      nonce: 0n,
      consumers: 0n,
      providers: 1n,
      sufficients: 0n,
      reserved: 0n,
      frozen: 0n,
      flags: 0n,
    };
    expect(decode(top[ALICE_ACCOUNT])).toEqual({ ...fresh, free: MILLION });
    expect(Object.keys(top)).toHaveLength(DEV_ACCOUNTS.length + 2);
  });

  it.each([
    [10, 10n ** 16n],
    [[18, 6], 10n ** 24n],
    [0, 10n ** 6n],
  ])('counts tokens with the decimals of the spec: %j', (tokenDecimals, free) => {
    const { top } = withDevAccounts(spec({}, { tokenDecimals })).genesis.raw;
    expect(decode(top[ALICE_ACCOUNT])['free']).toBe(free);
  });

  it('adds what it gives to the total issuance', () => {
    const issued = 5n * 10n ** 30n;
    const { top } = withDevAccounts(spec({ [TOTAL_ISSUANCE]: encode('u128', issued) })).genesis.raw;
    expect(issuance(top)).toBe(issued + 6n * MILLION);
  });

  it('tops up an account that exists and leaves the rest of it alone', () => {
    const existing = {
      nonce: 3,
      consumers: 1,
      providers: 2,
      sufficients: 0,
      free: MILLION - 7n,
      reserved: 5n,
      frozen: 4n,
      flags: 0n,
    };
    const { top } = withDevAccounts(spec({ [ALICE_ACCOUNT]: account(existing) })).genesis.raw;
    expect(decode(top[ALICE_ACCOUNT])).toEqual(decode(account({ ...existing, free: MILLION })));
    expect(issuance(top)).toBe(5n * MILLION + 7n);
  });

  it('takes nothing from an account that has more', () => {
    const rich = account({ providers: 1, free: MILLION * 3n });
    const { top } = withDevAccounts(spec({ [ALICE_ACCOUNT]: rich })).genesis.raw;
    expect(top[ALICE_ACCOUNT]).toBe(rich);
    expect(issuance(top)).toBe(5n * MILLION);
  });

  // In an older runtime the highest bit of the last field would freeze more than anyone owns.
  it.each([
    ['flags new accounts where the genesis has flagged ones', NEW_LOGIC, NEW_LOGIC],
    ['sets no flag where none is to be seen, as before flags there was a frozen amount', 5n, 0n],
  ])('%s', (_, seen, flags) => {
    const other = ALICE_ACCOUNT.slice(0, 66) + '00'.repeat(48);
    const { top } = withDevAccounts(spec({ [other]: account({ providers: 1, free: 9n, flags: seen }) }))
      .genesis.raw;
    expect(decode(top[ALICE_ACCOUNT])['flags']).toBe(flags);
  });

  it('makes //Alice the sudo key where there is one, and adds none elsewhere', () => {
    expect(withDevAccounts(spec({ [SUDO_KEY]: BOB.publicKey })).genesis.raw.top[SUDO_KEY]).toBe(
      ALICE.publicKey,
    );
    expect(withDevAccounts(spec()).genesis.raw.top).not.toHaveProperty(SUDO_KEY);
  });

  it('keeps the keys in order, which iteration over storage relies on, and the original as it was', () => {
    const original = spec({ [TOTAL_ISSUANCE]: encode('u128', 1n) });
    const before = structuredClone(original);
    const keys = Object.keys(withDevAccounts(original).genesis.raw.top);
    expect(keys).toEqual([...keys].sort());
    expect(original).toEqual(before);
  });
});

describe('reading a chain spec', () => {
  const raw = { id: 'a', name: 'A', properties: null, genesis: { raw: { top: { [CODE]: '0x00' } } } };

  it.each([
    ['is not JSON', '{"id":', /is not JSON/],
    ['is something else', '[]', /is not a chain spec/],
    ['has no name', JSON.stringify({ ...raw, name: undefined }), /look at "name"/],
    ['is not raw', JSON.stringify({ ...raw, genesis: { runtimeGenesis: {} } }), /build-spec --raw/],
    [
      'has state that is not hex',
      JSON.stringify({ ...raw, genesis: { raw: { top: { [CODE]: 'code' } } } }),
      /hex to hex/,
    ],
    ['has no runtime', JSON.stringify({ ...raw, genesis: { raw: { top: {} } } }), /holds no runtime/],
    [
      'keeps accounts of another layout',
      JSON.stringify({ ...raw, genesis: { raw: { top: { [CODE]: '0x00', [ALICE_ACCOUNT]: '0x0011' } } } }),
      /layout/,
    ],
  ])('says what to do when it %s', async (_, text, message) => {
    const parse = async (): Promise<ChainSpec> => Promise.resolve(parseChainSpec(text, '"my.json"'));
    await expect(parse()).rejects.toMatchObject({ code: 'DEV_CHAIN_SPEC_INVALID' });
    await expect(parse()).rejects.toThrow(/chain spec "my\.json"/);
    await expect(parse()).rejects.toThrow(message);
  });

  it('takes a spec without properties, as some chains have', () => {
    expect(parseChainSpec(JSON.stringify(raw), 'under test').properties).toEqual({});
  });

  it('knows Rococo Asset Hub without a file', async () => {
    expect((await readChainSpec()).name).toBe('Rococo Asset Hub');
  });

  it('says which file is not there', async () => {
    const missing = readChainSpec('no/such\nspec.json');
    await expect(missing).rejects.toMatchObject({
      code: 'DEV_CHAIN_SPEC_NOT_FOUND',
      message: /"no\/such\\nspec\.json"/,
    });
  });
});
