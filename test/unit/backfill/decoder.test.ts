/** The backfill's decoder against polkadot.js' types and against what really happened, on every shape of every runtime. */
import { expandMetadata, Metadata, TypeRegistry } from '@polkadot/types';
import fc from 'fast-check';
import { createBlockDecoder } from '../../../src/backfill/decode/block-decoder.js';
import { ScaleError } from '../../../src/backfill/decode/cursor.js';
import type { BlockData } from '../../../src/domain/extract/block.js';
import { bytesToHex, hexToBytes, type Hex } from '../../../src/domain/hex.js';
import { plainBlock } from '../../../src/polkadot/plain-block.js';
import { encodeBlock, genesisBlock, type Block } from '../../fixture-chain/build/block.js';
import { call, type Call } from '../../fixture-chain/build/plain.js';
import { loadRuntime, type RuntimeName } from '../../fixture-chain/build/runtime.js';
import { projectBlock } from '../../fixture-chain/project.js';
import { ALICE, BOB } from '../../fixture-chain/scenario/accounts.js';
import { decoder as polkadotDecoder } from '../../fixture-chain/scenario/decoded.js';
import { mixedStretch } from '../../fixture-chain/scenario/mixed.js';
import {
  COMMON_SHAPES,
  LIBERLAND_SHAPES,
  NEWER_SHAPES,
  type Shape,
} from '../../fixture-chain/scenario/shapes.js';
import { createWorld, type ScriptedBlock } from '../../fixture-chain/scenario/world.js';

jest.setTimeout(3 * 60_000);

const LIBERLAND = { ...COMMON_SHAPES, ...NEWER_SHAPES, ...LIBERLAND_SHAPES };
const RUNTIMES: [RuntimeName, Readonly<Record<string, Shape>>][] = [
  ['liberland-8', LIBERLAND],
  ['liberland-22', LIBERLAND],
  ['rococo-asset-hub-900', COMMON_SHAPES],
];

/** A runtime, with both decoders of its blocks. */
function bench(name: RuntimeName) {
  const runtime = loadRuntime(name);
  const ours = createBlockDecoder(runtime.metadata);
  return {
    runtime,
    ours,
    polkadot: polkadotDecoder(runtime),
    encode: ({ script }: ScriptedBlock): Block => encodeBlock(runtime, genesisBlock(), script),
    decode: (block: Block): BlockData => ours.block(block, ours.events(block.events)),
  };
}

describe.each(RUNTIMES)('a block of %s', (name, shapes) => {
  const { runtime, polkadot, encode, decode } = bench(name);
  const world = createWorld(runtime);

  it.each(Object.entries(shapes))('is read as it was written: %s', (_, shape) => {
    const scripted = world.block({
      extrinsics: [world.extrinsic(shape(world.make)), world.extrinsic(world.make.pay())],
    });
    const block = encode(scripted);
    const plain = decode(block);
    expect(plain).toEqual(projectBlock(scripted.script, block, world.hashing));
    expect(plain).toEqual(plainBlock(polkadot(block)));
  });
});

/** Shapes in shapes: what holds calls, around any of the shapes that there are. */
function nested(depth: number): fc.Arbitrary<Shape> {
  const leaf = fc.constantFrom(...Object.values(LIBERLAND));
  if (depth === 0) return leaf;
  const inner = nested(depth - 1);
  const batch = fc
    .tuple(
      fc.constantFrom('utility.batch', 'utility.batchAll', 'utility.forceBatch'),
      fc.array(inner, { maxLength: 4 }),
    )
    .map(
      ([name, shapes]): Shape =>
        (make) =>
          call(name, [shapes.map((shape) => shape(make))]),
    );
  const around = (wrap: (inside: Call) => Call) =>
    inner.map(
      (shape): Shape =>
        (make) =>
          wrap(shape(make)),
    );
  return fc.oneof(
    leaf,
    batch,
    around((inside) => call('proxy.proxy', [BOB, null, inside])),
    around((inside) => call('multisig.asMulti', [2, [BOB], [1, 1], inside])),
    around((inside) => call('sudo.sudo', [inside])),
    around((inside) => call('council.execute', [inside])),
    around((inside) => call('utility.asDerivative', [3, inside])),
    around((inside) => call('scheduler.scheduleNamed', [undefined, 10, null, 0, inside])),
  );
}

it('reads any nesting of calls as polkadot.js does', () => {
  const { runtime, polkadot, encode, decode } = bench('liberland-22');
  const world = createWorld(runtime);
  fc.assert(
    fc.property(fc.array(nested(3), { minLength: 1, maxLength: 3 }), (shapes) => {
      const block = encode(
        world.block({ extrinsics: shapes.map((shape) => world.extrinsic(shape(world.make))) }),
      );
      expect(decode(block)).toEqual(plainBlock(polkadot(block)));
    }),
    { numRuns: 60 },
  );
});

it('reads hooks, scheduled tasks and odd remarks, over two upgrades of the runtime', () => {
  let from = 1;
  for (const name of ['liberland-8', 'liberland-22', 'liberland-8'] as const) {
    const { runtime, polkadot, encode, decode } = bench(name);
    const { blocks } = mixedStretch(runtime, from, 60, 1);
    from += blocks.length;
    for (const block of blocks.map(encode)) expect(decode(block)).toEqual(plainBlock(polkadot(block)));
  }
});

describe('what tells that a block need not be fetched', () => {
  const { runtime, ours, encode } = bench('liberland-22');
  const world = createWorld(runtime);
  const transactionsIn = (scripted: ScriptedBlock) => ours.events(encode(scripted).events).hasTransactions;

  it('is that nothing but inherents ran', () => {
    expect(transactionsIn(world.block())).toBe(false);
    expect(transactionsIn(world.block({ tasks: [world.task(world.make.pay())] }))).toBe(false);
  });

  it('is not so where a remark ran that left no event, or a call failed', () => {
    expect(transactionsIn(world.block({ extrinsics: [world.extrinsic(world.make.quietNote())] }))).toBe(true);
    const failing = { ...world.make.pay(), script: { fails: true } };
    expect(transactionsIn(world.block({ extrinsics: [world.extrinsic(failing)] }))).toBe(true);
  });
});

describe('a call that is opaque on chain', () => {
  const { runtime, polkadot, decode } = bench('rococo-asset-hub-900');
  const registry = new TypeRegistry();
  const metadata = new Metadata(registry, runtime.metadata);
  registry.setMetadata(metadata);
  const { tx } = expandMetadata(registry, metadata);
  const [inherent] = encodeBlock(runtime, genesisBlock(), { timestamp: 6_000 }).extrinsics;

  function both(content: Hex): [BlockData, BlockData] {
    const made = tx['multisig']?.['asMulti']?.(2, [BOB], null, content, true, 10_000);
    if (!made || !inherent) throw new Error('the runtime has no such call');
    const extrinsic = registry.createType('Extrinsic', { method: made }).toHex();
    const empty = encodeBlock(runtime, genesisBlock(), { timestamp: 6_000 });
    const block = { ...empty, extrinsics: [inherent, extrinsic] };
    return [decode(block), plainBlock(polkadot(block))];
  }

  it('is read where it is one', () => {
    const remark = tx['system']?.['remark']?.('0x6162');
    const [ours, theirs] = both(bytesToHex(remark?.toU8a() ?? new Uint8Array()));
    expect(ours).toEqual(theirs);
    expect(ours.extrinsics[1]?.call.calls).toHaveLength(1);
  });

  it.each<[string, Hex]>([
    ['nothing', '0x'],
    ['no call', '0xffff'],
    ['a call cut short', '0x0000'],
  ])('holds none where it is %s', (_, content) => {
    const [ours, theirs] = both(content);
    expect(ours.extrinsics[1]?.call).toMatchObject({ name: 'multisig.asMulti', calls: [] });
    expect(ours.extrinsics[1]?.hash).toBe(theirs.extrinsics[1]?.hash);
  });
});

describe('bytes that are of no block of the runtime', () => {
  it('are an error where they are of another runtime', () => {
    const old = bench('liberland-8');
    const young = bench('liberland-22');
    const world = createWorld(young.runtime);
    const block = young.encode(world.block({ extrinsics: [world.extrinsic(world.make.note())] }));
    expect(() => old.decode(block)).toThrow(ScaleError);
  });

  it('are an error or another block, and nothing worse, whichever of them is changed', () => {
    const { runtime, encode, decode } = bench('liberland-22');
    const world = createWorld(runtime);
    const shapes = Object.values(LIBERLAND);
    const block = encode(
      world.block({
        extrinsics: shapes.slice(0, 12).map((shape) => world.extrinsic(shape(world.make), ALICE)),
      }),
    );
    const events = hexToBytes(block.events);
    fc.assert(
      fc.property(fc.nat(events.length - 1), fc.nat(255), fc.boolean(), (at, value, cut) => {
        const changed = Uint8Array.from(cut ? events.subarray(0, at) : events);
        if (!cut) changed[at] = value;
        try {
          decode({ ...block, events: bytesToHex(changed) });
        } catch (error) {
          expect(error).toBeInstanceOf(ScaleError);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('are refused where the metadata is too old to read', () => {
    const metadata = `0x6d6574610d${'00'.repeat(10)}` as Hex;
    expect(() => createBlockDecoder(metadata)).toThrow('metadata of version 13');
  });
});
