/**
 * `chaintill backfill` against the real @subql/node, on a chain that both index: what one gives is what the other gives,
 * over kills, over runtime upgrades, and from the one to the other.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import type { FixtureChain } from '../fixture-chain/server.js';
import { until, watch, type Watched } from '../support/processes.js';
import { LENGTH, startHistory, UPGRADES } from './backfill/chain.js';
import { writeProfile } from './backfill/network.js';
import { indexedChain, type IndexedChain } from './indexing/indexer.js';

const MINUTE = 60_000;
jest.setTimeout(8 * MINUTE);

/** Above both upgrades and below the last change of a company. */
const HANDED_OVER = 160;
const TABLES = {
  transfers: 'id',
  asset_transfers: 'id',
  remarks: 'id',
  failed_payments: 'id',
  assets: 'id',
  companies: 'id',
  company_versions: 'id',
  company_addresses: 'id',
};

let folder: string;
let node: FixtureChain;
let profile: string;
/** Indexed by @subql/node from the first block to the last. */
let bySubQuery: IndexedChain;
/** Indexed by the backfill, which is killed on the way, and from `HANDED_OVER` on by @subql/node. */
let byBackfill: IndexedChain;
/** What was there after each kill. */
const afterKills: { readonly height: number; readonly above: number }[] = [];
let handedOver: Tables;
const closers: (() => Promise<unknown>)[] = [];

type Tables = Readonly<Record<string, readonly object[]>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chaintill-backfill-'));
  closers.push(() => rm(folder, { recursive: true, force: true }));
  node = await startHistory(HANDED_OVER);
  closers.push(() => node.close());
  profile = await writeProfile(folder, node);
  bySubQuery = await indexedChain(node);
  closers.push(() => bySubQuery.close());
  byBackfill = await indexedChain(node);
  closers.push(() => byBackfill.close());

  const slow = node.fault('chain_getBlock', { kind: 'slow', ms: 100 });
  for (let kills = 0; kills < 3; kills++) {
    const before = await byBackfill.index.height();
    // The indexer as well begins with what is finalized.
    const running = kills === 0 ? command('indexer') : backfill();
    await until(
      'a stretch is written',
      async () => (await byBackfill.index.height()) > before || ended(running),
      2 * MINUTE,
    );
    await sleep(Math.random() * 60);
    running.child.kill('SIGKILL');
    await running.exited;
    afterKills.push(await atRest());
  }
  slow.clear();
  const last = backfill();
  expect(await last.exited).toEqual({ code: 0, signal: null });
  handedOver = await tablesOf(byBackfill);

  node.chain.setFinalized(LENGTH);
  const [straight, behind] = [await bySubQuery.run(), await byBackfill.run()];
  await byBackfill.index.reaches(LENGTH, 4 * MINUTE, behind);
  await bySubQuery.index.reaches(LENGTH, 4 * MINUTE, straight);
});

afterAll(async () => {
  for (const close of closers.reverse()) await close();
});

function command(...args: readonly string[]): Watched {
  return watch(['dist/cli/main.js', ...args, '--network', profile, '--data', join(folder, 'data')], {
    env: { DATABASE_URL: byBackfill.databaseUrl },
  });
}

const backfill = (): Watched => command('backfill', '--json');
const verify = (): Watched => command('verify-index', '--json', '--blocks', String(LENGTH));

function ended({ child }: Watched): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function query<T extends object>({ databaseUrl }: IndexedChain, statement: string): Promise<T[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query<T>(statement)).rows;
  } finally {
    await client.end();
  }
}

/** What the index notes as its height, and how many rows are above it. */
async function atRest(): Promise<{ height: number; above: number }> {
  const height = await byBackfill.index.height();
  const counts = ['transfers', 'asset_transfers', 'remarks', 'failed_payments', 'companies', 'assets'].map(
    (table) => `(select count(*) from chain.${table} where block_number > ${height})`,
  );
  const [row] = await query<{ above: number }>(byBackfill, `select (${counts.join(' + ')})::int as above`);
  return { height, above: row?.above ?? NaN };
}

async function tablesOf(indexed: IndexedChain): Promise<Tables> {
  const tables: Record<string, readonly object[]> = {};
  for (const [table, order] of Object.entries(TABLES))
    tables[table] = await query(indexed, `select * from chain.${table} order by ${order} collate "C"`);
  return tables;
}

it('gives exactly the rows of the SubQuery path, over kills, upgrades and the hand-over', async () => {
  const [found, expected] = [await tablesOf(byBackfill), await tablesOf(bySubQuery)];
  for (const table of Object.keys(TABLES)) {
    expect(expected[table]?.length).toBeGreaterThan(0);
    expect({ table, rows: found[table] }).toEqual({ table, rows: expected[table] });
  }
});

it('never shows a row above the height that it notes, whatever moment it is killed at', () => {
  expect(afterKills.map(({ above }) => above)).toEqual([0, 0, 0]);
  const heights = afterKills.map(({ height }) => height);
  expect(heights).toEqual([...heights].sort((a, b) => a - b));
});

it('indexed most of it, both upgrades among it, before @subql/node went on', () => {
  const heights = (table: string) =>
    (handedOver[table] ?? []).map((row) => (row as { block_number: number }).block_number);
  for (const upgrade of UPGRADES) {
    expect(heights('transfers').some((height) => height > upgrade && height <= upgrade + 20)).toBe(true);
    expect(heights('transfers').some((height) => height <= upgrade && height > upgrade - 20)).toBe(true);
  }
  expect(Math.max(...heights('transfers'))).toBeLessThanOrEqual(HANDED_OVER);
});

it('leaves to SubQuery the notes that it would have written', async () => {
  const notes = async (indexed: IndexedChain) =>
    Object.fromEntries(
      (
        await query<{ key: string; value: unknown }>(
          indexed,
          `select key, value from chain._metadata where key in
           ('startHeight', 'lastProcessedHeight', 'genesisHash', 'chain', 'specName', 'targetHeight')`,
        )
      ).map(({ key, value }) => [key, value]),
    );
  expect(await notes(byBackfill)).toEqual(await notes(bySubQuery));
});

describe('chaintill verify-index', () => {
  it('finds nothing in an index that is what the chain says', async () => {
    const verifying = verify();
    expect(await verifying.exited).toEqual({ code: 0, signal: null });
    const result = JSON.parse(verifying.lines.find((line) => line.startsWith('{')) ?? '') as Record<
      string,
      unknown
    >;
    expect(result).toMatchObject({ height: LENGTH, blocks: LENGTH, differences: [] });
    expect(result['rows']).toBeGreaterThan(50);
  });

  it('ends with 1 and names the rows that are not', async () => {
    const [changed] = await query<{ id: string }>(
      byBackfill,
      `update chain.transfers set value = value + 1 where id = (select min(id) from chain.transfers) returning id`,
    );
    const [missing] = await query<{ id: string }>(
      byBackfill,
      `delete from chain.remarks where id = (select max(id) from chain.remarks) returning id`,
    );
    const verifying = verify();
    expect(await verifying.exited).toEqual({ code: 1, signal: null });
    const result = JSON.parse(verifying.lines.find((line) => line.startsWith('{')) ?? '') as {
      differences: { table: string; id: string; stored: object | null }[];
    };
    expect(result.differences.map(({ table, id }) => [table, id]).sort()).toEqual([
      ['remarks', missing?.id],
      ['transfers', changed?.id],
    ]);
  });
});
