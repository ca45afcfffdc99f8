/**
 * The fixture chain, judged by clients that did not make it: polkadot.js over WebSocket, plain JSON-RPC over HTTP. It
 * stands in for a node in the indexing tests, so it must be one as far as clients can tell.
 */
import { ApiPromise, HttpProvider, WsProvider } from '@polkadot/api';
import type { ProviderInterface } from '@polkadot/rpc-provider/types';
import type { BlockHash, EventRecord } from '@polkadot/types/interfaces';
import { encodeAddress } from '@polkadot/util-crypto';
import type { BlockScript } from '../fixture-chain/build/plain.js';
import { loadRuntime } from '../fixture-chain/build/runtime.js';
import { createWorld, type World } from '../fixture-chain/scenario/world.js';
import { startFixtureChain, type FixtureChain, type FixtureChainOptions } from '../fixture-chain/server.js';

const spec8 = loadRuntime('liberland-8');
const spec22 = loadRuntime('liberland-22');

/** Blocks of one payment each. */
function payments(world: World, count: number): BlockScript[] {
  return Array.from(
    { length: count },
    () => world.block({ extrinsics: [world.extrinsic(world.make.pay())] }).script,
  );
}

let closers: (() => Promise<unknown>)[] = [];
beforeEach(() => {
  // polkadot.js warns of every old metadata API and lost connection, which is what these tests are made of.
  jest.spyOn(console, 'warn').mockReturnValue();
  jest.spyOn(console, 'error').mockReturnValue();
});
afterEach(async () => {
  jest.restoreAllMocks();
  for (const close of closers.reverse()) await close();
  closers = [];
});

async function start(options: Partial<FixtureChainOptions> = {}): Promise<FixtureChain> {
  const node = await startFixtureChain({ runtimes: [{ runtime: spec8, appliedIn: 0 }], ...options });
  closers.push(() => node.close());
  return node;
}

async function connect(endpoint: string): Promise<ApiPromise> {
  const provider = endpoint.startsWith('ws') ? new WsProvider(endpoint, 100) : new HttpProvider(endpoint);
  // Its own providers do not fit its own interface under exactOptionalPropertyTypes.
  const api = await ApiPromise.create({ provider: provider as ProviderInterface, noInitWarn: true });
  closers.push(() => api.disconnect());
  return api;
}

async function eventNames(api: ApiPromise, hash: BlockHash | undefined): Promise<string[]> {
  const at = await api.at(hash ?? '');
  const events = await at.query['system']?.['events']?.();
  return (events as unknown as EventRecord[]).map(({ event }) => event.method);
}

async function post(node: FixtureChain, body: unknown): Promise<unknown> {
  const response = await fetch(node.httpEndpoint, { method: 'POST', body: JSON.stringify(body) });
  return response.json();
}

const ask = (method: string, ...params: unknown[]) => ({ jsonrpc: '2.0', id: 1, method, params });

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}

describe('blocks', () => {
  it('decode as what was written, with the hashes that their content has', async () => {
    const world = createWorld(spec8);
    const { pay, note } = world.make;
    const written = world.extrinsic({ name: 'utility.batchAll', args: [[pay(), note()]] });
    const node = await start({
      blocks: [world.block({ extrinsics: [written] }).script, ...payments(world, 2)],
    });
    const api = await connect(node.endpoint);

    const hash = await api.rpc.chain.getBlockHash(1);
    const { block } = await api.rpc.chain.getBlock(hash);
    expect(block.header.hash.toHex()).toBe(hash.toHex());
    expect(block.header.parentHash.toHex()).toBe(api.genesisHash.toHex());
    const next = await api.rpc.chain.getHeader(await api.rpc.chain.getBlockHash(2));
    expect(next.parentHash.toHex()).toBe(hash.toHex());

    expect(block.extrinsics.map(({ method }) => `${method.section}.${method.method}`)).toEqual([
      'timestamp.set',
      'utility.batchAll',
    ]);
    expect(block.extrinsics[1]?.signer.toString()).toBe(encodeAddress(written.signer ?? '', 42));
    expect(await eventNames(api, hash)).toEqual([
      'ExtrinsicSuccess',
      ...written.simulated.events.map(({ name }) => name.split('.')[1]),
    ]);
    const at = await api.at(hash);
    const now = await at.query['timestamp']?.['now']?.();
    expect(now?.toString()).toBe(block.extrinsics[0]?.args[0]?.toString());
  });

  it('are the same over HTTP, in batches as well', async () => {
    const node = await start({ blocks: payments(createWorld(spec8), 3) });
    const api = await connect(node.httpEndpoint);
    expect((await api.rpc.chain.getHeader()).number.toNumber()).toBe(3);
    const answers = await post(node, [
      ask('chain_getBlockHash', 1),
      ask('chain_getBlockHash', [2, 3, 4]),
      ask('no_such'),
    ]);
    expect(answers).toEqual([
      expect.objectContaining({ result: node.chain.at(1)?.hash }),
      expect.objectContaining({ result: [node.chain.at(2)?.hash, node.chain.at(3)?.hash, null] }),
      expect.objectContaining({ error: expect.objectContaining({ code: -32601 }) as unknown }),
    ]);
  });
});

describe('runtime upgrade', () => {
  it('takes effect in the block after the one that brings it', async () => {
    const before = createWorld(spec8, 1);
    const after = createWorld(spec22, 4);
    const node = await start({
      runtimes: [
        { runtime: spec8, appliedIn: 0 },
        { runtime: spec22, appliedIn: 3 },
      ],
      blocks: [
        ...payments(before, 3),
        after.block({ extrinsics: [after.extrinsic(after.make.note())] }).script,
      ],
    });
    const api = await connect(node.endpoint);
    const hashes = await Promise.all([2, 3, 4].map((number) => api.rpc.chain.getBlockHash(number)));
    const versions = await Promise.all(hashes.map((hash) => api.rpc.state.getRuntimeVersion(hash)));
    expect(versions.map(({ specVersion }) => specVersion.toNumber())).toEqual([8, 22, 22]);
    // polkadot.js decodes a block by the runtime of its parent: were that wrong here, it would not decode.
    const calls = await Promise.all(
      hashes.map(async (hash) => {
        const { block } = await api.rpc.chain.getBlock(hash);
        return block.extrinsics[1]?.method.section;
      }),
    );
    expect(calls).toEqual(['balances', 'balances', 'llm']);
    expect(await eventNames(api, hashes[2])).toContain('Remarked');
  });
});

describe('heads', () => {
  it('are apart, and move when they are told to', async () => {
    const node = await start({ blocks: payments(createWorld(spec8), 10), best: 6, finalized: 2 });
    const api = await connect(node.endpoint);
    const best: number[] = [];
    const finalized: number[] = [];
    await api.rpc.chain.subscribeNewHeads((header) => void best.push(header.number.toNumber()));
    await api.rpc.chain.subscribeFinalizedHeads((header) => void finalized.push(header.number.toNumber()));
    expect((await api.rpc.chain.getBlockHash(7)).isEmpty).toBe(true);

    node.chain.setBest(8);
    node.chain.setFinalized(5);
    await until(() => best.length === 2 && finalized.length === 2);
    expect({ best, finalized }).toEqual({ best: [6, 8], finalized: [2, 5] });
    expect(() => node.chain.setFinalized(9)).toThrow('finalized head');
  });

  it('leave a branch that lost', async () => {
    const world = createWorld(spec8);
    const node = await start({ blocks: payments(world, 6), finalized: 3 });
    const lost = node.chain.at(5);
    const won = node.chain.fork(4, payments(world, 3));
    expect(node.chain.best).toBe(7);
    expect(node.chain.at(5)?.hash).toBe(won[0]?.hash);
    expect(won[0]?.header.parentHash).toBe(node.chain.at(4)?.hash);
    // As a node does, it still knows the block that lost when asked by its hash.
    expect(await post(node, ask('chain_getHeader', lost?.hash))).toMatchObject({ result: lost?.header });
    expect(() => node.chain.fork(2, payments(world, 1))).toThrow('final');
  });
});

describe('faults', () => {
  it('hit the method that they are put on, as often as they are told to', async () => {
    const node = await start({ blocks: payments(createWorld(spec8), 2) });
    const fault = node.fault(
      'chain_getBlockHash',
      { kind: 'error', message: 'not today' },
      { after: 1, times: 2 },
    );
    const answers = [];
    for (let i = 0; i < 4; i++) answers.push(await post(node, ask('chain_getBlockHash', 1)));
    const right = expect.objectContaining({ result: node.chain.at(1)?.hash }) as unknown;
    const wrong = expect.objectContaining({ error: { code: -32000, message: 'not today' } }) as unknown;
    expect(answers).toEqual([right, wrong, wrong, right]);
    expect(fault.hits).toBe(2);
  });

  it('can be no answer, a late one, null, and a broken connection', async () => {
    const node = await start({ blocks: payments(createWorld(spec8), 2) });
    const header = ask('chain_getHeader');

    node.fault('chain_getHeader', { kind: 'null' }, { times: 1 });
    expect(await post(node, header)).toMatchObject({ result: null });

    node.fault('chain_getHeader', { kind: 'close' }, { times: 1 });
    await expect(post(node, header)).rejects.toThrow();

    let late = false;
    node.fault('chain_getHeader', { kind: 'slow', ms: 300 }, { times: 1 });
    const answer = post(node, header).then((result) => {
      late = true;
      return result;
    });
    await post(node, ask('system_chain'));
    expect(late).toBe(false);
    expect(await answer).toMatchObject({ result: { number: '0x2' } });

    const hang = node.fault('chain_getHeader', { kind: 'hang' });
    const abort = new AbortController();
    const never = fetch(node.httpEndpoint, {
      method: 'POST',
      body: JSON.stringify(header),
      signal: abort.signal,
    });
    await until(() => hang.hits === 1);
    abort.abort();
    await expect(never).rejects.toThrow();
    hang.clear();
    expect(await post(node, header)).toMatchObject({ result: { number: '0x2' } });
  });

  it('can break every connection, and clients come back', async () => {
    const node = await start({ blocks: payments(createWorld(spec8), 2) });
    const api = await connect(node.endpoint);
    const lost = new Promise((resolve) => api.once('disconnected', resolve));
    node.dropConnections();
    await lost;
    await until(() => api.isConnected);
    expect((await api.rpc.chain.getHeader()).number.toNumber()).toBe(2);
  });
});
