import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import { stringToHex } from '@polkadot/util';
import { readAssetRules } from '../../src/chain/asset-rules.js';
import { readBalances, type Balances } from '../../src/chain/balances.js';
import { finalizedViews, type ChainView } from '../../src/chain/chain-view.js';
import { ALICE, BOB, CHARLIE, DAVE } from '../../src/chain/dev/accounts.js';
import { startDevChain, type DevChain } from '../../src/chain/dev/launch.js';
import { connectRpc, type Rpc } from '../../src/chain/rpc.js';
import type { UnsignedCall } from '../../src/chain/unsigned/call.js';
import { buildDerivativeProof } from '../../src/chain/unsigned/derivative.js';
import type { SweepRequest } from '../../src/chain/unsigned/deposits.js';
import { buildRefund } from '../../src/chain/unsigned/refund.js';
import { planDerivativeSweep } from '../../src/chain/unsigned/sweep-derivative.js';
import { planSoftSweep } from '../../src/chain/unsigned/sweep-soft.js';
import { nativeToken } from '../../src/chain/unsigned/token.js';
import { deriveAddress, deriveSoftAddress } from '../../src/domain/deposit-address.js';
import type { Hex } from '../../src/domain/hex.js';
import { refundReference } from '../../src/domain/refund-reference.js';
import { connectApi, eventNames, included, signer, type Included } from '../support/dev-chain.js';

const ROC = 10n ** 12n;
const ED = 3_333_333n;
/** Minted by //Alice for these tests: 2 decimals, least balance 10, not sufficient. */
const POINTS = '7';

let chain: DevChain;
let api: ApiPromise;
let rpc: Rpc;
let view: () => Promise<ChainView>;

beforeAll(async () => {
  chain = await startDevChain({ port: 0 });
  api = await connectApi(chain.endpoint);
  rpc = await connectRpc([chain.endpoint]);
  view = finalizedViews(rpc);
  await asAlice([
    tx('assets.create', POINTS, ALICE.publicKey, 10),
    tx('assets.setMetadata', POINTS, 'Points', 'PTS', 2),
    tx('assets.mint', POINTS, ALICE.publicKey, 1_000_000),
  ]);
}, 150_000);

afterAll(async () => {
  await rpc.close();
  await api.disconnect();
  await chain.stop();
}, 20_000);

function tx(name: string, ...args: unknown[]): SubmittableExtrinsic<'promise'> {
  const [pallet = '', call = ''] = name.split('.');
  const extrinsic = api.tx[pallet]?.[call]?.(...args);
  if (!extrinsic) throw new Error(`this runtime has no ${name}`);
  return extrinsic;
}

async function asAlice(calls: SubmittableExtrinsic<'promise'>[]): Promise<void> {
  const done = await included(tx('utility.batchAll', calls), signer(ALICE.uri));
  expect(eventNames(done)).toContain('utility.BatchCompleted');
}

/** What a wallet does with call data. */
function sign(call: UnsignedCall, uri: string): Promise<Included> {
  expect(call.genesisHash).toBe(api.genesisHash.toHex());
  const from = signer(uri);
  expect(Buffer.from(from.publicKey).toString('hex')).toBe(call.signer.slice(2));
  return included(api.tx(api.createType('Call', call.callData)), from);
}

async function balances(...accounts: Hex[]): Promise<readonly Balances[]> {
  return readBalances(await view(), accounts, [POINTS]);
}

const nothing: Balances = { native: 0n, assets: [] };
const points = (balance: bigint) => [{ asset: POINTS, balance, isFrozen: false }];

function request(owner: Hex, paths: readonly number[][]): SweepRequest {
  return { owner, paths, assets: [POINTS, '4040'], network: chain.profile };
}

describe('calls that the owner of an account signs with a wallet', () => {
  it('empty nested derivative addresses into their owner, assets before native, and nothing else', async () => {
    const paths = [
      [500, 65_535],
      [500, 0],
      [500, 1],
    ];
    const [full, empty, plain] = paths.map((path) => deriveAddress(BOB.publicKey, path)) as [Hex, Hex, Hex];
    await asAlice([
      tx('balances.transfer', full, 3n * ROC),
      tx('assets.transfer', POINTS, full, 1_234),
      tx('balances.transfer', plain, 2n * ROC),
    ]);
    expect(await balances(full, plain)).toEqual([
      { native: 3n * ROC, assets: points(1_234n) },
      { native: 2n * ROC, assets: [] },
    ]);
    const [before = nothing] = await balances(BOB.publicKey);

    const sweep = await planDerivativeSweep(await view(), request(BOB.publicKey, paths));
    const [batch, ...more] = sweep.batches;
    if (!batch) throw new Error('nothing to sweep was found');
    expect(more).toEqual([]);
    expect(batch.description).toMatch(
      /^Sweep deposit addresses \(2\) to \w+: 12\.34 PTS \(asset 7\), 5 ROC\.$/,
    );
    expect(batch.deposits.map(({ address }) => address)).toEqual([full, plain]);
    expect(sweep.notes).toEqual([expect.stringContaining('no utility.forceBatch')]);

    const done = await sign(batch, BOB.uri);
    expect(eventNames(done)).toEqual(
      expect.arrayContaining(['assets.Transferred', 'utility.BatchCompleted', 'system.KilledAccount']),
    );
    expect(await balances(full, empty, plain)).toEqual([nothing, nothing, nothing]);
    const [after = nothing] = await balances(BOB.publicKey);
    expect(after.assets).toEqual(points(1_234n));
    const gain = after.native - before.native;
    expect(gain).toBeGreaterThan(5n * ROC - ROC / 10n);
    expect(gain).toBeLessThan(5n * ROC);

    const again = await planDerivativeSweep(await view(), request(BOB.publicKey, paths));
    expect(again).toMatchObject({ batches: [], notes: [] });
  }, 60_000);

  it('show that the owner controls derivative accounts, and only theirs', async () => {
    const { metadata } = await view();
    const proof = 'chaintill-proof 0123456789abcdef';
    const call = buildDerivativeProof(metadata, CHARLIE.publicKey, [500, 0], proof, 2);
    expect(call.description).toContain(proof);
    const done = await sign(call, CHARLIE.uri);
    expect(eventNames(done)).toContain('system.ExtrinsicSuccess');
    expect(eventNames(done)).not.toContain('balances.Transfer');
    const { block } = await api.rpc.chain.getBlock(done.block);
    const mine = block.extrinsics.find(({ isSigned }) => isSigned);
    expect(mine?.signer.toString()).toBe(api.createType('AccountId', CHARLIE.publicKey).toString());
    expect(mine?.method.toHuman()).toMatchObject({
      section: 'utility',
      method: 'asDerivative',
      args: {
        index: '500',
        call: {
          method: 'asDerivative',
          args: { index: '0', call: { method: 'remark', args: { remark: proof } } },
        },
      },
    });
  }, 30_000);

  it('refund a payer, in the native token and in an asset, with the remark that names the refund', async () => {
    const current = await view();
    const rules = (await readAssetRules(current, [POINTS])).get(POINTS);
    expect(rules).toEqual({
      id: POINTS,
      minBalance: 10n,
      isSufficient: false,
      isFrozen: false,
      decimals: 2,
      symbol: 'PTS',
    });
    const [before = nothing] = await balances(DAVE.publicKey);
    const tokens = [nativeToken(chain.profile.native), { asset: POINTS, symbol: 'PTS', decimals: 2 }];
    for (const [nth, token] of tokens.entries()) {
      const reference = refundReference(new Uint8Array(16).fill(nth));
      const refund = buildRefund(
        current.metadata,
        { payer: ALICE.publicKey, destination: DAVE.publicKey, token, amount: 150n, reference },
        2,
      );
      expect(refund.description).toContain(`"order:${reference}"`);
      const done = await sign(refund, ALICE.uri);
      expect(eventNames(done)).toEqual(expect.arrayContaining(['system.Remarked', 'utility.BatchCompleted']));
      const { block } = await api.rpc.chain.getBlock(done.block);
      expect(
        block.extrinsics.some((one) => one.toHex().includes(stringToHex(`order:${reference}`).slice(2))),
      ).toBe(true);
    }
    expect(await balances(DAVE.publicKey)).toEqual([{ native: before.native + 150n, assets: points(150n) }]);
  }, 60_000);

  it('empty soft-derived addresses, which sign for themselves, with fees sent to one that has none', async () => {
    const paths = [
      [12, 34],
      [12, 35],
      [12, 36],
    ];
    const [rich, poor, dust] = paths.map((path) => deriveSoftAddress(CHARLIE.publicKey, path)) as [
      Hex,
      Hex,
      Hex,
    ];
    await asAlice([
      tx('balances.transfer', rich, ROC),
      tx('balances.transfer', poor, ED),
      tx('assets.transfer', POINTS, poor, 50),
      tx('balances.transfer', dust, ED),
    ]);
    const sweep = await planSoftSweep(await view(), request(CHARLIE.publicKey, paths));
    expect(
      sweep.children.map(({ derivation, signer: by, funding }) => [derivation, by, funding > 0n]),
    ).toEqual([
      ['/12/34', rich, false],
      ['/12/35', poor, true],
    ]);
    expect(sweep.notes).toEqual([
      expect.stringContaining('stays there'),
      expect.stringContaining('sign the funding first'),
    ]);
    const [unfunded] = sweep.children.slice(1);
    if (!unfunded) throw new Error('the poor address is not in the plan');
    await expect(sign(unfunded, '//Charlie/12/35')).rejects.toThrow('Payment');

    for (const call of sweep.funding) await sign(call, CHARLIE.uri);
    const [before = nothing] = await balances(CHARLIE.publicKey);
    for (const child of sweep.children) {
      const done = await sign(child, `//Charlie${child.derivation}`);
      expect(eventNames(done)).toContain('system.ExtrinsicSuccess');
    }
    expect(await balances(rich, poor, dust)).toEqual([nothing, nothing, { native: ED, assets: [] }]);
    const [after = nothing] = await balances(CHARLIE.publicKey);
    expect(after.assets).toEqual(points(50n));
    expect(after.native - before.native).toBeGreaterThan(ROC - ROC / 10n);
  }, 90_000);
});
