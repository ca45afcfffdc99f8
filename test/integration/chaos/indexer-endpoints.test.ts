/**
 * Endpoints that hang, are slow, refuse for going too fast, break off, die and come back, under the real @subql/node, kept
 * as `chaintill start` keeps it: each block is indexed once, and as if nothing had been.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { writeProject } from '../../../src/cli/indexer/project.js';
import { loadRuntime } from '../../fixture-chain/build/runtime.js';
import { expectedRows } from '../../fixture-chain/scenario/expected.js';
import { mixedStretch } from '../../fixture-chain/scenario/mixed.js';
import { startFixtureChain } from '../../fixture-chain/server.js';
import { openChaosReport } from '../../support/chaos-report.js';
import { openClosers } from '../../support/suite-closers.js';
import { indexedChain } from '../indexing/indexer.js';
import { expectSameRows, joinRows } from '../indexing/same-rows.js';
import { startFaultyEndpoint, type Behaviour, type FaultyEndpoint } from './faulty-endpoint.js';

const FULL = process.env['CHAINTILL_CHAOS'] === 'full';
const ROUNDS = FULL ? 2 : 1;
const BLOCKS_A_TURN = 30;
const MINUTE = 60_000;
/** A sixth of what it is, so that the test is shorter. */
const PATIENCE_MS = 10_000;
jest.setTimeout(20 * MINUTE);

const report = openChaosReport('indexer-endpoints');
const closers = openClosers();
afterAll(() => report.write());

type Fault = Behaviour | { readonly kind: 'dead' };

/** What SubQuery does not get over by itself. */
const LASTING: readonly Fault[] = [{ kind: 'dead' }, { kind: 'hanging' }];
const FAULTS: readonly Fault[] = FULL
  ? [{ kind: 'slow', ms: 200 }, { kind: 'limiting' }, { kind: 'closing', after: 5 }, ...LASTING]
  : LASTING;

/** SubQuery asks one of them for new blocks every few seconds. */
async function busier([one, other]: readonly [FaultyEndpoint, FaultyEndpoint]): Promise<FaultyEndpoint> {
  const asked = ({ met }: FaultyEndpoint): number => met.get('faithful') ?? 0;
  const before = asked(one) - asked(other);
  for (;;) {
    await sleep(100);
    const more = asked(one) - asked(other) - before;
    if (more !== 0) return more > 0 ? one : other;
  }
}

test('whatever one of two endpoints does, and while both are gone, each block is indexed once', async () => {
  const spec = { runtime: loadRuntime('liberland-22'), appliedIn: 0 };
  const turns = ROUNDS * FAULTS.length + 2;
  const { blocks, world } = mixedStretch(spec.runtime, 1, turns * BLOCKS_A_TURN, 3);
  const scripts = blocks.map(({ script }) => script);
  const node = await startFixtureChain({ runtimes: [spec], blocks: scripts.slice(0, BLOCKS_A_TURN) });
  closers.push(() => node.close());
  const endpoints: readonly [FaultyEndpoint, FaultyEndpoint] = [
    await startFaultyEndpoint(node.endpoint),
    await startFaultyEndpoint(node.endpoint),
  ];
  for (const one of endpoints) closers.push(() => one.close());
  const urls = endpoints.map(({ endpoint }) => endpoint);
  const indexed = await indexedChain(node, (folder, target) =>
    writeProject(folder, { ...target, endpoints: urls }),
  );
  closers.push(() => indexed.close());
  const running = await indexed.runSupervised({ endpoints: urls, patienceMs: PATIENCE_MS });
  await indexed.index.reaches(BLOCKS_A_TURN, 5 * MINUTE, running);

  async function advance(): Promise<void> {
    const { best } = node.chain;
    node.chain.append(scripts.slice(best, best + BLOCKS_A_TURN));
    node.chain.setFinalized(node.chain.best);
    await indexed.index.reaches(node.chain.best, 5 * MINUTE, running);
  }

  for (let turn = 0; turn < ROUNDS * FAULTS.length; turn++) {
    const fault = FAULTS[turn % FAULTS.length];
    const faulty = await busier(endpoints);
    if (fault === undefined) throw new Error('there is no such fault');
    if (fault.kind === 'dead') await faulty.die();
    else faulty.behave(fault);
    await advance();
    if (fault.kind === 'dead') await faulty.comeBack();
    else faulty.behave({ kind: 'faithful' });
  }
  for (const one of endpoints) await one.die();
  const advanced = advance();
  for (const one of endpoints) await one.comeBack();
  await advanced;

  const expected = joinRows(
    blocks.map((scripted, i) => {
      const block = node.chain.at(1 + i);
      if (!block) throw new Error(`there is no block ${1 + i}`);
      return expectedRows(block, scripted, world.readings);
    }),
  );
  const found = await indexed.index.rows();
  expectSameRows(found, expected);
  for (const { met } of endpoints)
    for (const [kind, times] of met) if (kind !== 'faithful') report.did(kind, 'RPC endpoint', times);
  report.held('rows indexed are those of what happened', found.transfers.length + found.remarks.length);
});
