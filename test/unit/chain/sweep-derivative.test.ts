import type { GenericCall } from '@polkadot/types';
import type { ChainMetadata } from '../../../src/chain/chain-metadata.js';
import { BOB } from '../../../src/chain/dev/accounts.js';
import { planDerivativeSweep } from '../../../src/chain/unsigned/sweep-derivative.js';
import { deriveAddress } from '../../../src/domain/deposit-address.js';
import type { Hex } from '../../../src/domain/hex.js';
import { recordedMetadata, viewOf } from '../../support/chain-view.js';
import { BOB as BOB_ADDRESS } from '../../support/accounts.js';
import { network } from '../../support/network.js';

const LLD = 10n ** 12n;
const metadata = recordedMetadata('liberland-22');

interface Holding {
  readonly native?: bigint;
  readonly assets?: Readonly<Record<string, bigint>>;
  readonly stopped?: boolean;
}

/** Storage in which the deposit address at each path holds that. Asset 1 is live, asset 2 frozen as a whole. */
function storageOf(chain: ChainMetadata, holdings: readonly (readonly [number[], Holding])[]): Map<Hex, Hex> {
  const storage = new Map<Hex, Hex>();
  const put = (
    name: 'system.account' | `assets.${string}`,
    type: string,
    key: unknown[],
    value: object,
  ): void => {
    const at = chain.storageMap(name)?.key(...key);
    if (at) storage.set(at, chain.registry.createType(type, value).toHex());
  };
  for (const [id, status] of [
    ['1', 'Live'],
    ['2', 'Frozen'],
  ]) {
    put('assets.asset', 'PalletAssetsAssetDetails', [id], { minBalance: 1, isSufficient: true, status });
    put('assets.metadata', 'PalletAssetsAssetMetadata', [id], { symbol: `T${id ?? ''}`, decimals: 12 });
  }
  for (const [path, { native, assets = {}, stopped }] of holdings) {
    const address = deriveAddress(BOB.publicKey, path);
    if (native !== undefined)
      put('system.account', 'FrameSystemAccountInfo', [address], { providers: 1, data: { free: native } });
    for (const [id, balance] of Object.entries(assets)) {
      put('assets.account', 'PalletAssetsAssetAccount', [id, address], {
        balance,
        isFrozen: stopped === true,
      });
    }
  }
  return storage;
}

const plan = (holdings: readonly (readonly [number[], Holding])[], assets: string[], on = metadata) =>
  planDerivativeSweep(viewOf(on, storageOf(on, holdings)), {
    owner: BOB.publicKey,
    paths: holdings.map(([path]) => path),
    assets,
    network,
  });

/** Each call of a batch as `path of the address it is dispatched as: what it does`. */
function itemsOf(callData: Hex): { batch: string; items: string[] } {
  const batch = metadata.registry.createType('Call', callData);
  const items = (batch.args[0] as unknown as GenericCall[]).map((item) => {
    const path: string[] = [];
    let call = item;
    for (; call.method === 'asDerivative'; call = call.args[1] as unknown as GenericCall)
      path.push(String(call.args[0]));
    const args = call.args.map(String).map((arg) => (arg === BOB_ADDRESS ? 'owner' : arg));
    return `${path.join('/')}: ${call.section}.${call.method}(${args.join(', ')})`;
  });
  return { batch: `${batch.section}.${batch.method}`, items };
}

describe('the sweep of derivative deposit addresses', () => {
  it('moves assets before the native token of each address, by batches that go on after a failure', async () => {
    const { batches, notes } = await plan(
      [
        [[9, 1], { native: 3n * LLD, assets: { 1: 5n * LLD } }],
        [[9, 2], {}],
        [[9, 3], { assets: { 1: 7n } }],
      ],
      ['1'],
    );
    expect(batches).toHaveLength(1);
    expect(itemsOf(batches[0]?.callData ?? '0x')).toEqual({
      batch: 'utility.forceBatch',
      items: [
        '9/1: assets.transfer(1, owner, 5000000000000)',
        '9/1: balances.transferAll(owner, false)',
        '9/3: assets.transfer(1, owner, 7)',
      ],
    });
    expect(batches[0]?.signer).toBe(BOB.publicKey);
    expect(batches[0]?.description).toContain('5.000000000007 T1 (asset 1), 3 LLD');
    expect(notes).toEqual([]);
  });

  it('leaves frozen assets where they are, and says so', async () => {
    const { batches, notes } = await plan(
      [
        [[1], { native: LLD, assets: { 1: 5n }, stopped: true }],
        [[2], { assets: { 2: 6n } }],
      ],
      ['1', '2'],
    );
    expect(batches.flatMap(({ callData }) => itemsOf(callData).items)).toEqual([
      '1: balances.transferAll(owner, false)',
    ]);
    expect(notes).toEqual([
      expect.stringMatching(/0\.000000000005 T1 \(asset 1\) at \w+ stays there: it is frozen/),
      expect.stringMatching(/0\.000000000006 T2 \(asset 2\) at \w+ stays there: it is frozen/),
    ]);
  });

  it('ignores assets that the chain does not have or cannot number', async () => {
    const { batches } = await plan([[[1], { native: LLD }]], ['3', '99999999999999999999']);
    expect(batches.flatMap(({ callData }) => itemsOf(callData).items)).toEqual([
      '1: balances.transferAll(owner, false)',
    ]);
  });

  it('bounds its batches, keeps what one address holds together, and leaves nothing out', async () => {
    const holdings = Array.from(
      { length: 151 },
      (_, i) => [[4, i], { native: LLD, ...(i % 2 === 0 && { assets: { 1: 9n } }) }] as const,
    );
    const { batches } = await plan(
      holdings.map(([path, holding]) => [[...path], holding]),
      ['1'],
    );
    const items = batches.map(({ callData }) => itemsOf(callData).items);
    expect(items.flat()).toHaveLength(151 + 76);
    expect(new Set(items.flat()).size).toBe(151 + 76);
    const addressesOf = items.map((of) => new Set(of.map((item) => item.split(':')[0])));
    for (const [i, of] of items.entries()) {
      expect(of.length).toBeLessThanOrEqual(100);
      for (const other of addressesOf.slice(i + 1))
        for (const address of other) expect(addressesOf[i]?.has(address)).toBe(false);
    }
  });

  it('makes nothing to sign where nothing is', async () => {
    expect(await plan([[[1], {}]], ['1'])).toMatchObject({ batches: [], notes: [] });
  });
});
