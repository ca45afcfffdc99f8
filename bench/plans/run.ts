import { parseArgs } from 'node:util';
import { tenths } from '../measure.js';
import type { Report } from '../report.js';
import { withDatabase } from '../server.js';
import { findPlans, type Finding } from './plans.js';

/**
 * `npm run bench:plans`: the plans of everything that the gateway asks of an index. Options: `--rows 10000000` transfers,
 * `--quiet` (do not print the plans themselves), `--small` (few of everything), `--database postgres://…` (a server to make a
 * database on; default a Postgres of its own). Exits with 1 if a plan is at fault.
 */
export async function run(): Promise<Report> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '10000000' },
      quiet: { type: 'boolean', default: false },
      small: { type: 'boolean', default: false },
      database: { type: 'string' },
    },
  });
  const rows = values.small ? 60_000 : Number(values.rows);
  if (!Number.isSafeInteger(rows) || rows < 1_000)
    throw new Error('--rows: write a whole number, 1000 or more');
  const findings = await withDatabase(values.database, (url) =>
    findPlans(url, rows, (line) => console.error(line)),
  );
  if (!values.quiet && !values.small) print(findings);
  if (findings.some(({ fault }) => fault !== null)) process.exitCode = 1;
  return {
    facts: { transfers: rows },
    tables: [
      {
        title: 'Plans of what the gateway asks',
        columns: ['operation', 'ms', 'rows looked at', 'read by', 'verdict'],
        rows: findings.map(({ operation, verdict, fault }) => [
          operation.name,
          tenths(verdict.milliseconds),
          verdict.rows,
          verdict.scans.join(', '),
          fault ?? (operation.reads === undefined ? 'ok' : `not judged: ${operation.reads}`),
        ]),
      },
    ],
  };
}

function print(findings: readonly Finding[]): void {
  for (const { operation, statement, verdict } of findings) {
    console.log(`\n## ${operation.name}\n${statement.sql.replace(/\s+/g, ' ').trim()}\n${verdict.text}`);
  }
}
