/**
 * Every benchmark, one after the other, each in a process of its own: `npm run bench`. Options: `--small` (few of everything),
 * `--only settlement,serving`, `--database postgres://…` (a server to make databases on; default a Postgres of its own for
 * each). One that fails does not keep the others from running; the exit code is 1 then.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { tenths } from '../measure.js';
import type { Cell, Report, Table } from '../report.js';
import { PARTS, type BenchPart } from './parts.js';

export async function run(): Promise<Report> {
  const { values } = parseArgs({
    options: {
      small: { type: 'boolean', default: false },
      only: { type: 'string' },
      database: { type: 'string' },
    },
  });
  const wanted = values.only?.split(',') ?? PARTS.map(({ name }) => name);
  const unknown = wanted.filter((name) => PARTS.every((part) => part.name !== name));
  if (unknown.length > 0) throw new Error(`--only: there is no part ${unknown.join(', ')}`);
  const common = values.database === undefined ? [] : ['--database', values.database];
  const summary: (readonly Cell[])[] = [];
  const tables: Table[] = [];
  const facts: Record<string, Cell> = {};
  for (const part of PARTS.filter(({ name }) => wanted.includes(name))) {
    const options = [...(values.small ? ['--small'] : part.options), ...common];
    console.error(`\n# ${part.name} ${options.filter((option) => !common.includes(option)).join(' ')}`);
    const started = performance.now();
    const report = await runPart(part, options);
    const seconds = tenths((performance.now() - started) / 1_000);
    summary.push([part.name, seconds, report === null ? 'failed' : 'done']);
    if (report === null) process.exitCode = 1;
    else {
      tables.push(...report.tables.map((table) => ({ ...table, title: `${part.name}: ${table.title}` })));
      for (const [name, fact] of Object.entries(report.facts)) facts[`${part.name}.${name}`] = fact;
    }
  }
  return {
    facts,
    tables: [...tables, { title: 'Parts', columns: ['part', 'seconds', 'outcome'], rows: summary }],
  };
}

/** @returns null where it failed, which it said itself */
async function runPart({ name, minutes }: BenchPart, options: readonly string[]): Promise<Report | null> {
  const folder = await mkdtemp(join(tmpdir(), 'chaintill-bench-'));
  const file = join(folder, 'report.json');
  try {
    const args = ['scripts/bench.js', name, '--json', file, ...options];
    // What it prints is in its report; what it says on the way goes to standard error.
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    const limit = setTimeout(() => child.kill('SIGTERM'), minutes * 60_000);
    const code = await new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', resolve);
    });
    clearTimeout(limit);
    return code === 0 ? (JSON.parse(await readFile(file, 'utf8')) as Report) : null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
