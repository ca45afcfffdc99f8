/**
 * The real @subql/node indexes chains whose truth is known: the dispatch simulator made their events and says what
 * happened, so the expected rows come from there and not from the extractor that is tested.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { call, type Call } from '../fixture-chain/build/plain.js';
import { loadRuntime } from '../fixture-chain/build/runtime.js';
import { account, ALICE, BOB } from '../fixture-chain/scenario/accounts.js';
import { expectedRows, type Rows } from '../fixture-chain/scenario/expected.js';
import { mixedStretch } from '../fixture-chain/scenario/mixed.js';
import { textRemark } from '../fixture-chain/scenario/remarks.js';
import { createWorld, type ScriptedBlock, type World } from '../fixture-chain/scenario/world.js';
import { startFixtureChain, type FixtureChain } from '../fixture-chain/server.js';
import { indexedChain, type IndexedChain } from './indexing/indexer.js';
import { expectSameRows, joinRows } from './indexing/same-rows.js';

const MINUTE = 60_000;
jest.setTimeout(40 * MINUTE);

const spec8 = { runtime: loadRuntime('liberland-8'), appliedIn: 0 };
let closers: (() => Promise<unknown>)[] = [];

beforeAll(() => cryptoWaitReady());
afterAll(closeAll);

async function closeAll(): Promise<void> {
  for (const close of closers.reverse()) await close();
  closers = [];
}

async function started(node: FixtureChain): Promise<IndexedChain> {
  closers.push(() => node.close());
  const indexed = await indexedChain(node);
  closers.push(() => indexed.close());
  return indexed;
}

/** The rows that blocks of the best branch must give, from block `first` on. */
function rowsOfBlocks(node: FixtureChain, blocks: readonly ScriptedBlock[], world: World, first = 1): Rows {
  return joinRows(
    blocks.map((scripted, i) => {
      const block = node.chain.at(first + i);
      if (!block) throw new Error(`there is no block ${first + i}`);
      return expectedRows(block, scripted, world.readings);
    }),
  );
}

const scripts = (blocks: readonly ScriptedBlock[]) => blocks.map(({ script }) => script);

describe('10,000 blocks of mixed shapes, a runtime upgrade among them', () => {
  const LENGTH = 10_000;
  const UPGRADE = 5_000;
  const after = { runtime: loadRuntime('liberland-22'), appliedIn: UPGRADE };
  let found: Rows;
  let expected: Rows;

  beforeAll(async () => {
    const old = mixedStretch(spec8.runtime, 1, UPGRADE, 5);
    const young = mixedStretch(after.runtime, UPGRADE + 1, LENGTH - UPGRADE, 5);
    const blocks = [...old.blocks, ...young.blocks];
    const node = await startFixtureChain({ runtimes: [spec8, after], blocks: scripts(blocks) });
    const indexed = await started(node);

    for (const height of [2_000, 5_500]) {
      const running = await indexed.run();
      await indexed.index.reaches(height, 15 * MINUTE, running);
      await running.kill('SIGKILL');
    }
    const running = await indexed.run();
    await indexed.index.reaches(LENGTH, 20 * MINUTE, running);
    found = await indexed.index.rows();
    expected = joinRows([
      rowsOfBlocks(node, old.blocks, old.world),
      rowsOfBlocks(node, young.blocks, young.world, UPGRADE + 1),
    ]);
  });
  afterAll(closeAll);

  it('gives exactly the rows of what happened, though the indexer was killed twice on the way', () => {
    expectSameRows(found, expected);
  });

  it('holds every kind of row', () => {
    const pairings = new Set([...found.transfers, ...found.assetTransfers].map((row) => row['pairing']));
    expect([...pairings].sort()).toEqual(['ambiguous', 'none', 'paired']);
    const codecs = new Set(found.remarks.map((row) => row['codec']));
    expect([...codecs].sort()).toEqual(['liberland', 'liberland-government', 'oversized', 'text', 'unknown']);
    expect(new Set(found.remarks.map((row) => row['executed']))).toEqual(new Set(['yes', 'unknown']));
    expect(new Set(found.failedPayments.map((row) => row['outcome']))).toEqual(
      new Set(['failed', 'skipped', 'reverted']),
    );
    expect(new Set(found.failedPayments.map((row) => row['how'])).size).toBeGreaterThan(6);
    expect(found.transfers.length).toBeGreaterThan(2_000);
    expect(found.remarks.length).toBeGreaterThan(2_000);
  });

  it('reads llm.remark from the upgrade on', () => {
    const heights = found.remarks
      .filter((row) => String(row['callPath']).endsWith('llm.remark'))
      .map((row) => Number(row['blockNumber']));
    expect(heights.length).toBeGreaterThan(500);
    // Block 5,000 brings the new runtime and is itself still of the old one; 5,001 is the first of the next stretch.
    expect(Math.min(...heights)).toBeGreaterThan(UPGRADE);
    expect(Math.min(...heights)).toBeLessThan(UPGRADE + 50);
  });
});

describe('finality', () => {
  afterAll(closeAll);

  it('gives no row to a payment that is not final, nor ever to one on a branch that lost', async () => {
    const world = createWorld(spec8.runtime);
    const payments = (count: number) =>
      Array.from({ length: count }, () =>
        world.block({
          extrinsics: [world.extrinsic(call('utility.batchAll', [[world.make.pay(), world.make.note()]]))],
        }),
      );
    const first = payments(12);
    const node = await startFixtureChain({ runtimes: [spec8], blocks: scripts(first), finalized: 6 });
    const indexed = await started(node);
    const running = await indexed.run();
    await indexed.index.reaches(6, 2 * MINUTE, running);
    await looksTwiceMore(node);
    expectSameRows(await indexed.index.rows(), rowsOfBlocks(node, first.slice(0, 6), world));

    const lost = node.chain.at(9);
    const won = payments(5);
    node.chain.fork(8, scripts(won));
    node.chain.setFinalized(11);
    await indexed.index.reaches(11, 2 * MINUTE, running);
    await looksTwiceMore(node);
    const found = await indexed.index.rows();
    expectSameRows(found, rowsOfBlocks(node, [...first.slice(0, 8), ...won.slice(0, 3)], world));
    expect(found.transfers.map((row) => row['blockId'])).not.toContain(lost?.hash);
    expect(found.transfers.at(-1)?.['blockNumber']).toBe(11);
  });

  /** Until the indexer has asked for the finalized head twice more and done with what it got the first time. */
  async function looksTwiceMore(node: FixtureChain): Promise<void> {
    const asked = () => node.calls.get('chain_getFinalizedHead') ?? 0;
    const until = asked() + 2;
    while (asked() < until) await sleep(50);
  }
});

describe('a multisig call that is stored on chain, on the runtime that still has that', () => {
  afterAll(closeAll);

  it('is ambiguous when it is executed by its hash, and plain when the call is shown', async () => {
    const runtime = loadRuntime('rococo-asset-hub-900');
    const world = createWorld(runtime);
    const carol = account('carol');
    const order = (reference: string) => world.remark(textRemark(`order:${reference}`, reference));
    const pay = (amount: bigint) => call('balances.transfer', [carol, amount]);
    const both = (amount: bigint, reference: string) =>
      call('utility.batchAll', [[pay(amount), order(reference)]]);
    const TIMEPOINT = [1, 1];
    const asMulti = (inner: Call, pending: boolean) =>
      call(
        'multisig.asMulti',
        [2, [pending ? BOB : ALICE], pending ? null : TIMEPOINT, inner, true, 10_000],
        { pending },
      );
    const stored = both(2n, 'STORED');
    const approve = call(
      'multisig.approveAsMulti',
      [2, [ALICE], TIMEPOINT, world.hashing.callHash(stored), 10_000],
      { stored },
    );

    const inOrder: [Call, string?][] = [
      [both(1n, 'PLAIN')],
      [asMulti(stored, true)],
      [approve, BOB],
      [asMulti(both(3n, 'SHOWN'), true)],
      [asMulti(both(3n, 'SHOWN'), false), BOB],
      [call('system.remark', ['0x00ff00ff'])],
      [call('utility.batchAll', [[pay(4n), call('system.remark', [`0x${'00'.repeat(300)}`])]])],
      [both(5n, 'LAST')],
    ];
    const blocks = inOrder.map(([made, signer]) =>
      world.block({ extrinsics: [world.extrinsic(made, (signer ?? ALICE) as typeof ALICE)] }),
    );
    const node = await startFixtureChain({ runtimes: [{ runtime, appliedIn: 0 }], blocks: scripts(blocks) });
    const indexed = await started(node);
    const running = await indexed.run();
    await indexed.index.reaches(blocks.length, 2 * MINUTE, running);

    const found = await indexed.index.rows();
    const columns = ['blockNumber', 'value', 'reference', 'pairing', 'callPath'];
    expect(found.transfers.map((row) => columns.map((column) => row[column]))).toEqual([
      [1, '1', 'PLAIN', 'paired', 'utility.batchAll[0].balances.transfer'],
      [3, '2', null, 'ambiguous', 'multisig.approveAsMulti'],
      [5, '3', 'SHOWN', 'paired', 'multisig.asMulti.utility.batchAll[0].balances.transfer'],
      [7, '4', null, 'paired', 'utility.batchAll[0].balances.transfer'],
      [8, '5', 'LAST', 'paired', 'utility.batchAll[0].balances.transfer'],
    ]);
    // The remark of the stored call left nothing on chain.
    expect(found.remarks.map((row) => [row['blockNumber'], row['codec'], row['reference']])).toEqual([
      [1, 'text', 'PLAIN'],
      [5, 'text', 'SHOWN'],
      [6, 'unknown', null],
      [7, 'unknown', null],
      [8, 'text', 'LAST'],
    ]);
  });
});

describe('an RPC endpoint that fails in every way', () => {
  afterAll(closeAll);

  it('costs the supervised indexer time, and no row', async () => {
    const LENGTH = 300;
    const { blocks, world } = mixedStretch(spec8.runtime, 1, LENGTH, 3);
    const node = await startFixtureChain({ runtimes: [spec8], blocks: scripts(blocks) });
    const indexed = await started(node);
    const faults = [
      node.fault('chain_getBlock', { kind: 'error' }, { after: 40, times: 3 }),
      node.fault('chain_getHeader', { kind: 'slow', ms: 1_500 }, { after: 60, times: 2 }),
      node.fault('state_getStorage', { kind: 'close' }, { after: 100, times: 1 }),
      node.fault('chain_getBlockHash', { kind: 'null' }, { after: 200, times: 1 }),
      node.fault('state_getRuntimeVersion', { kind: 'error' }, { after: 150, times: 1 }),
      node.fault('chain_getBlock', { kind: 'hang' }, { after: 250, times: 1 }),
    ];
    const running = await indexed.runSupervised();
    await indexed.index.reaches(50, 3 * MINUTE, running);
    node.dropConnections();
    await indexed.index.reaches(LENGTH, 6 * MINUTE, running);

    expectSameRows(await indexed.index.rows(), rowsOfBlocks(node, blocks, world));
    expect(faults.map(({ hits }) => hits)).toEqual([3, 2, 1, 1, 1, 1]);
    expect(running.output()).toContain('the indexer ended');
  });
});
