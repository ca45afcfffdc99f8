/** The watcher against a scripted node and real Postgres: what it tells of payments in best blocks, and of forks. */
import { readSightings } from '../../src/store/till/sightings.js';
import { BOB } from '../fixture-chain/scenario/accounts.js';
import { loadRuntime } from '../fixture-chain/build/runtime.js';
import { eventually } from '../support/stub-node.js';
import { blockWriter, createScene, PAYER, SHOP, type Scene } from './watcher/scene.js';

jest.setTimeout(60_000);

let scene: Scene;
beforeEach(async () => {
  scene = await createScene();
});
afterEach(() => scene.close());

/** Until so much was told, in all. */
const toldOf = (count: number) => eventually(() => expect(scene.told).toHaveLength(count));

describe('a payment in a best block', () => {
  it('is sighted with what the indexer will say of it', async () => {
    const { empty, payment } = blockWriter();
    const orderId = await scene.order('A-1');
    const node = await scene.chain({ blocks: empty(5), finalized: 3 });
    const watcher = scene.watch([node]);
    node.chain.append([payment('A-1')]);
    await toldOf(1);
    const block = node.chain.at(6);
    expect(await readSightings(scene.till, [orderId], 0)).toEqual([
      {
        orderId,
        merchantId: expect.any(String) as unknown,
        transferId: '6-2',
        blockNumber: 6,
        blockHash: block?.hash,
        blockTime: new Date(block?.timestamp ?? 0).toISOString(),
        eventIndex: 2,
        extrinsicHash: block?.extrinsicHashes[1],
        from: PAYER,
        to: SHOP,
        asset: null,
        value: 400n,
        reference: 'A-1',
        returned: false,
      },
    ]);
    await eventually(() =>
      expect(watcher.state()).toEqual({ status: 'following', reason: null, best: 6, told: 6, missed: 0 }),
    );
  });

  it('is found where several blocks came at once, and above finality at the start', async () => {
    const { empty, payment } = blockWriter();
    await scene.order('A-1');
    await scene.order('A-2');
    const blocks = [payment('A-1'), ...empty(3), payment('A-1'), ...empty(4)];
    const node = await scene.chain({ blocks, finalized: 2 });
    scene.watch([node]);
    await toldOf(1);
    node.chain.append([...empty(2), payment('A-2'), ...empty(3), payment('A-2')]);
    await toldOf(3);
    expect(scene.told).toEqual([
      scene.said('+', 'A-1', node, 5),
      scene.said('+', 'A-2', node, 12),
      scene.said('+', 'A-2', node, 16),
    ]);
  });

  it('is found where blocks are final as soon as they are there', async () => {
    const { empty, payment } = blockWriter();
    await scene.order('A-1');
    const node = await scene.chain({});
    scene.watch([node]);
    for (const blocks of [[payment('A-1')], empty(1), [payment('A-1'), ...empty(2), payment('A-1')]]) {
      const paid = blocks.length === 4 ? 3 : 1;
      node.chain.append(blocks);
      node.chain.setFinalized(node.chain.best);
      await toldOf(paid);
    }
    expect(scene.told).toEqual([1, 3, 6].map((height) => scene.said('+', 'A-1', node, height)));
  });

  it('is read by the runtime that executed the block, across an upgrade', async () => {
    // Runtimes as different as can be: no block of one can be read by the other.
    const old = blockWriter('rococo-asset-hub-900');
    const young = blockWriter('liberland-22', 5);
    await scene.order('OLD');
    await scene.order('NEW');
    const runtimes = [
      { runtime: loadRuntime('rococo-asset-hub-900'), appliedIn: 0 },
      { runtime: loadRuntime('liberland-22'), appliedIn: 4 },
    ];
    const node = await scene.chain({ runtimes, blocks: old.empty(3), finalized: 2 });
    scene.watch([node]);
    // Block 4 brings the upgrade and is still of the old runtime.
    node.chain.append([old.payment('OLD')]);
    node.chain.append([young.payment('NEW')]);
    await toldOf(2);
    expect(scene.told).toEqual([scene.said('+', 'OLD', node, 4), scene.said('+', 'NEW', node, 5)]);
    expect(node.calls.get('state_getMetadata')).toBe(2);
  });

  it('is no work while no order is open', async () => {
    const { empty, payment } = blockWriter();
    const node = await scene.chain({ blocks: empty(5), finalized: 3 });
    const watcher = scene.watch([node]);
    node.chain.append([payment('A-1'), ...empty(2)]);
    await eventually(() => expect(watcher.state().told).toBe(8));
    expect(node.calls.get('chain_getBlock')).toBeUndefined();
    expect(node.calls.get('state_getMetadata')).toBeUndefined();

    await scene.order('A-1');
    node.chain.append([payment('A-1')]);
    await toldOf(2);
    expect(scene.told).toEqual([6, 9].map((height) => scene.said('+', 'A-1', node, height)));
  });

  it('is sighted once its order is registered, while it is above finality and on the best branch', async () => {
    const { empty, payment } = blockWriter();
    await scene.order('A-1');
    const node = await scene.chain({ blocks: empty(5), finalized: 3 });
    const watcher = scene.watch([node]);
    node.chain.append([payment('A-2'), ...empty(1), payment('A-3'), payment('A-4')]);
    await eventually(() => expect(watcher.state().told).toBe(9));
    node.chain.setFinalized(7);
    node.chain.fork(8, empty(2));
    await eventually(() => expect(watcher.state().told).toBe(10));
    for (const late of ['A-2', 'A-3', 'A-4']) await scene.order(late);
    // As the settler counts them.
    await scene.till.updateTable('instance').set({ commandOrdinal: '3' }).execute();
    node.chain.append(empty(1));
    await eventually(() => expect(watcher.state().told).toBe(11));
    node.chain.append(empty(1));
    await eventually(() => expect(watcher.state().told).toBe(12));
    expect(scene.told).toEqual([scene.said('+', 'A-3', node, 8)]);
  });
});

describe('a fork', () => {
  it('takes a payment back, and another block brings it again', async () => {
    const { empty, payment } = blockWriter();
    const orderId = await scene.order('A-1');
    const node = await scene.chain({ blocks: empty(5), finalized: 3 });
    scene.watch([node]);
    node.chain.append([payment('A-1'), ...empty(1)]);
    await toldOf(1);
    const first = scene.said('+', 'A-1', node, 6);
    const back = scene.said('-', 'A-1', node, 6);

    node.chain.fork(5, empty(3));
    await toldOf(2);
    expect(await readSightings(scene.till, [orderId], 0)).toEqual([]);

    node.chain.append([payment('A-1')]);
    await toldOf(3);
    expect(scene.told).toEqual([first, back, scene.said('+', 'A-1', node, 9)]);
    expect((await readSightings(scene.till, [orderId], 0)).map(({ blockNumber }) => blockNumber)).toEqual([
      9,
    ]);
  });

  it('to a shorter branch takes back what is above its head', async () => {
    const { empty, payment } = blockWriter();
    await scene.order('A-1');
    const node = await scene.chain({ blocks: empty(5), finalized: 3 });
    scene.watch([node]);
    node.chain.append([...empty(3), payment('A-1')]);
    await toldOf(1);
    const back = scene.said('-', 'A-1', node, 9);
    node.chain.fork(5, empty(1));
    await toldOf(2);
    expect(scene.told[1]).toBe(back);
  });

  it('that moves a payment to another block says both', async () => {
    const { empty, payment } = blockWriter();
    await scene.order('A-1');
    const node = await scene.chain({ blocks: empty(5), finalized: 3 });
    scene.watch([node]);
    node.chain.append([payment('A-1')]);
    await toldOf(1);
    const before = [...scene.told, scene.said('-', 'A-1', node, 6)];
    node.chain.fork(4, [payment('A-1'), ...empty(2)]);
    await toldOf(3);
    expect(scene.told).toEqual([...before, scene.said('+', 'A-1', node, 5)]);
  });
});

describe('a restart', () => {
  it('tells nothing twice, and what happened meanwhile', async () => {
    const { empty, payment } = blockWriter();
    await scene.order('A-1');
    await scene.order('A-2');
    await scene.order('A-3');
    const node = await scene.chain({ blocks: [...empty(4), payment('A-1'), payment('A-2')], finalized: 3 });
    const first = scene.watch([node]);
    await toldOf(2);
    await first.close();

    const back = scene.said('-', 'A-2', node, 6);
    node.chain.fork(5, [...empty(1), payment('A-3'), ...empty(1)]);
    const second = scene.watch([node]);
    await eventually(() => expect(second.state().told).toBe(8));
    expect(scene.told.slice(2)).toEqual([back, scene.said('+', 'A-3', node, 7)]);
  });

  it('takes up what was not kept when it was ended in the middle', async () => {
    const { empty, payment } = blockWriter();
    await scene.order('A-1');
    await scene.order('A-2');
    const node = await scene.chain({ blocks: [...empty(4), payment('A-1'), payment('A-2')], finalized: 3 });
    let seen = 0;
    const first = scene.watch([node], {
      // The second block's transaction is undone.
      onSighted: () => (++seen === 2 ? Promise.reject(new Error('killed')) : Promise.resolve()),
    });
    await eventually(() => expect(seen).toBe(2));
    await first.close();
    expect(await scene.till.selectFrom('sightings').select('blockNumber').execute()).toEqual([
      { blockNumber: 5 },
    ]);
    scene.watch([node]);
    await toldOf(1);
    expect(scene.told).toEqual([scene.said('+', 'A-2', node, 6)]);
  });
});

describe('an endpoint', () => {
  it('that dies and comes back costs nothing that is still in sight', async () => {
    const { empty, payment } = blockWriter();
    await scene.order('A-1');
    await scene.order('A-2');
    const node = await scene.chain({ blocks: [...empty(4), payment('A-1')], finalized: 3 });
    const watcher = scene.watch([node]);
    await toldOf(1);
    const dead = node.fault('*', { kind: 'close' });
    node.dropConnections();
    await eventually(() => expect(watcher.state().status).toBe('connecting'));
    node.chain.append([payment('A-2'), ...empty(2)]);
    await eventually(() => expect(dead.hits).toBeGreaterThan(1));
    dead.clear();
    await toldOf(2);
    expect(scene.told[1]).toBe(scene.said('+', 'A-2', node, 6));
    await eventually(() => expect(watcher.state()).toMatchObject({ status: 'following', best: 8, told: 8 }));
  });

  it('that is gone for good is left for another of the same chain', async () => {
    const blocks = (() => {
      const { empty, payment } = blockWriter();
      return [...empty(4), payment('A-1'), payment('A-2')];
    })();
    await scene.order('A-1');
    await scene.order('A-2');
    const [one, other] = [
      await scene.chain({ blocks: blocks.slice(0, 5), finalized: 3 }),
      await scene.chain({ blocks, finalized: 3 }),
    ];
    scene.watch([one, other]);
    await toldOf(1);
    await one.close();
    await toldOf(2);
    expect(scene.told).toEqual([scene.said('+', 'A-1', other, 5), scene.said('+', 'A-2', other, 6)]);
  });

  it.each(['chain_getHeader', 'chain_getBlock'])(
    'that never answers %s as it should is left for another',
    async (method) => {
      const { empty, payment } = blockWriter();
      const blocks = [...empty(4), payment('A-1')];
      await scene.order('A-1');
      const useless = await scene.chain({ blocks, finalized: 3 });
      useless.fault(method, { kind: 'error' });
      const other = await scene.chain({ blocks, finalized: 3 });
      const watcher = scene.watch([useless, other]);
      await toldOf(1);
      expect(scene.told).toEqual([scene.said('+', 'A-1', other, 5)]);
      expect(watcher.state().missed).toBe(0);
    },
  );

  it('that is behind takes nothing back', async () => {
    const { empty, payment } = blockWriter();
    const blocks = [...empty(4), payment('A-1'), ...empty(2)];
    await scene.order('A-1');
    await scene.order('A-2');
    const ahead = await scene.chain({ blocks, finalized: 3 });
    const behind = await scene.chain({ blocks: blocks.slice(0, 4), finalized: 2 });
    const watcher = scene.watch([ahead, behind]);
    await toldOf(1);
    await ahead.close();
    await eventually(() => expect(watcher.state()).toMatchObject({ status: 'following', best: 4 }));
    behind.chain.append(blocks.slice(4));
    behind.chain.append([payment('A-2')]);
    await toldOf(2);
    expect(scene.told).toEqual([scene.said('+', 'A-1', behind, 5), scene.said('+', 'A-2', behind, 8)]);
  });

  it.each([
    ['chain_getBlock', { kind: 'null' }],
    ['chain_getBlock', { kind: 'error' }],
    ['state_getStorage', { kind: 'null' }],
    ['state_getRuntimeVersion', { kind: 'null' }],
    ['state_getMetadata', { kind: 'null' }],
    ['chain_getHeader', { kind: 'null' }],
    ['chain_getFinalizedHead', { kind: 'error' }],
    ['chain_getBlockHash', { kind: 'null' }],
    ['chain_subscribeNewHeads', { kind: 'error' }],
    ['state_getStorage', { kind: 'slow', ms: 700 }],
  ] as const)('that fails at %s (%j) is asked again', async (method, fault) => {
    const { empty, payment } = blockWriter();
    await scene.order('A-1');
    const node = await scene.chain({ blocks: [...empty(4), payment('A-1'), ...empty(2)], finalized: 3 });
    const { hits } = node.fault(method, fault, { times: 2 });
    expect(hits).toBe(0);
    const watcher = scene.watch([node]);
    await toldOf(1);
    expect(scene.told).toEqual([scene.said('+', 'A-1', node, 5)]);
    await eventually(() => expect(watcher.state()).toMatchObject({ told: 7, missed: 0, reason: null }));
  });

  it('that cannot give a block costs that block alone', async () => {
    const { empty, payment } = blockWriter();
    await scene.order('A-1');
    await scene.order('A-2');
    const node = await scene.chain({ blocks: [...empty(3), payment('A-1'), payment('A-2')], finalized: 3 });
    node.fault('chain_getBlock', { kind: 'null' }, { times: 6 });
    const watcher = scene.watch([node]);
    await toldOf(1);
    expect(scene.told).toEqual([scene.said('+', 'A-2', node, 5)]);
    expect(watcher.state().missed).toBe(1);
  });

  it('of another chain is told of, and nothing is taken from it', async () => {
    const { empty, payment } = blockWriter();
    await scene.order('A-1');
    const node = await scene.chain({ blocks: [...empty(4), payment('A-1')], finalized: 3 });
    const watcher = scene.watch([node], { genesisHash: `0x${'45'.repeat(32)}` });
    await eventually(() => expect(watcher.state().status).toBe('wrong-chain'));
    expect(node.calls.get('chain_getHeader')).toBeUndefined();
  });
});

describe('the settled height', () => {
  it('ends a sighting that became a payment without a word, and takes back one that the final chain lacks', async () => {
    const { empty, payment } = blockWriter();
    const orderId = await scene.order('A-1');
    const node = await scene.chain({ blocks: [...empty(4), payment('A-1'), payment('A-1')], finalized: 4 });
    scene.watch([node]);
    await toldOf(2);
    const [first, second] = await readSightings(scene.till, [orderId], 0);
    await scene.till
      .insertInto('payments')
      .values({
        transferId: first?.transferId ?? '',
        blockNumber: 5,
        eventIndex: first?.eventIndex ?? 0,
        blockHash: first?.blockHash ?? '',
        fromAccount: BOB,
        toAccount: SHOP,
        value: '400',
        pairing: 'paired',
        merchantId: first?.merchantId ?? '',
        orderId,
        use: 'counted',
        appliedHeight: 5,
      })
      .execute();
    await scene.till.updateTable('instance').set({ settledHeight: 6 }).execute();
    node.chain.append(empty(1));
    await toldOf(3);
    expect(scene.told[2]).toBe(scene.said('-', 'A-1', node, 6));
    const rows = await scene.till.selectFrom('sightings').select('blockHash').execute();
    expect(rows).toEqual([{ blockHash: second?.blockHash }]);
  });
});

it('what cannot be told is not kept, and is told once it can be', async () => {
  const { empty, payment } = blockWriter();
  const orderId = await scene.order('A-1');
  const node = await scene.chain({ blocks: empty(5), finalized: 3 });
  let refusals = 0;
  let accepted = 0;
  const kept: number[] = [];
  scene.watch([node], {
    async onSighted() {
      kept.push((await readSightings(scene.till, [orderId], 0)).length);
      if (refusals++ < 2) throw new Error('the log cannot be written');
      accepted++;
    },
  });
  node.chain.append([payment('A-1')]);
  await eventually(() => expect(accepted).toBe(1));
  expect(kept).toEqual([0, 0, 0]);
  await eventually(async () => expect(await readSightings(scene.till, [orderId], 0)).toHaveLength(1));
});
