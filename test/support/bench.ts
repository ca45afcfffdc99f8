/** Benchmarks in their small mode: whether the work was done, and not how fast. */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Report, Table } from '../../bench/report.js';

/** What a part of `npm run bench` reports of a small run, on the tests' Postgres. */
export async function runBench(...args: readonly string[]): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), 'chaintill-bench-test-'));
  const file = join(folder, 'report.json');
  try {
    const [name = '', ...options] = args;
    const all = ['scripts/bench.js', name, '--json', file, '--small', '--database', serverUrl(), ...options];
    await promisify(execFile)(process.execPath, all, { maxBuffer: 16 * 2 ** 20 });
    return JSON.parse(await readFile(file, 'utf8')) as Report;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The table of a report whose title begins like this. */
export function tableOf({ tables }: Report, title: string): Table {
  const table = tables.find((one) => one.title.startsWith(title));
  if (!table) throw new Error(`no table ${title} among ${tables.map((one) => one.title).join('; ')}`);
  return table;
}

function serverUrl(): string {
  const url = process.env['CHAINTILL_TEST_POSTGRES'];
  if (url === undefined) throw new Error('the tests have started no Postgres');
  return url;
}
