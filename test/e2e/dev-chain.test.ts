import type { ApiPromise } from '@polkadot/api';
import { stringToHex } from '@polkadot/util';
import { blake2AsHex } from '@polkadot/util-crypto';
import { ALICE, BOB, CHARLIE, DAVE, DEV_ACCOUNTS, EVE } from '../../src/chain/dev/accounts.js';
import { readFree, readU128 } from '../../src/chain/dev/balance.js';
import { startDevChain, type DevChain } from '../../src/chain/dev/launch.js';
import { storagePrefix, systemAccountKey } from '../../src/chain/dev/storage-keys.js';
import { connectRpc, type Rpc } from '../../src/chain/rpc.js';
import type { Hex } from '../../src/domain/hex.js';
import { connectApi, eventNames, included, payment, signer, type Included } from '../support/dev-chain.js';

const ROC = 10n ** 12n;
const remark = stringToHex('order-1');

let chain: DevChain;
let api: ApiPromise;
let rpc: Rpc;

beforeAll(async () => {
  chain = await startDevChain({ port: 0 });
  api = await connectApi(chain.endpoint);
  rpc = await connectRpc([chain.endpoint]);
}, 120_000);

afterAll(async () => {
  await rpc.close();
  await api.disconnect();
  await chain.stop();
}, 20_000);

async function free(publicKey: Hex, at?: Hex): Promise<bigint> {
  return readFree(await rpc.request<Hex>('state_getStorage', [systemAccountKey(publicKey), at]));
}

const nextNonce = (publicKey: Hex): Promise<number> => rpc.request('system_accountNextIndex', [publicKey]);

async function clockAt(height: number): Promise<bigint> {
  const block = await rpc.request<Hex>('chain_getBlockHash', [height]);
  const now = await rpc.request<Hex>('state_getStorage', [storagePrefix('Timestamp', 'Now'), block]);
  return Buffer.from(now.slice(2), 'hex').readBigUInt64LE();
}

const head = async (): Promise<number> => (await api.rpc.chain.getHeader()).number.toNumber();

/** Asks until it is so; the test's own time limit ends it otherwise. */
async function until(so: () => Promise<boolean>): Promise<void> {
  while (!(await so())) await new Promise((resolve) => setTimeout(resolve, 200));
}

describe('dev chain on the Rococo Asset Hub runtime', () => {
  it('says what it is', () => {
    expect(chain.profile).toMatchObject({
      name: 'dev',
      genesisHash: null,
      endpoints: [],
      ss58Prefix: 2,
      blockTimeMs: 12_000,
      native: { symbol: 'ROC', decimals: 12, existentialDeposit: '3333333' },
    });
    expect(chain.endpoint).toMatch(/^ws:\/\/127\.0\.0\.1:\d+$/);
  });

  it('starts beyond genesis, with a million for each dev account', async () => {
    expect(await head()).toBeGreaterThanOrEqual(1);
    const block1 = await rpc.request<Hex>('chain_getBlockHash', [1]);
    for (const { publicKey } of DEV_ACCOUNTS) expect(await free(publicKey, block1)).toBe(1_000_000n * ROC);
    expect(
      readU128(await rpc.request<Hex>('state_getStorage', [storagePrefix('Balances', 'TotalIssuance')])),
    ).toBe(6_000_000n * ROC);
  });

  it('takes a payment into a block, which is final', async () => {
    const before = await free(BOB.publicKey);
    const paid = await included(payment(api, BOB.publicKey, 25n * ROC, remark), signer(ALICE.uri));
    expect(eventNames(paid)).toEqual(
      expect.arrayContaining([
        'balances.Transfer',
        'system.Remarked',
        'utility.BatchCompleted',
        'system.ExtrinsicSuccess',
      ]),
    );
    const remarked = paid.events.find(({ event }) => event.method === 'Remarked')?.event;
    expect(remarked?.data.toJSON()).toEqual([
      api.createType('AccountId', ALICE.publicKey).toJSON(),
      blake2AsHex(remark),
    ]);
    expect((await free(BOB.publicKey)) - before).toBe(25n * ROC);
    const finalized = await rpc.request<Hex>('chain_getFinalizedHead');
    const { number } = await api.rpc.chain.getHeader(paid.block);
    expect((await api.rpc.chain.getHeader(finalized)).number.toNumber()).toBeGreaterThanOrEqual(
      number.toNumber(),
    );
    expect(await rpc.request('chain_getBlockHash', [number.toNumber()])).toBe(paid.block);
  }, 30_000);

  it('counts what waits for a block in the next nonce, so that payments may follow each other fast', async () => {
    const pay = async (amount: bigint): Promise<Included> =>
      included(
        payment(api, BOB.publicKey, amount, remark),
        signer(CHARLIE.uri),
        await nextNonce(CHARLIE.publicKey),
      );
    const first = pay(ROC);
    await until(async () => (await nextNonce(CHARLIE.publicKey)) === 1);
    const paid = await Promise.all([first, pay(2n * ROC)]);
    for (const one of paid) expect(eventNames(one)).toContain('system.ExtrinsicSuccess');
    expect(await nextNonce(CHARLIE.publicKey)).toBe(2);
  }, 30_000);

  it('refuses a bad transaction with its reason, and goes on', async () => {
    const pay = (): ReturnType<typeof payment> => payment(api, BOB.publicKey, ROC, remark);
    await included(pay(), signer(DAVE.uri), 0);
    await expect(pay().signAndSend(signer(DAVE.uri), { nonce: 0 })).rejects.toThrow(
      '1010: Invalid Transaction: Stale',
    );
    await expect(included(pay(), signer('//Nobody'))).rejects.toThrow('1010: Invalid Transaction: Payment');
    await expect(pay().signAndSend(signer(DAVE.uri), { nonce: 9 })).rejects.toThrow(
      '1010: Invalid Transaction: Future',
    );
    await expect(rpc.request('author_submitExtrinsic', ['0x1234'])).rejects.toMatchObject({
      cause: { message: expect.stringContaining('check its encoding') as string },
    });
    expect(await rpc.request('author_pendingExtrinsics')).toEqual([]);
    const paid = await included(pay(), signer(DAVE.uri));
    expect(eventNames(paid)).toContain('system.ExtrinsicSuccess');
  }, 60_000);

  it('tells the slower of two payments with one nonce that it is out', async () => {
    const outcomes = await Promise.allSettled([
      included(payment(api, BOB.publicKey, ROC, remark), signer(EVE.uri), 0),
      included(payment(api, BOB.publicKey, 2n * ROC, remark), signer(EVE.uri), 0),
    ]);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await nextNonce(EVE.publicKey)).toBe(1);
  }, 30_000);

  it('builds blocks by itself, and its clock moves by its block time', async () => {
    const seen = await head();
    await until(async () => (await head()) >= seen + 2);
    const [first = 0n, second = 0n, third = 0n] = await Promise.all([seen, seen + 1, seen + 2].map(clockAt));
    expect([second - first, third - second]).toEqual([12_000n, 12_000n]);
  }, 60_000);

  it('tells its subscribers of every head, which is the finalized one', async () => {
    const [best, final]: string[][] = [[], []];
    const unsubscribe = await Promise.all([
      api.rpc.chain.subscribeNewHeads((header) => void best?.push(header.hash.toHex())),
      api.rpc.chain.subscribeFinalizedHeads((header) => void final?.push(header.hash.toHex())),
    ]);
    const built = await rpc.request<Hex>('dev_newBlock', [{ count: 2 }]);
    await until(() => Promise.resolve(best?.includes(built) === true && final?.includes(built) === true));
    expect(await rpc.request('chain_getFinalizedHead')).toBe(await rpc.request('chain_getBlockHash'));
    for (const end of unsubscribe) end();
  }, 30_000);

  it('lets a test set storage, build blocks and go back to an older head', async () => {
    const account = '0x' + '07'.repeat(32);
    const from = await rpc.request<Hex>('dev_newBlock', [{}]);
    await rpc.request('dev_setStorage', [
      { System: { Account: [[[account], { providers: 1, data: { free: '77' } }]] } },
    ]);
    const next = await rpc.request<Hex>('dev_newBlock', [{}]);
    expect(await free(account as Hex, next)).toBe(77n);
    expect(await rpc.request('dev_setHead', [from])).toBe(from);
    expect(await rpc.request('chain_getFinalizedHead')).toBe(from);
    const paid = await included(payment(api, BOB.publicKey, ROC, remark), signer(ALICE.uri));
    expect((await api.rpc.chain.getHeader(paid.block)).parentHash.toHex()).toBe(from);
  }, 30_000);

  it('knows only its own blocks', async () => {
    const unknown = `0x${'12'.repeat(32)}`;
    await expect(rpc.request('chain_getHeader', [unknown])).rejects.toMatchObject({
      cause: { message: expect.stringContaining('not found') as string },
    });
    await expect(rpc.request('state_getStorage', ['0x3a636f6465', unknown])).rejects.toMatchObject({
      cause: { message: expect.stringContaining('Unknown block') as string },
    });
    expect(await rpc.request('chain_getBlockHash', [1_000_000])).toBeNull();
    expect(await rpc.request('chain_getBlockHash', [0])).toBe(`0x${'45'.repeat(32)}`);
  });

  it('answers over HTTP on the same port', async () => {
    const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'system_chain', params: [] });
    const response = await fetch(chain.endpoint.replace('ws:', 'http:'), { method: 'POST', body });
    expect(await response.json()).toEqual({ jsonrpc: '2.0', id: 1, result: 'asset-hub-rococo' });
  });
});
