import { hasPayments } from '../../../src/polkadot/plain-block.js';
import { encodeBlock, genesisBlock } from '../../fixture-chain/build/block.js';
import { call, type Call } from '../../fixture-chain/build/plain.js';
import { loadRuntime } from '../../fixture-chain/build/runtime.js';
import { BOB } from '../../fixture-chain/scenario/accounts.js';
import { decoder } from '../../fixture-chain/scenario/decoded.js';
import { createWorld } from '../../fixture-chain/scenario/world.js';

const runtime = loadRuntime('liberland-8');
const decode = decoder(runtime);
const world = createWorld(runtime);

function passes(...calls: Call[]): boolean {
  const { script } = world.block({ extrinsics: calls.map((one) => world.extrinsic(one)) });
  return hasPayments(decode(encodeBlock(runtime, genesisBlock(), script)));
}

const failing = (of: Call): Call => ({ ...of, script: { fails: true } });
const pay = (): Call => world.make.pay();
const bond = call('staking.chill');

describe('the blocks that the indexer handles', () => {
  it('are those with a payment that failed', () => {
    expect(passes(failing(pay()))).toBe(true);
    expect(passes(call('utility.batch', [[bond, failing(pay())]]))).toBe(true);
    expect(passes(call('utility.forceBatch', [[failing(pay())]]))).toBe(true);
    expect(passes(call('proxy.proxy', [BOB, null, failing(pay())]))).toBe(true);
    expect(passes(call('multisig.asMulti', [2, [BOB], [1, 1], failing(pay())]))).toBe(true);
    expect(passes(call('sudo.sudo', [failing(pay())]))).toBe(true);
  });

  it('are not those where something else failed, or where a payment waits', () => {
    expect(passes(failing(bond))).toBe(false);
    expect(passes(call('proxy.proxy', [BOB, null, failing(bond)]))).toBe(false);
    expect(passes(call('multisig.asMulti', [2, [BOB], null, pay()], { pending: true }))).toBe(false);
    expect(passes(bond)).toBe(false);
  });
});
