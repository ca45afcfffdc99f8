import { bytesToHex } from '../../src/domain/hex.js';
import { call, type BlockScript } from '../../test/fixture-chain/build/plain.js';
import { loadRuntime } from '../../test/fixture-chain/build/runtime.js';
import { createWorld } from '../../test/fixture-chain/scenario/world.js';
import { startFixtureChain, type FixtureChain } from '../../test/fixture-chain/server.js';

/** A chain on which one block in `every` holds payments, each `batchAll(transfer, remarkWithEvent)`. */
export async function paymentChain(blocks: number, every: number, payments = 10): Promise<FixtureChain> {
  const runtime = loadRuntime('liberland-8');
  const world = createWorld(runtime);
  let order = 0;
  const payment = () => {
    const remark = bytesToHex(new TextEncoder().encode(`order:${++order}`));
    return world.extrinsic(
      call('utility.batchAll', [[world.make.pay(), call('system.remarkWithEvent', [remark])]]),
    );
  };
  const scripts: BlockScript[] = [];
  for (let i = 1; i <= blocks; i++) {
    const extrinsics = i % every === 0 ? Array.from({ length: payments }, payment) : [];
    scripts.push(world.block({ extrinsics }).script);
  }
  return startFixtureChain({ runtimes: [{ runtime, appliedIn: 0 }], blocks: scripts });
}
