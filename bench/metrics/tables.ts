/** How long a company's history and figures take, some companies with a million transfers, and files of all of them. */
import type pg from 'pg';
import type { Filled } from '../chain/filled.js';
import { startBenchGateway, type BenchGateway } from '../chain/gateway.js';
import { spread, tenths, timed } from '../measure.js';
import type { Cell, Report, Table } from '../report.js';
import { FIGURES, FILES, HISTORY, type Question } from './questions.js';

/** @param rounds readings of each kind, one after the other */
export async function figureTables({ url, client, key }: Filled, rounds: number): Promise<Report> {
  return { facts: { rounds }, tables: [await sizesOf(client), ...(await ask(url, key, rounds))] };
}

async function ask(url: string, key: string, rounds: number): Promise<readonly Table[]> {
  const gateway = await startBenchGateway(url);
  try {
    return [
      await latencies(gateway, key, rounds, 'Company history over HTTP, ms', HISTORY),
      await latencies(gateway, key, rounds, 'Figures over HTTP, ms', FIGURES),
      await files(gateway),
    ];
  } finally {
    await gateway.stop();
  }
}

async function latencies(
  gateway: BenchGateway,
  key: string,
  rounds: number,
  title: string,
  questions: readonly Question[],
): Promise<Table> {
  const rows: (readonly Cell[])[] = [];
  for (const { name, asMerchant = false, path } of questions) {
    console.error(name);
    const times = await timed(rounds, (round) => gateway.ask(path(round), asMerchant ? key : undefined));
    rows.push([name, ...spread(times)]);
  }
  return { title, columns: ['asked for', 'p50', 'p99', 'most'], rows };
}

async function files(gateway: BenchGateway): Promise<Table> {
  const rows: (readonly Cell[])[] = [];
  for (const { name, path } of FILES) {
    console.error(name);
    const { lines, bytes, seconds, before, during } = await gateway.download(path);
    rows.push([name, lines, Math.round(bytes / 2 ** 20), tenths(seconds), before, ...during]);
  }
  const quarters = ['1st quarter', '2nd', '3rd', '4th'].map((quarter) => `MiB in the ${quarter}`);
  return {
    title:
      "Files of a company with a tenth of all transfers, and the gateway's resident memory while it sends them",
    columns: ['file', 'lines', 'MiB', 'seconds', 'MiB before', ...quarters],
    rows,
  };
}

async function sizesOf(client: pg.Client): Promise<Table> {
  const tables = [
    'chain.transfers',
    'chain.asset_transfers',
    'till.metric_payments',
    'till.metric_failures',
    'till.metric_orders',
    'till.company_sums',
  ];
  const { rows } = await client.query<{ name: string; rows: string; heap: string; indexes: string }>(
    `select t.name, c.reltuples::bigint as rows, pg_table_size(c.oid) / 1048576 as heap, pg_indexes_size(c.oid) / 1048576 as indexes
     from unnest($1::text[]) with ordinality t (name, n) join pg_class c on c.oid = t.name::regclass order by n`,
    [tables],
  );
  return {
    title: 'Sizes',
    columns: ['table', 'rows', 'MiB', 'MiB of indexes'],
    rows: rows.map((row) => [row.name, Number(row.rows), Number(row.heap), Number(row.indexes)]),
  };
}
