/** Payments that real runtimes refuse, as their blocks tell them. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ApiPromise } from '@polkadot/api';
import type { SubmittableExtrinsic } from '@polkadot/api/types';
import { stringToHex } from '@polkadot/util';
import { blocksOf } from '../../src/chain/block-source.js';
import { ALICE, BOB, CHARLIE } from '../../src/chain/dev/accounts.js';
import { startDevChain, type DevChain } from '../../src/chain/dev/launch.js';
import { readHeader } from '../../src/chain/header.js';
import { connectRpc, type Rpc } from '../../src/chain/rpc.js';
import { deriveAddress } from '../../src/domain/deposit-address.js';
import { extract } from '../../src/domain/extract/extract.js';
import type { FailedPaymentRow } from '../../src/domain/extract/failed-row.js';
import { rowsOf } from '../../src/domain/extract/rows.js';
import type { Hex } from '../../src/domain/hex.js';
import { connectApi, included, signer } from '../support/dev-chain.js';

const liberland = resolve('../shared/chains/liberland-mainnet.raw.json');
/** More than anybody has. */
const TOO_MUCH = 10n ** 30n;
const LITTLE = 10n ** 13n;

/** An account as `system.account` has it. */
interface Account {
  readonly data: { readonly free: { toBigInt(): bigint } };
}

/** @param feeIsTold whether the runtime has the event `TransactionFeePaid` */
function describeOn(name: string, chainSpec: string | undefined, feeIsTold: boolean): void {
  describe(`a payment that fails on ${name}`, () => {
    let chain: DevChain;
    let api: ApiPromise;
    let rpc: Rpc;

    beforeAll(async () => {
      chain = await startDevChain({ port: 0, ...(chainSpec !== undefined && { chainSpec }) });
      api = await connectApi(chain.endpoint);
      rpc = await connectRpc([chain.endpoint]);
    }, 150_000);
    afterAll(async () => {
      await rpc.close();
      await api.disconnect();
      await chain.stop();
    }, 20_000);

    function tx(call: string, ...args: unknown[]): SubmittableExtrinsic<'promise'> {
      const [pallet = '', method = ''] = call.split('.');
      const made = api.tx[pallet]?.[method]?.(...args);
      if (!made) throw new Error(`this runtime has no ${call}`);
      return made;
    }

    /** The failed payments of the block that takes this extrinsic. */
    async function failuresOf(
      extrinsic: SubmittableExtrinsic<'promise'>,
    ): Promise<readonly FailedPaymentRow[]> {
      const { block } = await included(extrinsic, signer(ALICE.uri));
      const ref = readHeader(await rpc.request('chain_getHeader', [block]));
      const data = await blocksOf(rpc, new Map()).read({ ...ref, hash: block });
      return rowsOf(data, extract(data)).failedPayments;
    }

    const pay = (payee: Hex, amount: bigint) => tx('balances.transferKeepAlive', { Id: payee }, amount);
    const note = (text: string) => tx('system.remark', stringToHex(text));

    /** What leaves //Alice, after the fee, half of what an account must hold. */
    async function nearlyAll(): Promise<bigint> {
      const account = (await api.query['system']?.['account']?.(ALICE.publicKey)) as unknown as Account;
      const { partialFee } = await pay(BOB.publicKey, account.data.free.toBigInt()).paymentInfo(
        ALICE.publicKey,
      );
      const least = BigInt(String(api.consts['balances']?.['existentialDeposit']));
      return account.data.free.toBigInt() - partialFee.toBigInt() - least / 2n;
    }

    it('says that the payer’s account would have ended', async () => {
      const value = await nearlyAll();
      expect(await failuresOf(pay(BOB.publicKey, value))).toMatchObject([
        {
          fromId: ALICE.publicKey,
          toId: BOB.publicKey,
          signerId: ALICE.publicKey,
          value,
          asset: undefined,
          callPath: 'balances.transferKeepAlive',
          how: 'extrinsic',
          outcome: 'failed',
          errorPallet: 'Balances',
          errorName: 'KeepAlive',
          errorDocs: expect.stringMatching(/^Transfer\/payment would kill account/) as string,
          ...(feeIsTold && { fee: expect.any(BigInt) as bigint, feePayerId: ALICE.publicKey }),
        },
      ]);
    }, 60_000);

    it('says where a batch was interrupted, and for which orders', async () => {
      const root = tx('utility.batch', [
        pay(BOB.publicKey, LITTLE),
        note('order:A-1'),
        pay(CHARLIE.publicKey, TOO_MUCH),
        note('order:B-1'),
        pay(BOB.publicKey, LITTLE),
        note('order:C-1'),
      ]);
      const error = { errorPallet: 'Balances', errorName: 'InsufficientBalance', how: 'interrupted' };
      expect(await failuresOf(root)).toMatchObject([
        { ...error, toId: CHARLIE.publicKey, value: TOO_MUCH, reference: 'B-1', outcome: 'failed' },
        { ...error, toId: BOB.publicKey, value: LITTLE, reference: 'C-1', outcome: 'skipped' },
      ]);
    }, 60_000);

    it('names the asset, and the accounts of derivatives and proxies', async () => {
      expect(await failuresOf(tx('assets.transfer', 999, { Id: BOB.publicKey }, 5))).toMatchObject([
        { asset: '999', value: 5n, errorPallet: 'Assets', errorName: 'Unknown' },
      ]);
      expect(await failuresOf(tx('utility.asDerivative', 3, pay(BOB.publicKey, LITTLE)))).toMatchObject([
        { fromId: deriveAddress(ALICE.publicKey, [3]), toId: BOB.publicKey, outcome: 'failed' },
      ]);
      // Older runtimes take an account here, newer ones an address.
      const real = api.createType('AccountId', BOB.publicKey);
      expect(await failuresOf(tx('proxy.proxy', real, null, pay(CHARLIE.publicKey, LITTLE)))).toMatchObject([
        { fromId: BOB.publicKey, errorPallet: 'Proxy', errorName: 'NotProxy' },
      ]);
    }, 90_000);
  });
}

describeOn('the embedded runtime', undefined, false);
if (existsSync(liberland)) describeOn('the Liberland genesis', liberland, true);
else it.skip(`on Liberland is not tested: there is no genesis at ${liberland}`, () => undefined);
