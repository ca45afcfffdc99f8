import { subscribeHeads } from '../../../src/chain/head-subscription.js';
import { readHeader } from '../../../src/chain/header.js';
import { loadRuntime } from '../../fixture-chain/build/runtime.js';
import { createChain } from '../../fixture-chain/chain.js';
import { createWorld } from '../../fixture-chain/scenario/world.js';

const runtime = loadRuntime('rococo-asset-hub-900');
const chain = createChain([{ runtime, appliedIn: 0 }]);
const world = createWorld(runtime);
chain.append([1, 2, 3].map(() => world.block().script));
const header = (number: number): unknown => chain.at(number)?.header;

/** Heads of a node whose best is block 2 and whose last final one is block 1. */
async function subscribed(ended = new AbortController()) {
  const notify = new Map<string, (message: never) => void>();
  const heads = await subscribeHeads(
    {
      request: <T>(method: string, params: readonly unknown[] = []) =>
        Promise.resolve((method === 'chain_getHeader' ? header(params.length === 0 ? 2 : 1) : '0x01') as T),
      subscribe: (type, _method, _unsubscribe, onMessage) => {
        notify.set(type, onMessage);
        return Promise.resolve(() => Promise.resolve());
      },
    },
    ended.signal,
  );
  return { heads, ended, send: (type: string, message: unknown) => notify.get(type)?.(message as never) };
}

it('tells the heads, and waits for another best one', async () => {
  const { heads, send } = await subscribed();
  expect(heads.last()).toEqual({ best: readHeader(header(2)), finalized: readHeader(header(1)) });
  let moved = false;
  const waiting = heads.after(heads.last().best).then(() => (moved = true));
  send('chain_finalizedHead', header(2));
  await Promise.resolve();
  expect(moved).toBe(false);
  send('chain_newHead', header(3));
  await waiting;
  expect(heads.last()).toEqual({ best: readHeader(header(3)), finalized: readHeader(header(2)) });
});

it('does not wait for a head that came already, nor after the end', async () => {
  const { heads, send, ended } = await subscribed();
  const { best } = heads.last();
  send('chain_newHead', header(3));
  await heads.after(best);
  ended.abort();
  await heads.after(heads.last().best);
});

it.each([null, 'busy', { number: 'x' }])('passes on that a node sends %j for a header', async (message) => {
  const { heads, send } = await subscribed();
  const waiting = heads.after(heads.last().best);
  expect(() => send('chain_newHead', message)).not.toThrow();
  await waiting;
  expect(() => heads.last()).toThrow('no header');
});
