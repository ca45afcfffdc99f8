/** Reading blocks from nodes that answer all kinds of things. */
import { blocksOf, type RuntimeCache } from '../../../src/chain/block-source.js';
import { readHeader, type BlockRef } from '../../../src/chain/header.js';
import { createChain } from '../../fixture-chain/chain.js';
import { loadRuntime } from '../../fixture-chain/build/runtime.js';
import { rpcMethods } from '../../fixture-chain/rpc/methods.js';
import { createWorld } from '../../fixture-chain/scenario/world.js';

const runtime = loadRuntime('rococo-asset-hub-900');
const chain = createChain([{ runtime, appliedIn: 0 }]);
const world = createWorld(runtime);
chain.append([1, 2, 3].map(() => world.block({ extrinsics: [world.extrinsic(world.make.pay())] }).script));
const honest = rpcMethods(chain);

/** A node that answers as it should, but for these methods. @returns what was asked, besides */
function node(lies: Readonly<Record<string, unknown>> = {}) {
  const asked: string[] = [];
  return {
    asked,
    request: <T>(method: string, params: readonly unknown[] = []): Promise<T> => {
      asked.push(method);
      return Promise.resolve((method in lies ? lies[method] : honest[method]?.(params)) as T);
    },
  };
}

function block(number: number): BlockRef {
  return readHeader(chain.at(number)?.header);
}

const answerFor = (number: number): unknown => honest['chain_getBlock']?.([chain.at(number)?.hash]);

it('gives a block and its parent', async () => {
  const source = blocksOf(node(), new Map());
  expect(await source.parentOf(block(3))).toEqual(block(2));
  const { number, hash, events } = await source.read(block(3));
  expect({ number, hash }).toEqual({ number: 3, hash: chain.at(3)?.hash });
  expect(events.map(({ name }) => name)).toContain('balances.Transfer');
});

it('asks for metadata once for all nodes of a chain', async () => {
  const runtimes: RuntimeCache = new Map();
  const [one, other] = [node(), node()];
  await blocksOf(one, runtimes).read(block(2));
  await blocksOf(other, runtimes).read(block(3));
  expect(one.asked).toContain('state_getMetadata');
  expect(other.asked).not.toContain('state_getMetadata');
});

it.each<[string, Readonly<Record<string, unknown>>]>([
  ['gives another block', { chain_getBlock: answerFor(2) }],
  ['gives no block', { chain_getBlock: null }],
  ['gives text for a block', { chain_getBlock: { block: 'busy' } }],
  ['gives no events', { state_getStorage: null }],
  ['gives events that are none', { state_getStorage: '0x0cffff' }],
  ['gives no version', { state_getRuntimeVersion: null }],
  ['gives metadata that is none', { state_getMetadata: '0x00' }],
])('says which block it is when a node %s', async (_, lies) => {
  jest.spyOn(console, 'error').mockReturnValue();
  await expect(blocksOf(node(lies), new Map()).read(block(3))).rejects.toMatchObject({
    code: 'BLOCK_UNREADABLE',
    message: expect.stringContaining('block 3 ') as unknown,
  });
});

it.each<[string, unknown]>([
  ['no header', null],
  ['the header of another block', chain.at(1)?.header],
  ['text', 'busy'],
])('does not go on to a parent for which a node gives %s', async (_, chain_getHeader) => {
  await expect(blocksOf(node({ chain_getHeader }), new Map()).parentOf(block(3))).rejects.toMatchObject({
    code: 'BLOCK_UNREADABLE',
  });
});
