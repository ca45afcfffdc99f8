import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startTestPostgres } from '../../test/support/embedded-server.js';
import { findPlans, type Finding } from './plans.js';

/**
 * `npm run bench:plans -- [--rows n] [--quiet]`: the plans of everything that the gateway asks, on an index of ten million
 * transfers or as many as told. Uses the server of DATABASE_URL (in a database of its own, dropped in the end), or a
 * Postgres of its own. Exits with 1 if a plan is at fault.
 */
export async function run(): Promise<void> {
  const { values } = parseArgs({
    options: { rows: { type: 'string', default: '10000000' }, quiet: { type: 'boolean', default: false } },
  });
  const rows = Number(values.rows);
  if (!Number.isSafeInteger(rows) || rows < 1_000)
    throw new Error('--rows: write a whole number, 1000 or more');
  const given = process.env['DATABASE_URL'];
  const own = given === undefined ? await startOwnPostgres() : null;
  try {
    const findings = await inDatabase(given ?? own?.url ?? '', (url) =>
      findPlans(url, rows, (line) => console.error(line)),
    );
    report(findings, values.quiet);
    if (findings.some(({ fault }) => fault !== null)) process.exitCode = 1;
  } finally {
    await own?.stop();
  }
}

async function startOwnPostgres(): ReturnType<typeof startTestPostgres> {
  const scripts = await mkdtemp(join(tmpdir(), 'chaintill-plans-'));
  return startTestPostgres(scripts, join('dist', 'cli', 'process', 'guard.js'));
}

async function inDatabase<T>(serverUrl: string, work: (url: string) => Promise<T>): Promise<T> {
  const name = `plans_${process.pid}`;
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  try {
    await server.query(`create database ${name}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    return await work(url.href);
  } finally {
    await server.query(`drop database if exists ${name} with (force)`);
    await server.end();
  }
}

function report(findings: readonly Finding[], quiet: boolean): void {
  if (!quiet) {
    for (const { operation, statement, verdict } of findings) {
      console.log(`\n## ${operation.name}\n${statement.sql.replace(/\s+/g, ' ').trim()}\n${verdict.text}`);
    }
  }
  console.log('\noperation | ms | rows looked at | read by | verdict');
  for (const { operation, verdict, fault } of findings) {
    const judged = fault ?? (operation.reads === undefined ? 'ok' : `not judged: ${operation.reads}`);
    console.log(
      [operation.name, verdict.milliseconds.toFixed(1), verdict.rows, verdict.scans.join(', '), judged].join(
        ' | ',
      ),
    );
  }
}
