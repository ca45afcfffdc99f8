import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ApiPromise } from '@polkadot/api';
import { stringToHex, u8aToHex } from '@polkadot/util';
import { blake2AsHex, decodeAddress } from '@polkadot/util-crypto';
import { ALICE, BOB } from '../../src/chain/dev/accounts.js';
import { startDevChain, type DevChain } from '../../src/chain/dev/launch.js';
import { connectApi, eventNames, included, payment, signer } from '../support/dev-chain.js';

const chainSpec = resolve('../shared/chains/liberland-mainnet.raw.json');
const LLD = 10n ** 12n;
const remark = stringToHex('order-1');

if (existsSync(chainSpec)) {
  describe('dev chain on the Liberland genesis', () => {
    let chain: DevChain;
    let api: ApiPromise;

    beforeAll(async () => {
      chain = await startDevChain({ port: 0, chainSpec });
      api = await connectApi(chain.endpoint);
    }, 120_000);
    afterAll(async () => {
      await api.disconnect();
      await chain.stop();
    }, 20_000);

    it('says what the runtime says, where the spec says something else', () => {
      expect(chain.profile).toMatchObject({
        ss58Prefix: 42,
        blockTimeMs: 6_000,
        native: { symbol: 'LLD', decimals: 12, existentialDeposit: String(LLD) },
        assets: [{ id: '1', symbol: 'LLM', name: 'Liberland Merit', decimals: 12 }],
      });
    });

    it('takes a payment with a remark from //Alice', async () => {
      const paid = await included(payment(api, BOB.publicKey, 25n * LLD, remark), signer(ALICE.uri));
      expect(eventNames(paid)).toEqual(
        expect.arrayContaining([
          'balances.Transfer',
          'system.Remarked',
          'utility.BatchCompleted',
          'system.ExtrinsicSuccess',
        ]),
      );
      const [sender, hash] = paid.events.find(({ event }) => event.method === 'Remarked')?.event.data ?? [];
      expect([u8aToHex(decodeAddress(String(sender))), String(hash)]).toEqual([
        ALICE.publicKey,
        blake2AsHex(remark),
      ]);
    }, 60_000);

    it('lets //Alice use sudo', async () => {
      const call = api.tx['system']?.['remarkWithEvent']?.(remark);
      const sudo = api.tx['sudo']?.['sudo']?.(call);
      if (sudo === undefined) throw new Error('this runtime has no sudo');
      const done = await included(sudo, signer(ALICE.uri));
      const sudid = done.events.find(({ event }) => event.method === 'Sudid')?.event;
      // The origin of the inner call is root, which a remark's event does not take.
      expect(sudid?.data.toJSON()).toEqual([{ err: expect.anything() as unknown }]);
    }, 60_000);

    it('moves its clock 6 seconds a block, and builds blocks by itself', async () => {
      const first = (await api.rpc.chain.getHeader()).number.toNumber();
      const now = async (height: number): Promise<number> => {
        const state = await api.at(await api.rpc.chain.getBlockHash(height));
        return Number(String(await state.query['timestamp']?.['now']?.()));
      };
      while ((await api.rpc.chain.getHeader()).number.toNumber() < first + 2) {
        await new Promise((next) => setTimeout(next, 200));
      }
      expect((await now(first + 2)) - (await now(first))).toBe(12_000);
    }, 60_000);
  });
} else {
  const reason = `there is no Liberland genesis at ${chainSpec}`;
  describe('dev chain on the Liberland genesis', () => {
    it.skip(`is not tested: ${reason}`, () => undefined);
  });
  console.log(`dev chain on the Liberland genesis: not tested, ${reason}`);
}
