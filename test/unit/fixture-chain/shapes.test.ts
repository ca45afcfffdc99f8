import { extract } from '../../../src/domain/extract/extract.js';
import { rowsOf } from '../../../src/domain/extract/rows.js';
import { plainBlock } from '../../../src/polkadot/plain-block.js';
import { encodeBlock, genesisBlock } from '../../fixture-chain/build/block.js';
import { loadRuntime, type RuntimeName } from '../../fixture-chain/build/runtime.js';
import { projectBlock } from '../../fixture-chain/project.js';
import { comparable } from '../../fixture-chain/scenario/comparable.js';
import { decoder } from '../../fixture-chain/scenario/decoded.js';
import { expectedRows } from '../../fixture-chain/scenario/expected.js';
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

describe.each(RUNTIMES)('on %s', (name, shapes) => {
  const runtime = loadRuntime(name);
  const decode = decoder(runtime);
  const world = createWorld(runtime);

  it.each(Object.entries(shapes))('%s', (_, shape) => {
    const scripted = world.block({
      extrinsics: [world.extrinsic(shape(world.make)), world.extrinsic(world.make.pay())],
    });
    const block = encodeBlock(runtime, genesisBlock(), scripted.script);
    const decoded = decode(block);
    expect(decoded.block.header.hash.toHex()).toBe(block.hash);

    const plain = plainBlock(decoded);
    expect(plain).toEqual(projectBlock(scripted.script, block, world.hashing));
    expect(comparable(rowsOf(plain, extract(plain)))).toEqual(expectedRows(block, scripted, world.readings));
  });
});
