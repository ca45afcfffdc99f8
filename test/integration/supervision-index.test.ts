import { Client } from 'pg';
import { claimDatabase, createDatabase } from '../../src/cli/postgres/index-database.js';
import { lockIndex } from '../../src/cli/postgres/index-lock.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

const liberland = { network: 'liberland', genesisHash: '0x6b', dev: false };
const polkadot = { network: 'asset-hub-polkadot', genesisHash: '0x68', dev: false };
const dev = { network: 'dev', genesisHash: '0x45', dev: true };

let database: TestDatabase;
let client: Client;

beforeEach(async () => {
  database = await createTestDatabase();
  client = new Client({ connectionString: database.url });
  await client.connect();
});
afterEach(async () => {
  await client.end();
  await database.drop();
});

async function indexRow(): Promise<void> {
  await client.query('CREATE TABLE chain.transfers AS SELECT 1 AS id');
}

async function rowIsThere(): Promise<boolean> {
  const { rows } = await client.query<{ there: boolean }>(
    `SELECT to_regclass('chain.transfers') IS NOT NULL AS there`,
  );
  return rows[0]?.there === true;
}

describe('claimDatabase', () => {
  it("keeps a real network's index from start to start, and refuses it to every other chain", async () => {
    expect(await claimDatabase(database.url, liberland)).toBe('new');
    await indexRow();
    expect(await claimDatabase(database.url, liberland)).toBe('kept');
    for (const other of [polkadot, dev]) {
      await expect(claimDatabase(database.url, other)).rejects.toMatchObject({
        code: 'INDEX_OF_OTHER_CHAIN',
      });
    }
    expect(await rowIsThere()).toBe(true);
  });

  it("drops a dev chain's index at the next start", async () => {
    await claimDatabase(database.url, dev);
    await indexRow();
    expect(await claimDatabase(database.url, dev)).toBe('dropped');
    expect(await rowIsThere()).toBe(false);
  });

  it('leaves a schema "chain" of somebody else alone', async () => {
    await client.query('CREATE SCHEMA chain');
    await indexRow();
    await expect(claimDatabase(database.url, dev)).rejects.toMatchObject({ code: 'INDEX_OF_OTHER_CHAIN' });
    expect(await rowIsThere()).toBe(true);
  });

  it('says what is wrong when Postgres cannot be reached, without the password', async () => {
    const url = new URL(database.url);
    url.password = 'a-secret';
    const refusal = claimDatabase(url.href, dev);
    await expect(refusal).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringMatching(/password authentication failed.*DATABASE_URL/) as string,
    });
    await expect(refusal).rejects.not.toThrow('a-secret');
  });
});

describe('createDatabase', () => {
  it('gives each network its own, and the same one again', async () => {
    const suffix = database.database.replaceAll('_', '-');
    const names = [`liberland-${suffix}`, `asset-hub-${suffix}`];
    const made = await Promise.all(names.map((name) => createDatabase(database.url, name)));
    expect(new Set(made).size).toBe(2);
    expect(await createDatabase(database.url, names[0] ?? '')).toBe(made[0]);
    for (const url of made) await client.query(`DROP DATABASE "${new URL(url).pathname.slice(1)}"`);
  });
});

describe('lockIndex', () => {
  it('lets one writer into a database at a time', async () => {
    const second = new Client({ connectionString: database.url });
    await second.connect();
    expect(await lockIndex(client, 0)).toBe(true);
    expect(await lockIndex(second, 300)).toBe(false);
    const waiting = lockIndex(second);
    await client.end();
    expect(await waiting).toBe(true);
    await second.end();
    client = new Client({ connectionString: database.url });
    await client.connect();
  });
});
