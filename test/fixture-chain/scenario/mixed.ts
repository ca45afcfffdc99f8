/** A long stretch of chain in which every shape comes up again and again, among quiet blocks. */
import { bytesToHex } from '../../../src/domain/hex.js';
import { call, event } from '../build/plain.js';
import type { Runtime } from '../build/runtime.js';
import { account, AUTHOR, TREASURY } from './accounts.js';
import { liberlandRemark, oversizedRemark, textRemark, unreadableRemark } from './remarks.js';
import { COMMON_SHAPES, LIBERLAND_SHAPES, NEWER_SHAPES, type Shape } from './shapes.js';
import { createWorld, type Content, type ScriptedBlock, type World } from './world.js';

export interface Stretch {
  readonly blocks: readonly ScriptedBlock[];
  readonly world: World;
}

const SHAPES: readonly Shape[] = Object.values({ ...COMMON_SHAPES, ...NEWER_SHAPES, ...LIBERLAND_SHAPES });

/**
 * @param from number of the first block
 * @param busyEvery one block of so many holds anything but its timestamp
 */
export function mixedStretch(runtime: Runtime, from: number, count: number, busyEvery: number): Stretch {
  const world = createWorld(runtime, from);
  const blocks = Array.from({ length: count }, (_, i) =>
    i % busyEvery === 0 ? world.block(contentOf(world, i / busyEvery)) : world.block(),
  );
  return { blocks, world };
}

/** What the n-th busy block holds: one to three shapes, and in some blocks what no extrinsic does. */
function contentOf(world: World, n: number): Content {
  const shapes = [SHAPES[n % SHAPES.length], ...(n % 3 === 0 ? [SHAPES[(n * 7) % SHAPES.length]] : [])];
  const calls = shapes.flatMap((shape) => (shape ? [shape(world.make)] : []));
  if (n % 11 === 0) calls.push(oddity(world, n / 11));
  const content = { extrinsics: calls.map((made) => world.extrinsic(made)) };
  switch (n % 13) {
    case 3:
      return { ...content, tasks: [task(world, n)] };
    case 6:
      return { ...content, tasks: [task(world, n), task(world, n + 1)], initialization: [reward(n)] };
    case 9:
      return { tasks: [task(world, n)], finalization: [reward(n)] };
    default:
      return content;
  }
}

/** Calls that the scheduler dispatches: with what they leave behind, their events alone. */
function task(world: World, n: number): ReturnType<World['task']> {
  const { pay, payAsset, note, quietNote } = world.make;
  const failing = { ...pay(), script: { fails: true } };
  const tasks = [
    () => pay(),
    () => call('utility.batchAll', [[pay(), note()]]),
    () => call('utility.batchAll', [[note(), payAsset()]]),
    () => call('utility.batchAll', [[pay(), quietNote(), pay(), note()]]),
    () => call('utility.batchAll', [[pay(), note(), failing]]),
    () => call('utility.batch', [[pay(), failing, note()]]),
    () => failing,
  ];
  const made = tasks[n % tasks.length];
  if (!made) throw new RangeError('n must not be negative');
  return world.task(made());
}

function oddity(world: World, n: number): ReturnType<Shape> {
  const name = bytesToHex(new TextEncoder().encode(`Token \0 ${n}`));
  const oddities = [
    () => world.quietRemark(oversizedRemark(20_000 + n)),
    () => call('utility.batchAll', [[world.make.pay(), world.remark(textRemark('order:SAME', 'SAME'))]]),
    () => call('utility.batchAll', [[world.make.payAsset(), world.remark(unreadableRemark('0xff00ff00'))]]),
    () => call('assets.setMetadata', [n % 5, name, n % 2 === 0 ? '0x54' : '0xfffe', n % 19]),
    () => call('utility.batchAll', [[world.make.pay(), world.remark(liberlandRemark(272n, 'Order #272'))]]),
  ];
  const made = oddities[n % oddities.length];
  if (!made) throw new RangeError('n must not be negative');
  return made();
}

/** A transfer that a hook makes, as some runtimes reward the author of a block. */
function reward(n: number): ReturnType<typeof event> {
  return event('balances.Transfer', [TREASURY, n % 2 === 0 ? AUTHOR : account('payee 1'), BigInt(n + 1)]);
}
