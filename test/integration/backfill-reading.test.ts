/** The backfill's reading of blocks from nodes that answer in odd ways, or not at all for a while. */
import type { AddressInfo } from 'node:net';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { WebSocketServer } from 'ws';
import { createExecutors } from '../../src/backfill/fetch/executors.js';
import { readInOrder } from '../../src/backfill/fetch/pipeline.js';
import { readStretch, type Stretch } from '../../src/backfill/fetch/stretch.js';
import { connectRpc, type Rpc } from '../../src/chain/rpc.js';
import { hexToBytes } from '../../src/domain/hex.js';
import { loadRuntime, readRuntime } from '../fixture-chain/build/runtime.js';
import { comparable } from '../fixture-chain/scenario/comparable.js';
import { expectedRows, type Rows } from '../fixture-chain/scenario/expected.js';
import { mixedStretch } from '../fixture-chain/scenario/mixed.js';
import type { ScriptedBlock, World } from '../fixture-chain/scenario/world.js';
import { startFixtureChain, type FixtureChain } from '../fixture-chain/server.js';
import { expectSameRows, joinRows } from './indexing/same-rows.js';

jest.setTimeout(3 * 60_000);

const LENGTH = 90;
const UPGRADE = 40;

let closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.reverse()) await close();
  closers = [];
});

interface Served {
  readonly node: FixtureChain;
  readonly expected: Rows;
  readonly quiet: number;
}

async function serve(): Promise<Served> {
  await cryptoWaitReady();
  // The later one lacks what the earlier one has, so that nonsense comes of mistaking one for the other.
  const old = loadRuntime('liberland-22');
  const spec8 = loadRuntime('liberland-8');
  const young = readRuntime(hexToBytes(spec8.metadata), { ...spec8.version, specVersion: 30 });
  const { blocks: before, world } = mixedStretch(old, 1, UPGRADE - 1, 3);
  const upgrading = world.block({ extrinsics: [world.extrinsic(world.make.note())] });
  const stretches: [number, { blocks: readonly ScriptedBlock[]; world: World }][] = [
    [1, { blocks: [...before, upgrading], world }],
    [UPGRADE + 1, mixedStretch(young, UPGRADE + 1, LENGTH - UPGRADE, 3)],
  ];
  const scripted = stretches.flatMap(([, { blocks }]) => blocks);
  const node = await startFixtureChain({
    runtimes: [
      { runtime: old, appliedIn: 0 },
      { runtime: young, appliedIn: UPGRADE },
    ],
    blocks: scripted.map(({ script }) => script),
  });
  closers.push(() => node.close());
  const expected = stretches.flatMap(([first, { blocks, world }]) =>
    blocks.map((block, i) => {
      const built = node.chain.at(first + i);
      if (!built) throw new Error(`there is no block ${first + i}`);
      return expectedRows(built, block, world.readings);
    }),
  );
  const quiet = scripted.filter(
    ({ script }) =>
      !script.extrinsics?.length && !script.initialization?.length && !script.finalization?.length,
  ).length;
  return { node, expected: joinRows(expected), quiet };
}

async function connect(endpoint: string): Promise<Rpc> {
  const rpc = await connectRpc([endpoint]);
  closers.push(() => rpc.close());
  return rpc;
}

async function readAll(rpc: Rpc, onFailure: (error: unknown) => void = () => undefined): Promise<Stretch[]> {
  const stretches: Stretch[] = [];
  const options = { rpc, executors: createExecutors(), startBlock: 1, signal: new AbortController().signal };
  for await (const stretch of readInOrder({ ...options, from: 1, to: LENGTH, onFailure }))
    stretches.push(stretch);
  return stretches;
}

function rowsOf(stretches: readonly Stretch[]): Rows {
  return joinRows(stretches.flatMap(({ rows }) => rows.map(comparable)));
}

type Answer = (
  body: readonly { readonly id: number; readonly method: string }[],
  text: string,
) => Promise<string>;

/** A node before the node, which changes its answers. */
async function startBefore(node: FixtureChain, answer: Answer): Promise<string> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  await new Promise((resolve) => server.once('listening', resolve));
  server.on('connection', (socket) => {
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      const body = [JSON.parse(text)].flat() as { id: number; method: string }[];
      void answer(body, text).then((answered) => socket.send(answered));
    });
  });
  closers.push(async () => {
    for (const socket of server.clients) socket.terminate();
    await new Promise((resolve) => server.close(resolve));
  });
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function passOn(node: FixtureChain, text: string): Promise<string> {
  return (await fetch(node.httpEndpoint, { method: 'POST', body: text })).text();
}

it('reads every row, each block by the runtime that executed it, in order', async () => {
  const { node, expected, quiet } = await serve();
  const stretches = await readAll(await connect(node.endpoint));
  expectSameRows(rowsOf(stretches), expected);
  let next = 1;
  for (const { from, to } of stretches) {
    expect(from).toBe(next);
    next = to + 1;
  }
  expect(next).toBe(LENGTH + 1);
  // All but those in which nothing but the inherent ran, and the first, where companies may be.
  expect(quiet).toBeGreaterThan(20);
  expect(node.calls.get('chain_getBlock')).toBeLessThanOrEqual(LENGTH - quiet + 1);
});

it('reads every row over answers that fail, come late or never come as the connection breaks', async () => {
  const { node, expected } = await serve();
  const faults = [
    node.fault('chain_getBlock', { kind: 'error' }, { after: 5, times: 1 }),
    node.fault('state_getStorage', { kind: 'slow', ms: 300 }, { after: 20, times: 3 }),
    node.fault('state_getStorage', { kind: 'null' }, { after: 40, times: 1 }),
    node.fault('state_getRuntimeVersion', { kind: 'close' }, { after: 2, times: 1 }),
  ];
  const failures: unknown[] = [];
  const stretches = await readAll(await connect(node.endpoint), (error) => failures.push(error));
  expectSameRows(rowsOf(stretches), expected);
  expect(faults.map(({ hits }) => hits)).toEqual([1, 3, 1, 1]);
  expect(failures.length).toBeGreaterThan(0);
});

it('sends smaller messages to a node that refuses large ones', async () => {
  const { node, expected } = await serve();
  let refused = 0;
  const endpoint = await startBefore(node, (body, text) => {
    if (body.length <= 5) return passOn(node, text);
    refused += 1;
    const error = { code: -32010, message: 'The batch request was too large' };
    return Promise.resolve(JSON.stringify({ jsonrpc: '2.0', id: null, error }));
  });
  expectSameRows(rowsOf(await readAll(await connect(endpoint))), expected);
  expect(refused).toBeGreaterThan(0);
});

it('asks for one hash at a time where a node gives no lists of them', async () => {
  const { node, expected } = await serve();
  const endpoint = await startBefore(node, (body, text) => {
    const [only] = body;
    const asksForList = body.length === 1 && only?.method === 'chain_getBlockHash' && text.includes('[[');
    return asksForList
      ? Promise.resolve(JSON.stringify({ jsonrpc: '2.0', id: only.id, result: null }))
      : passOn(node, text);
  });
  expectSameRows(rowsOf(await readAll(await connect(endpoint))), expected);
});

describe('a stretch', () => {
  const heights = { from: 1, to: 30 };

  async function reading() {
    const { node } = await serve();
    const rpc = await connect(node.endpoint);
    return { node, reading: { rpc, executors: createExecutors(), startBlock: 1, batch: 16 } };
  }

  it('is an error that says which block, where the node does not have its state', async () => {
    const { node, reading: from } = await reading();
    node.fault('state_getStorage', { kind: 'null' }, { after: 11 });
    await expect(readStretch(from, heights)).rejects.toMatchObject({
      code: 'BLOCK_UNREADABLE',
      message: expect.stringMatching(/block \d+ .*archive node/) as unknown,
    });
  });

  it('is an error where a block is not the one that was asked for', async () => {
    const { node } = await serve();
    const endpoint = await startBefore(node, async (body, text) => {
      const answered = await passOn(node, text);
      return body[0]?.method === 'chain_getBlock'
        ? answered.replaceAll('"number":"0x4"', '"number":"0x5"')
        : answered;
    });
    const rpc = await connect(endpoint);
    await expect(
      readStretch({ rpc, executors: createExecutors(), startBlock: 1, batch: 16 }, heights),
    ).rejects.toMatchObject({
      code: 'BLOCK_UNREADABLE',
      message: expect.stringContaining('block 4 ') as unknown,
    });
  });
});
