import { sql } from 'kysely';
import type { ChainDatabase } from '../database.js';
import { columnName, GROWING, type Table } from './columns.js';

/** The tables by which a block is known to have rows: each row has its block. */
export type SampledTable = keyof typeof GROWING;

const TABLES = Object.entries(GROWING) as [SampledTable, Table][];

/** A row with its columns in camelCase, as the database has it: amounts in decimal, times in UTC. */
export type StoredRow = Readonly<Record<string, unknown>>;

/** The first block with rows at or above each of these heights, of each table; every one once. */
export async function blocksWithRows(
  chain: ChainDatabase,
  from: readonly number[],
): Promise<readonly number[]> {
  const found = new Set<number>();
  for (const [, { name }] of TABLES) {
    const { rows } = await sql<{ height: number }>`
      select distinct first.block_number as height from unnest(${[...from]}::integer[]) as asked(height)
      cross join lateral (
        select block_number from ${sql.id(chain.schema, name)} where block_number >= asked.height
        order by block_number limit 1
      ) first`.execute(chain.db);
    for (const { height } of rows) found.add(height);
  }
  return [...found];
}

/** What the index has of one block, in the order of the chain. */
export async function rowsOfBlock(
  chain: ChainDatabase,
  height: number,
): Promise<Readonly<Record<SampledTable, readonly StoredRow[]>>> {
  const found: Partial<Record<SampledTable, readonly StoredRow[]>> = {};
  for (const [key, { name, columns }] of TABLES) {
    const place = columns.includes('ordinal') ? 'ordinal' : 'event_index';
    const { rows } = await sql<StoredRow>`
      select ${sql.join(columns.map((column) => sql.ref(columnName(column))))} from ${sql.id(chain.schema, name)}
      where block_number = ${height} order by ${sql.ref(place)}`.execute(chain.db);
    found[key] = rows;
  }
  return found as Record<SampledTable, readonly StoredRow[]>;
}

/** The first block that is indexed; null in an index that does not say. */
export async function readStartHeight(chain: ChainDatabase): Promise<number | null> {
  const row = await chain.db
    .selectFrom('_metadata')
    .select('value')
    .where('key', '=', 'startHeight')
    .executeTakeFirst();
  return typeof row?.value === 'number' ? row.value : null;
}
