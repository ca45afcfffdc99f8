/**
 * Endpoints that hang, are slow, refuse for going too fast, break off, die and come back, under all that reads the chain:
 * the gateway's heads, the watcher and the backfill. One useless endpoint of two costs nothing but time.
 */
import fc from 'fast-check';
import { createExecutors } from '../../../src/backfill/fetch/executors.js';
import { readInOrder } from '../../../src/backfill/fetch/pipeline.js';
import { followHeads, type Heads } from '../../../src/chain/heads.js';
import { connectRpc } from '../../../src/chain/rpc.js';
import type { Watcher } from '../../../src/settlement/watcher.js';
import { comparable } from '../../fixture-chain/scenario/comparable.js';
import type { Rows } from '../../fixture-chain/scenario/expected.js';
import type { FixtureChain } from '../../fixture-chain/server.js';
import { openChaosReport } from '../../support/chaos-report.js';
import { silent } from '../../support/gateway.js';
import { until } from '../../support/processes.js';
import { openClosers } from '../../support/suite-closers.js';
import { eventually } from '../../support/stub-node.js';
import { joinRows } from '../indexing/same-rows.js';
import { blockWriter, createScene, type Blocks, type Scene } from '../watcher/scene.js';
import { startFaultyEndpoint, type Behaviour, type FaultyEndpoint } from './faulty-endpoint.js';

const FULL = process.env['CHAINTILL_CHAOS'] === 'full';
const TURNS = FULL ? 40 : 6;
const TURN_MS = FULL ? 1_500 : 400;
jest.setTimeout(FULL ? 300_000 : 120_000);

const report = openChaosReport('rpc-endpoints');
const closers = openClosers();
afterAll(() => report.write());

/** A chain behind two endpoints, all that reads it, and what it should read. */
interface Story {
  readonly scene: Scene;
  readonly node: FixtureChain;
  readonly blocks: Blocks;
  readonly endpoints: readonly [FaultyEndpoint, FaultyEndpoint];
  heads(): Heads;
  watcher(): Watcher;
  /** All rows that the finalized part of the chain gives, read over the two endpoints. */
  readRows(onFailure?: () => void): Promise<Rows>;
  /** Brings a block with a payment. */
  pay(reference: string): Promise<void>;
}

const HISTORY = 40;
/** Below all that is watched. */
const FINALIZED = 35;

async function begin(): Promise<Story> {
  const scene = await createScene();
  closers.push(() => scene.close());
  const blocks = blockWriter();
  const history = Array.from({ length: HISTORY }, (_, i) =>
    i % 3 === 0 ? [blocks.payment(`h-${i}`)] : blocks.empty(1),
  ).flat();
  const node = await scene.chain({ blocks: history, finalized: FINALIZED });
  const endpoints = [
    await startFaultyEndpoint(node.endpoint),
    await startFaultyEndpoint(node.endpoint),
  ] as const;
  for (const one of endpoints) closers.push(() => one.close());
  const urls = endpoints.map(({ endpoint }) => endpoint);
  return {
    scene,
    node,
    blocks,
    endpoints,
    heads() {
      const genesisHash = node.chain.genesis.hash;
      const heads = followHeads({ endpoints: urls, genesisHash, blockTimeMs: 6_000, log: silent });
      closers.push(() => heads.close());
      return heads;
    },
    watcher: () => scene.watch([node], { endpoints: urls }),
    readRows: (onFailure) => readRows(urls, onFailure),
    async pay(reference) {
      await scene.order(reference);
      node.chain.append([blocks.payment(reference)]);
    },
  };
}

async function readRows(
  endpoints: readonly string[],
  onFailure: () => void = () => undefined,
): Promise<Rows> {
  const rpc = await connectRpc(endpoints);
  try {
    const { signal } = new AbortController();
    const reading = { rpc, executors: createExecutors(), startBlock: 1, signal, onFailure };
    const rows: Rows[] = [];
    for await (const stretch of readInOrder({ ...reading, from: 1, to: FINALIZED }))
      rows.push(...stretch.rows.map(comparable));
    return joinRows(rows);
  } finally {
    await rpc.close();
  }
}

function noteFaults(endpoints: readonly FaultyEndpoint[]): void {
  for (const { met } of endpoints)
    for (const [kind, times] of met) if (kind !== 'faithful') report.did(kind, 'RPC endpoint', times);
}

const USELESS: readonly Behaviour[] = [
  { kind: 'hanging' },
  { kind: 'limiting' },
  { kind: 'closing', after: 3 },
  { kind: 'slow', ms: 250 },
];

test.concurrent.each(USELESS)('an endpoint that is $kind is used or left, and taken again', async (fault) => {
  const story = await begin();
  const { node, scene, endpoints } = story;
  const [first, second] = endpoints;
  const clean = await readRows([node.endpoint]);
  expect(clean.transfers.length).toBeGreaterThan(10);

  // One that limits takes no new connection: it does so only once all are at it.
  const connected = fault.kind === 'limiting';
  if (!connected) first.behave(fault);
  const heads = story.heads();
  const watcher = story.watcher();
  if (connected) {
    await until(
      'all follow the first',
      () => watcher.state().told === HISTORY && heads.state().best === HISTORY,
    );
    first.behave(fault);
    await first.die();
    await first.comeBack();
  }
  await story.pay('A-1');
  const [rows] = await Promise.all([
    story.readRows(),
    until('the payment is sighted', () => scene.told.length >= 1, 90_000),
    until('the heads are followed', () => heads.state().best === HISTORY + 1, 90_000),
  ]);
  expect(rows).toEqual(clean);
  expect(scene.told).toEqual([scene.said('+', 'A-1', node, HISTORY + 1)]);
  expect(heads.state()).toMatchObject({ status: 'following', reason: null, finalized: FINALIZED });
  expect(first.met.get(fault.kind)).toBeGreaterThan(0);

  // And back: the other one dies.
  first.behave({ kind: 'faithful' });
  await second.die();
  await story.pay('A-2');
  await until('the payment is sighted', () => scene.told.length >= 2, 90_000);
  await until('the heads are followed', () => heads.state().best === HISTORY + 2, 90_000);
  expect(scene.told.slice(1)).toEqual([scene.said('+', 'A-2', node, HISTORY + 2)]);
  await second.comeBack();
  expect(await story.readRows()).toEqual(clean);

  noteFaults(endpoints);
  report.held('rows read are those of a clean reading', 2 * clean.transfers.length);
  report.held('each payment is sighted once', 2);
});

test('while no endpoint is of use the heads say so, and are taken up again', async () => {
  const story = await begin();
  const { node, endpoints } = story;
  const heads = story.heads();
  await until('the heads are followed', () => heads.state().status === 'following');
  for (const one of endpoints) await one.die();
  await until('it is said', () => heads.state().status === 'connecting');
  expect(heads.state()).toMatchObject({ best: null, finalized: null, sinceLastHead: null });
  expect(heads.state().reason).not.toBeNull();
  node.chain.append(story.blocks.empty(1));
  for (const one of endpoints) await one.comeBack();
  await until('the heads are followed', () => heads.state().best === HISTORY + 1);
  report.held('the state of heads is true', 3);
  noteFaults(endpoints);
});

test('whatever two endpoints do in turn, all is read once', async () => {
  const story = await begin();
  const { node, scene, endpoints } = story;
  const clean = await readRows([node.endpoint]);
  const heads = story.heads();
  const watcher = story.watcher();
  const kinds = fc.constantFrom('slow', 'limiting', 'closing', 'dead', 'faithful');
  const [turns] = fc.sample(fc.array(fc.tuple(fc.nat(1), kinds), { minLength: TURNS, maxLength: TURNS }), 1);
  const dead = new Set<FaultyEndpoint>();
  const readings: Promise<Rows>[] = [];
  for (const [turn, [which, kind]] of (turns ?? []).entries()) {
    const one = endpoints[which === 0 ? 0 : 1];
    if (dead.delete(one)) await one.comeBack();
    if (kind === 'dead') {
      await one.die();
      dead.add(one);
    } else one.behave(behaviourOf(kind));
    if (turn % 3 === 0) readings.push(story.readRows());
    readings.at(-1)?.catch(() => undefined);
    await story.pay(`A-${turn}`);
    await new Promise((resolve) => setTimeout(resolve, TURN_MS));
  }
  for (const one of endpoints) {
    if (dead.delete(one)) await one.comeBack();
    one.behave({ kind: 'faithful' });
  }
  const last = HISTORY + TURNS;
  await eventually(() => expect(watcher.state()).toMatchObject({ told: last, missed: 0 }));
  await eventually(() => expect(heads.state()).toMatchObject({ status: 'following', best: last }));
  const told = Array.from({ length: TURNS }, (_, turn) =>
    scene.said('+', `A-${turn}`, node, HISTORY + 1 + turn),
  );
  expect([...scene.told].sort()).toEqual([...told].sort());
  // One that no endpoint served for a minute may give up; what it gives is right.
  for (const reading of await Promise.allSettled(readings)) {
    if (reading.status === 'rejected') continue;
    expect(reading.value).toEqual(clean);
    report.held('rows read are those of a clean reading', clean.transfers.length);
  }
  report.held('each payment is sighted once', told.length);
  noteFaults(endpoints);
});

function behaviourOf(kind: 'slow' | 'limiting' | 'closing' | 'faithful'): Behaviour {
  switch (kind) {
    case 'slow':
      return { kind, ms: 150 };
    case 'closing':
      return { kind, after: 5 };
    default:
      return { kind };
  }
}
