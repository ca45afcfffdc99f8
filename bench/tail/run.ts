import { mkdtemp, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { writeProject } from '../../src/cli/indexer/project.js';
import type { FixtureChain } from '../../test/fixture-chain/server.js';
import { indexedChain } from '../../test/integration/indexing/indexer.js';
import { startTestPostgres } from '../../test/support/embedded-server.js';
import { quantile, tenths } from '../measure.js';
import type { Cell, Report } from '../report.js';
import { paymentChain } from './chains.js';
import { writeMinimalProject } from './minimal/project.js';

interface ChainSize {
  readonly name: string;
  readonly blocks: number;
  readonly every: number;
  readonly payments: number;
}

const DENSE = 'dense: ten payments in every block';
const SPARSE = 'sparse: ten payments in one block of a hundred';
const LARGE = 'large: 500 payments in every block';

/**
 * `npm run bench:tail`: how fast the tail indexes, our handlers beside a minimal SubQuery project, on the
 * same chain in the same run. Speeds differ between machines and with what else they do; the ratio is what to read.
 * Options: `--blocks 600` (dense ones; ten times as many are sparse, a tenth as many large), `--rounds 3`, `--small` (few of everything), `--database
 * postgres://…` (a server to make databases on; default a Postgres of its own).
 */
export async function run(): Promise<Report> {
  const { values } = parseArgs({
    options: {
      blocks: { type: 'string', default: '600' },
      rounds: { type: 'string', default: '3' },
      small: { type: 'boolean', default: false },
      database: { type: 'string' },
    },
  });
  const [blocks, rounds] = values.small ? [20, 1] : [Number(values.blocks), Number(values.rounds)];
  const given = values.database;
  const own = given === undefined ? await startOwnPostgres() : null;
  process.env['CHAINTILL_TEST_POSTGRES'] = given ?? own?.url;
  try {
    const chains = [
      { name: DENSE, blocks, every: 1, payments: 10 },
      { name: SPARSE, blocks: 10 * blocks, every: 100, payments: 10 },
      { name: LARGE, blocks: Math.ceil(blocks / 10), every: 1, payments: 500 },
    ];
    const rows: (readonly Cell[])[] = [];
    for (const chain of chains) rows.push(...(await compare(chain, rounds)));
    return {
      facts: { rounds },
      tables: [
        {
          title:
            'Blocks a second that @subql/node indexes, with these handlers and with minimal ones by turns',
          columns: ['chain', 'handlers', 'blocks', 'median', 'least', 'most', 'of the minimal', 'peak MB'],
          rows,
        },
      ],
    };
  } finally {
    await own?.stop();
  }
}

export async function startOwnPostgres(): ReturnType<typeof startTestPostgres> {
  const scripts = await mkdtemp(join(tmpdir(), 'chaintill-tail-'));
  return startTestPostgres(scripts, join('dist', 'cli', 'process', 'guard.js'));
}

const PROJECTS = { chaintill: writeProject, minimal: writeMinimalProject };
const LONGEST_RUN_MS = 20 * 60_000;

export interface Measured {
  /** Blocks a second from the first block that is fetched to the commit of the last. */
  readonly speed: number;
  /** Of the indexer's resident memory. */
  readonly peakMegabytes: number;
}

export async function measure(node: FixtureChain, write: typeof writeProject): Promise<Measured> {
  const indexed = await indexedChain(node, write);
  try {
    const running = await indexed.run();
    while (!running.output().includes('Enqueueing blocks')) {
      if (running.ended()) throw new Error(running.output());
      await sleep(5);
    }
    const started = performance.now();
    await indexed.index.reaches(node.chain.finalized, LONGEST_RUN_MS, running);
    const speed = node.chain.finalized / ((performance.now() - started) / 1000);
    const status = await readFile(`/proc/${running.pid}/status`, 'utf8');
    return { speed, peakMegabytes: Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) * 0.001024) };
  } finally {
    await indexed.close();
  }
}

/** By turns, so that whatever else the machine does meets both. */
async function compare(
  { name, blocks, every, payments }: ChainSize,
  rounds: number,
): Promise<readonly (readonly Cell[])[]> {
  const node = await paymentChain(blocks, every, payments);
  const found = { chaintill: [] as Measured[], minimal: [] as Measured[] };
  for (let round = 0; round < rounds; round++) {
    found.chaintill.push(await measure(node, PROJECTS.chaintill));
    found.minimal.push(await measure(node, PROJECTS.minimal));
  }
  await node.close();
  const median = (measured: readonly Measured[]): number => quantile(speedsOf(measured), 0.5);
  return Object.entries(found).map(([handlers, measured]) => [
    name,
    handlers,
    blocks,
    ...[0.5, 0, 1].map((part) => tenths(quantile(speedsOf(measured), part))),
    (median(measured) / median(found.minimal)).toFixed(2),
    Math.max(...measured.map(({ peakMegabytes }) => peakMegabytes)),
  ]);
}

function speedsOf(measured: readonly Measured[]): readonly number[] {
  return measured.map(({ speed }) => speed);
}
