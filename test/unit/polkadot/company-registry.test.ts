import { Metadata, TypeRegistry } from '@polkadot/types';
import type { Codec } from '@polkadot/types-codec/types';
import { companyKeys, readCompany, type RegistryState } from '../../../src/polkadot/company-registry.js';
import { loadRuntime } from '../../fixture-chain/build/runtime.js';
import { ALICE } from '../../fixture-chain/scenario/accounts.js';

const registry = new TypeRegistry();
registry.setMetadata(new Metadata(registry, loadRuntime('liberland-8').metadata));
registry.register({ Entry: { deposit: 'u128', data: 'Bytes', editableByRegistrar: 'bool' } });

const DATA = { deposit: 1, data: '0x0102', editableByRegistrar: true };
const KEY = { registryIndex: 0, entityId: 7 };

/** A storage map that has one value for any key. */
function map(value: Codec, hashers: number, keys: readonly (readonly number[])[] = []): unknown {
  const listed = keys.map((args) => ({ args: args.map((arg) => registry.createType('u32', arg)) }));
  return Object.assign(() => Promise.resolve(value), {
    keys: () => Promise.resolve(listed),
    creator: { meta: { type: { isMap: true, asMap: { hashers: { length: hashers } } } } },
  });
}

function stateOf(given: Readonly<Record<string, unknown>> = {}): RegistryState {
  const none = registry.createType('Option<Entry>', null);
  return {
    query: {
      companyRegistry: {
        registries: map(none, 2),
        requests: map(none, 2),
        entityOwner: map(registry.createType('Option<AccountId32>', ALICE), 1),
        ...given,
      },
    },
  };
}

describe('the state of a company', () => {
  it('is read from an Option, as runtimes had it first', async () => {
    const registries = map(registry.createType('Option<Entry>', DATA), 2);
    expect(await readCompany(stateOf({ registries }), KEY)).toEqual({
      ...KEY,
      owner: ALICE,
      registration: { data: '0x0102', editableByRegistrar: true },
      request: null,
    });
  });

  it('is read from an Option in an Option, where a request may be for leaving', async () => {
    // As polkadot.js decodes an optional value: its own Option around what the bytes are.
    const request = async (bytes: Uint8Array | null) => {
      const value = bytes && registry.createType('Option<Entry>', bytes);
      const codec = registry.createTypeUnsafe('Option<Entry>', [value], { isOptional: true });
      return (await readCompany(stateOf({ requests: map(codec, 2) }), KEY)).request;
    };
    expect(await request(null)).toBeNull();
    expect(await request(Uint8Array.of(0))).toBe('unregistration');
    const entry = registry.createType('Entry', DATA).toU8a();
    expect(await request(Uint8Array.of(1, ...entry))).toEqual({ data: '0x0102', editableByRegistrar: true });
  });

  it('is refused with the reason where the node does not have it', async () => {
    const entityOwner = Object.assign(() => Promise.reject(new Error('State already discarded')), {
      creator: { meta: { type: { isMap: true, asMap: { hashers: { length: 1 } } } } },
    });
    await expect(readCompany(stateOf({ entityOwner }), KEY)).rejects.toMatchObject({
      code: 'STATE_UNAVAILABLE',
      message: expect.stringContaining('archive node') as unknown,
    });
  });

  it('is refused where the runtime keeps it in another way', async () => {
    const registries = map(registry.createType('Option<Entry>', DATA), 1);
    await expect(readCompany(stateOf({ registries }), KEY)).rejects.toMatchObject({
      code: 'RUNTIME_UNSUPPORTED',
    });
    await expect(readCompany({ query: { companyRegistry: {} } }, KEY)).rejects.toMatchObject({
      code: 'RUNTIME_UNSUPPORTED',
    });
  });
});

describe('the companies of a chain', () => {
  it('are those that are registered or ask to be, each once, in order', async () => {
    const none = registry.createType('Option<Entry>', null);
    const state = stateOf({
      registries: map(none, 2, [
        [1, 2],
        [0, 10],
      ]),
      requests: map(none, 2, [
        [0, 10],
        [0, 9],
      ]),
    });
    expect(await companyKeys(state)).toEqual([
      { registryIndex: 0, entityId: 9 },
      { registryIndex: 0, entityId: 10 },
      { registryIndex: 1, entityId: 2 },
    ]);
  });

  it('are none where there is no registry', async () => {
    expect(await companyKeys({ query: {} })).toEqual([]);
  });
});
