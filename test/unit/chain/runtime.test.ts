/** The watcher's decoder against what happened, and against what the indexer gets, on every shape of every runtime. */
import { createRuntime } from '../../../src/chain/runtime.js';
import { extract } from '../../../src/domain/extract/extract.js';
import { rowsOf } from '../../../src/domain/extract/rows.js';
import { plainBlock } from '../../../src/polkadot/plain-block.js';
import { encodeBlock, genesisBlock } from '../../fixture-chain/build/block.js';
import { loadRuntime, type RuntimeName } from '../../fixture-chain/build/runtime.js';
import { comparable } from '../../fixture-chain/scenario/comparable.js';
import { decoder } from '../../fixture-chain/scenario/decoded.js';
import { expectedRows } from '../../fixture-chain/scenario/expected.js';
import { mixedStretch } from '../../fixture-chain/scenario/mixed.js';
import {
  COMMON_SHAPES,
  LIBERLAND_SHAPES,
  NEWER_SHAPES,
  type Shape,
} from '../../fixture-chain/scenario/shapes.js';
import { createWorld } from '../../fixture-chain/scenario/world.js';

const LIBERLAND = { ...COMMON_SHAPES, ...NEWER_SHAPES, ...LIBERLAND_SHAPES };
const RUNTIMES: [RuntimeName, Readonly<Record<string, Shape>>][] = [
  ['liberland-8', LIBERLAND],
  ['liberland-22', LIBERLAND],
  ['rococo-asset-hub-900', COMMON_SHAPES],
];

describe.each(RUNTIMES)('a best block of %s', (name, shapes) => {
  const source = loadRuntime(name);
  const runtime = createRuntime(source.metadata, source.version.specVersion);
  const indexers = decoder(source);
  const world = createWorld(source);

  it.each(Object.entries(shapes))('gives the rows of what happened: %s', (_, shape) => {
    const scripted = world.block({
      extrinsics: [world.extrinsic(shape(world.make)), world.extrinsic(world.make.pay())],
    });
    const block = encodeBlock(source, genesisBlock(), scripted.script);
    const plain = runtime.decode({ block, events: block.events });
    expect(plain).toEqual(plainBlock(indexers(block)));
    expect(comparable(rowsOf(plain, extract(plain)))).toEqual(expectedRows(block, scripted, world.readings));
  });
});

it('gives the rows of hooks, scheduled tasks and odd remarks too', () => {
  const source = loadRuntime('liberland-22');
  const runtime = createRuntime(source.metadata, source.version.specVersion);
  const { blocks, world } = mixedStretch(source, 1, 150, 1);
  for (const scripted of blocks) {
    const block = encodeBlock(source, genesisBlock(), scripted.script);
    const plain = runtime.decode({ block, events: block.events });
    expect(comparable(rowsOf(plain, extract(plain)))).toEqual(expectedRows(block, scripted, world.readings));
  }
});

it('is an error where the answer is of another runtime', () => {
  const old = loadRuntime('liberland-8');
  const young = loadRuntime('liberland-22');
  const world = createWorld(young);
  const { script } = world.block({ extrinsics: [world.extrinsic(world.make.note())] });
  const block = encodeBlock(young, genesisBlock(), script);
  const runtime = createRuntime(old.metadata, old.version.specVersion);
  jest.spyOn(console, 'error').mockReturnValue();
  expect(() => runtime.decode({ block, events: block.events })).toThrow();
});
