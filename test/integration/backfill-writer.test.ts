/** The backfill's writing: whole stretches or nothing, and every character as it was. */
import fc from 'fast-check';
import { Client } from 'pg';
import type { BlockRows, RemarkRow, TransferRow } from '../../src/domain/extract/rows.js';
import { forgetBeginning } from '../../src/store/chain/backfill/metadata.js';
import { indexWriter, type IndexWriter, type WrittenStretch } from '../../src/store/chain/backfill/writer.js';
import { chainSchemaStatements } from '../support/chain-schema.js';
import { createTestDatabase, type TestDatabase } from '../support/postgres.js';

let database: TestDatabase;
let client: Client;
let writer: IndexWriter;

beforeAll(async () => {
  database = await createTestDatabase('writer');
  client = new Client({ connectionString: database.url });
  await client.connect();
  writer = indexWriter(client, 'chain');
});
afterAll(async () => {
  await client.end();
  await database.drop();
});
beforeEach(async () => {
  await client.query('DROP SCHEMA IF EXISTS chain CASCADE');
  for (const statement of await chainSchemaStatements()) await client.query(statement);
});

const NOTHING: BlockRows = { transfers: [], assetTransfers: [], remarks: [], assets: [], failedPayments: [] };
const HASH = `0x${'ab'.repeat(32)}` as const;

const placed = (height: number) => ({
  blockId: HASH,
  blockNumber: height,
  timestamp: new Date(Date.UTC(2026, 0, 1) + height * 6_123),
  extrinsicIndex: 1,
  extrinsicHash: HASH,
  callPath: 'system.remark',
  signerId: HASH,
  reference: undefined,
  pairing: 'none' as const,
});
const remark = (height: number, text: string): RemarkRow => ({
  ...placed(height),
  id: `${height}-0`,
  ordinal: 0,
  data: '0x00',
  size: 1,
  codec: 'text',
  text,
  executed: 'yes',
  transferId: undefined,
});
const transfer = (height: number, value: bigint): TransferRow => ({
  ...placed(height),
  id: `${height}-1`,
  fromId: HASH,
  toId: HASH,
  value,
  remark: undefined,
  eventIndex: 1,
  feePayerId: undefined,
  fee: undefined,
});

function stretch(from: number, to: number, rows: Partial<BlockRows> = {}): WrittenStretch {
  return { from, to, rows: [{ ...NOTHING, ...rows }], target: 100, more: () => Promise.resolve() };
}

async function notes(): Promise<Record<string, unknown>> {
  const { rows } = await client.query<{ key: string; value: unknown }>(
    'SELECT key, value FROM chain._metadata',
  );
  return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
}

async function count(table: string): Promise<number> {
  const { rows } = await client.query<{ count: number }>(`SELECT count(*)::int AS count FROM chain.${table}`);
  return rows[0]?.count ?? NaN;
}

it('notes the height with the rows, and of an index that had none where it begins', async () => {
  expect(await writer.height()).toBeNull();
  await writer.write(stretch(5, 20, { transfers: [transfer(7, 2n ** 100n)] }));
  expect(await writer.height()).toBe(20);
  expect(await notes()).toMatchObject({ startHeight: 5, lastProcessedHeight: 20, targetHeight: 100 });
  await writer.write(stretch(21, 30));
  expect(await notes()).toMatchObject({ startHeight: 5, lastProcessedHeight: 30 });
  const { rows } = await client.query(
    `SELECT value, fee, block_number, to_char(timestamp, 'YYYY-MM-DD HH24:MI:SS.MS') AS at FROM chain.transfers`,
  );
  expect(rows).toEqual([
    { value: (2n ** 100n).toString(), fee: null, block_number: 7, at: '2026-01-01 00:00:42.861' },
  ]);
});

it('forgets the beginning that made the tables, as long as there is no block', async () => {
  const begin = () =>
    client.query(
      `INSERT INTO chain._metadata VALUES ('startHeight', '2147483647', now(), now()), ('deployments', '"{}"', now(), now())`,
    );
  await begin();
  await forgetBeginning(client, 'chain');
  expect(await notes()).toEqual({});
  await writer.write(stretch(5, 20));
  await forgetBeginning(client, 'chain');
  expect(await notes()).toMatchObject({ startHeight: 5 });
});

it('keeps every character of a text', async () => {
  const odd = fc.stringMatching(/^[\\\t\n\r'"N.{},a-c€😀]{0,12}$/u);
  let height = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(odd, { minLength: 1, maxLength: 8 }), async (texts) => {
      const from = height + 1;
      const remarks = texts.map((text) => remark(++height, text));
      await writer.write(stretch(from, height, { remarks }));
      const { rows } = await client.query<{ text: string }>(
        'SELECT text FROM chain.remarks WHERE block_number >= $1 ORDER BY block_number',
        [from],
      );
      expect(rows.map(({ text }) => text)).toEqual(texts);
    }),
    { numRuns: 40 },
  );
});

it('keeps of an asset what was said last', async () => {
  const asset = (name: string, blockNumber: number) => ({
    id: '7',
    name,
    symbol: 'S',
    decimals: 2,
    blockNumber,
  });
  await writer.write({
    ...stretch(1, 9),
    rows: [
      { ...NOTHING, assets: [asset('first', 3)] },
      { ...NOTHING, assets: [asset('second', 8)] },
    ],
  });
  await writer.write(stretch(10, 12, { assets: [asset('third', 11)] }));
  expect((await client.query('SELECT name, block_number FROM chain.assets')).rows).toEqual([
    { name: 'third', block_number: 11 },
  ]);
});

it('writes nothing of a stretch of which something cannot be written', async () => {
  await writer.write(stretch(1, 9));
  const failing = {
    ...stretch(10, 19, { transfers: [transfer(12, 1n)] }),
    more: () => Promise.reject(new Error('no company')),
  };
  await expect(writer.write(failing)).rejects.toThrow('no company');
  expect(await writer.height()).toBe(9);
  expect(await count('transfers')).toBe(0);
  const twice = stretch(10, 19, { transfers: [transfer(12, 1n), transfer(12, 1n)] });
  await expect(writer.write(twice)).rejects.toThrow('duplicate key');
  expect(await count('transfers')).toBe(0);
  await writer.write(stretch(10, 19, { transfers: [transfer(12, 1n)] }));
  expect(await count('transfers')).toBe(1);
});

it('writes nothing where somebody else has gone on meanwhile', async () => {
  await writer.write(stretch(1, 9));
  await client.query(`UPDATE chain._metadata SET value = '12' WHERE key = 'lastProcessedHeight'`);
  await expect(writer.write(stretch(10, 19, { transfers: [transfer(12, 1n)] }))).rejects.toMatchObject({
    code: 'INDEX_MOVED',
  });
  expect(await count('transfers')).toBe(0);
});

describe('before it goes on', () => {
  beforeEach(async () => {
    await writer.write(
      stretch(1, 20, { transfers: [transfer(5, 1n), transfer(15, 1n)], remarks: [remark(15, 'x')] }),
    );
    await client.query(`UPDATE chain._metadata SET value = '10' WHERE key = 'lastProcessedHeight'`);
  });

  it('takes rows away above the height that is noted', async () => {
    await writer.trim();
    expect(await count('transfers')).toBe(1);
    expect(await count('remarks')).toBe(0);
  });

  it('refuses an index with a company above that height, as what it was before is not known', async () => {
    await client.query(
      `INSERT INTO chain.companies (id, registry_index, entity_id, status, version_id, open_addresses, first_block, block_number)
       VALUES ('0-1', 0, 1, 'approved', '0-1-15', '', 15, 15)`,
    );
    await expect(writer.trim()).rejects.toMatchObject({ code: 'INDEX_AHEAD' });
    expect(await count('transfers')).toBe(2);
  });
});
