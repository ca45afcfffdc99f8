/**
 * `chaintill reindex` with the real @subql/node, beside an indexer that writes: what is read is the old index or the new
 * one, settlement goes on behind it, and an index that would stop settlement is not put in place.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { notationOf } from '../../src/domain/events/notation.js';
import { planSettlement } from '../../src/domain/settlement/plan.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { settleStep } from '../../src/store/till/settling/step.js';
import type { FixtureChain } from '../fixture-chain/server.js';
import { silent } from '../support/gateway.js';
import { network } from '../support/network.js';
import { createTestDatabase } from '../support/postgres.js';
import { until, watch, type Watched } from '../support/processes.js';
import { createTestMerchant } from '../support/till.js';
import { LENGTH, startHistory } from './backfill/chain.js';
import { writeProfile } from './backfill/network.js';

const MINUTE = 60_000;
jest.setTimeout(8 * MINUTE);

/** What is final at first. */
const FIRST = 150;
const TABLES = [
  'transfers',
  'asset_transfers',
  'remarks',
  'failed_payments',
  'companies',
  'company_versions',
];

let folder: string;
let databaseUrl: string;
let profile: string;
let node: FixtureChain;
let client: Client;
let till: TillDatabase;
/** Whoever is paid most. */
let account: string;
let indexer: Watched;
const closers: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chaintill-reindex-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  node = await startHistory(FIRST);
  closers.push(() => node.close());
  profile = await writeProfile(folder, node);
  const database = await createTestDatabase('reindex');
  closers.push(() => database.drop());
  databaseUrl = `${database.url}?sslmode=disable`;
  client = new Client({ connectionString: databaseUrl });
  await client.connect();
  closers.push(() => client.end());

  indexer = command('indexer');
  closers.push(async () => {
    indexer.child.kill('SIGTERM');
    await indexer.exited;
  });
  await reaches(FIRST);
  const [most] = await query<{ to: string }>(
    `select to_id as to from chain.transfers group by 1 order by count(*) desc limit 1`,
  );
  account = most?.to ?? '';
  till = openTillDatabase({ url: databaseUrl, log: silent });
  closers.push(() => till.destroy());
  await migrateTill({ url: databaseUrl, log: silent });
  const genesisHash = node.chain.genesis.hash;
  await claimTill(till, { network: 'fixture', genesisHash, chainIdentity: genesisHash });
  // From the first block on, and not from the one that is indexed when it first looks.
  await till.updateTable('instance').set({ settledHeight: 0 }).execute();
  await createTestMerchant(till, { accounts: [account] });
});
afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

function command(...args: readonly string[]): Watched {
  return watch(['dist/cli/main.js', ...args, '--network', profile, '--data', join(folder, args[0] ?? '')], {
    env: { DATABASE_URL: databaseUrl },
  });
}

async function query<T extends object>(statement: string): Promise<T[]> {
  return (await client.query<T>(statement)).rows;
}

async function reaches(height: number): Promise<void> {
  await until(
    `the index is at block ${height}`,
    async () => {
      const [found] = await query<{ at: string | null }>(`select to_regclass('chain._metadata') as at`);
      if (found?.at == null) return false;
      const rows = await query(
        `select from chain._metadata where key = 'lastProcessedHeight' and value::int >= ${height}`,
      );
      return rows.length === 1;
    },
    3 * MINUTE,
  );
}

/** @returns the state of settlement when nothing is left to settle */
async function settle(): Promise<string> {
  for (;;) {
    const { state, more } = await settleStep(till, {
      epoch: 0n,
      schema: 'chain',
      most: 500,
      limit: null,
      plan: (work) => planSettlement(work, () => 0n, notationOf(network)),
    });
    if (!more) return state;
  }
}

/** Up to the block that was final at first. */
async function rowsOfIndex(): Promise<Readonly<Record<string, readonly object[]>>> {
  const tables: Record<string, readonly object[]> = {};
  for (const table of TABLES)
    tables[table] = await query(
      `select * from chain.${table} t where to_jsonb(t) ->> 'block_number' is null
         or (to_jsonb(t) ->> 'block_number')::int <= ${FIRST} order by id collate "C"`,
    );
  return tables;
}

async function schemas(): Promise<readonly string[]> {
  const rows = await query<{ name: string }>(
    `select nspname as name from pg_namespace where nspname like 'chain%' order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** One read that began before the swap and ends seconds after it was to be. @returns the table that it still reads */
async function readLong(rebuilding: Watched): Promise<object[]> {
  const reader = new Client({ connectionString: databaseUrl });
  await reader.connect();
  await rebuilding.line(/"indexer"/, 2 * MINUTE);
  await reader.query('begin; select count(*) from chain.transfers');
  await rebuilding.line(/"swap"/, 2 * MINUTE);
  await sleep(2_500);
  const { rows } = await reader.query<{ id: number }>(`select 'chain.transfers'::regclass::oid as id`);
  await reader.query('commit');
  await reader.end();
  return rows;
}

const tableIds = (): Promise<object[]> => query(`select 'chain.transfers'::regclass::oid as id`);

it('makes the index anew beside the one that is read, and puts it in its place', async () => {
  expect(await settle()).toBe('settling');
  const paid = await query(`select transfer_id from till.payments`);
  expect(paid.length).toBeGreaterThan(0);
  const [before, oldIds] = [await rowsOfIndex(), await tableIds()];

  const rebuilding = command('reindex', '--json');
  const longRead = readLong(rebuilding);
  const read: number[] = [];
  while (rebuilding.child.exitCode === null) {
    // The old index moves on meanwhile.
    if (rebuilding.lines.length > 0) node.chain.setFinalized(FIRST + 10);
    const [row] = await query<{ count: number }>('select count(*)::int as count from chain.transfers');
    read.push(row?.count ?? 0);
    await sleep(50);
  }
  const lines = rebuilding.lines.map((line) => JSON.parse(line) as Readonly<Record<string, unknown>>);
  expect({ code: rebuilding.child.exitCode, last: lines.at(-1) }).toMatchObject({
    code: 0,
    last: { done: true, resumed: false },
  });
  expect(Number(lines.at(-1)?.['height'])).toBeGreaterThanOrEqual(FIRST);
  expect(await longRead).toEqual(oldIds);
  // Never a moment without an index, nor with less of one.
  expect(read).toEqual(read.toSorted((a, b) => a - b));
  expect(read[0]).toBe(before['transfers']?.length);
  expect(await tableIds()).not.toEqual(oldIds);
  expect(await rowsOfIndex()).toEqual(before);
  expect(await schemas()).toEqual(['chain']);

  expect(await settle()).toBe('settling');
  expect(await query(`select transfer_id from till.payments where block_number <= ${FIRST}`)).toEqual(paid);
});

it('leaves an indexer behind it that goes on in the new index', async () => {
  node.chain.setFinalized(LENGTH);
  await reaches(LENGTH);
  const [last] = await query<{ height: number }>('select max(block_number) as height from chain.transfers');
  expect(last?.height).toBeGreaterThan(FIRST);
  // The process that knew the old one is gone: it would have written its own height into the new one.
  expect(indexer.lines.join('\n')).toContain(
    'the indexer ended: exit code 1, the connection to Postgres is lost',
  );
  expect(indexer.child.exitCode).toBeNull();
});

it('leaves the old index in its place where settlement has used what the new one does not have', async () => {
  await query(
    `insert into chain.transfers select (jsonb_populate_record(t,
       jsonb_build_object('id', '${LENGTH}-999', 'block_number', ${LENGTH}, 'event_index', 999, 'to_id', '${account}'))).*
     from chain.transfers t where to_id = '${account}' limit 1`,
  );
  expect(await settle()).toBe('settling');
  expect(await query(`select from till.payments where transfer_id = '${LENGTH}-999'`)).toHaveLength(1);
  const oldIds = await tableIds();

  const rebuilding = command('reindex');
  expect(await rebuilding.exited).toEqual({ code: 1, signal: null });
  expect(rebuilding.lines.join('\n')).toContain('REINDEX_DIFFERS');
  expect(rebuilding.lines.join('\n')).toContain(`${LENGTH}-999`);
  expect(await tableIds()).toEqual(oldIds);
  expect(await schemas()).toEqual(['chain', 'chain_next']);
  expect(await settle()).toBe('settling');
});
