import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { writeProject } from '../../src/cli/indexer/project.js';
import type { FixtureChain } from '../../test/fixture-chain/server.js';
import { indexedChain } from '../../test/integration/indexing/indexer.js';
import { startTestPostgres } from '../../test/support/embedded-server.js';
import { paymentChain } from './chains.js';
import { writeMinimalProject } from './minimal/project.js';

interface ChainSize {
  readonly name: string;
  readonly blocks: number;
  readonly every: number;
}

const DENSE = 'dense: ten payments in every block';
const SPARSE = 'sparse: ten payments in one block of a hundred';

/**
 * `npm run bench:tail [-- --small]`: how fast the tail indexes, our handlers beside a minimal SubQuery project, on the
 * same chain in the same run. Speeds differ between machines and with what else they do; the ratio is what to read.
 * Uses the server of DATABASE_URL, in databases of its own that it drops, or a Postgres of its own.
 */
export async function run(): Promise<void> {
  const { values } = parseArgs({ options: { small: { type: 'boolean', default: false } } });
  const given = process.env['DATABASE_URL'];
  const own = given === undefined ? await startOwnPostgres() : null;
  process.env['CHAINTILL_TEST_POSTGRES'] = given ?? own?.url;
  try {
    await compare({ name: DENSE, blocks: values.small ? 150 : 600, every: 1 }, values.small ? 1 : 3);
    await compare({ name: SPARSE, blocks: values.small ? 1_000 : 6_000, every: 100 }, values.small ? 1 : 3);
  } finally {
    await own?.stop();
  }
}

async function startOwnPostgres(): ReturnType<typeof startTestPostgres> {
  const scripts = await mkdtemp(join(tmpdir(), 'chaintill-tail-'));
  return startTestPostgres(scripts, join('dist', 'cli', 'process', 'guard.js'));
}

const PROJECTS = { chaintill: writeProject, minimal: writeMinimalProject };
const LONGEST_RUN_MS = 20 * 60_000;

/** Blocks a second from the first block that is fetched to the commit of the last. */
async function measure(node: FixtureChain, write: typeof writeProject): Promise<number> {
  const indexed = await indexedChain(node, write);
  try {
    const running = await indexed.run();
    while (!running.output().includes('Enqueueing blocks')) {
      if (running.ended()) throw new Error(running.output());
      await sleep(5);
    }
    const started = performance.now();
    await indexed.index.reaches(node.chain.finalized, LONGEST_RUN_MS, running);
    return node.chain.finalized / ((performance.now() - started) / 1000);
  } finally {
    await indexed.close();
  }
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}

/** By turns, so that whatever else the machine does meets both. */
async function compare({ name, blocks, every }: ChainSize, rounds: number): Promise<void> {
  const node = await paymentChain(blocks, every);
  const speeds = { chaintill: [] as number[], minimal: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    speeds.chaintill.push(await measure(node, PROJECTS.chaintill));
    speeds.minimal.push(await measure(node, PROJECTS.minimal));
  }
  await node.close();
  const [ours, least] = [median(speeds.chaintill), median(speeds.minimal)];
  const shown = (values: readonly number[]) => values.map((speed) => speed.toFixed(1)).join(', ');
  console.log(`${name} (${blocks} blocks)`);
  console.log(`  chaintill  ${ours.toFixed(1)} blocks/s  (${shown(speeds.chaintill)})`);
  console.log(`  minimal    ${least.toFixed(1)} blocks/s  (${shown(speeds.minimal)})`);
  console.log(`  ratio      ${(ours / least).toFixed(2)}`);
}
