import { parseArgs } from 'node:util';
import { writeProject } from '../../src/cli/indexer/project.js';
import { quantile, tenths } from '../measure.js';
import type { Cell, Report } from '../report.js';
import { paymentChain } from '../tail/chains.js';
import { measure as measureSubQuery, startOwnPostgres } from '../tail/run.js';
import { measureBackfill } from './measure.js';

interface ChainSize {
  readonly name: string;
  readonly every: number;
  /** Blocks that each indexes; SubQuery needs no long chain to show its speed. */
  readonly backfill: number;
  readonly subquery: number;
}

const CHAINS: readonly ChainSize[] = [
  { name: 'dense: ten payments in every block', every: 1, backfill: 5_000, subquery: 300 },
  {
    name: 'sparse: ten payments in one block of a hundred',
    every: 100,
    backfill: 50_000,
    subquery: 1_500,
  },
];
/** The small mode has so many times fewer blocks. */
const SMALLER = 20;

/**
 * `npm run bench:backfill`: how fast history is indexed, the backfill beside the SubQuery node with the same handlers, on the
 * same chain in the same run. Speeds differ between machines and with what else they do; the ratio is what to read.
 * Options: `--rounds 3`, `--small` (few of everything), `--database postgres://…` (a server to make databases on; default a
 * Postgres of its own).
 */
export async function run(): Promise<Report> {
  const { values } = parseArgs({
    options: {
      rounds: { type: 'string', default: '3' },
      small: { type: 'boolean', default: false },
      database: { type: 'string' },
    },
  });
  const rounds = values.small ? 1 : Number(values.rounds);
  const given = values.database;
  const own = given === undefined ? await startOwnPostgres() : null;
  process.env['CHAINTILL_TEST_POSTGRES'] = given ?? own?.url;
  try {
    const rows: (readonly Cell[])[] = [];
    for (const chain of CHAINS) rows.push(...(await compare(values.small ? smaller(chain) : chain, rounds)));
    return {
      facts: { rounds },
      tables: [
        {
          title: 'Blocks of history a second, indexed by the backfill and by @subql/node by turns',
          columns: ['chain', 'by', 'blocks', 'rows', 'median', 'least', 'most', 'times SubQuery', 'peak MB'],
          rows,
        },
      ],
    };
  } finally {
    await own?.stop();
  }
}

function smaller(chain: ChainSize): ChainSize {
  return { ...chain, backfill: chain.backfill / SMALLER, subquery: chain.subquery / SMALLER };
}

/** By turns, so that whatever else the machine does meets both. */
async function compare(
  { name, every, backfill, subquery }: ChainSize,
  rounds: number,
): Promise<readonly (readonly Cell[])[]> {
  const long = await paymentChain(backfill, every);
  const short = await paymentChain(subquery, every);
  const ours: number[] = [];
  const theirs: number[] = [];
  let peak = 0;
  let written = 0;
  try {
    for (let round = 0; round < rounds; round++) {
      const { blocks, rows, seconds, peakMegabytes } = await measureBackfill(long);
      ours.push(blocks / seconds);
      peak = Math.max(peak, peakMegabytes);
      written = rows;
      theirs.push((await measureSubQuery(short, writeProject)).speed);
    }
  } finally {
    await long.close();
    await short.close();
  }
  const spread = (speeds: readonly number[]): readonly number[] =>
    [0.5, 0, 1].map((part) => tenths(quantile(speeds, part)));
  const times = quantile(ours, 0.5) / quantile(theirs, 0.5);
  return [
    [name, 'backfill', backfill, written, ...spread(ours), tenths(times), peak],
    [name, 'SubQuery', subquery, '', ...spread(theirs), 1, ''],
  ];
}
