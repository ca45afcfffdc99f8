/**
 * Writes what a stretch of blocks gives, in one transaction with the height that says so: whoever reads finds every row
 * of the blocks up to that height and none above it, whatever moment the writer is killed at.
 */
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { BlockRows } from '../../../domain/extract/rows.js';
import { ChaintillError } from '../../../domain/errors.js';
import { explainFailure } from '../../failures.js';
import { CHANGING, columnName, GROWING, type Table } from './columns.js';
import { copyText, plainText, type ColumnValue } from './copy-text.js';
import { readMetadata, writeMetadata } from './metadata.js';

export interface WrittenStretch {
  readonly from: number;
  /** Inclusive. */
  readonly to: number;
  /** Of its blocks, in order. */
  readonly rows: readonly BlockRows[];
  /** Finalized height that is headed for. */
  readonly target: number;
  /** Writes rows that depend on rows before them; in the same transaction. */
  readonly more: (store: RowStore) => Promise<void>;
}

/** Rows by entity of schema.graphql and id, as SubQuery's store gives them to handlers. */
export interface RowStore {
  get(entity: string, id: string): Promise<{ readonly id: string } | undefined>;
  set(entity: string, id: string, row: { readonly id: string }): Promise<void>;
}

export interface IndexWriter {
  /** Height of the last block that is indexed; null in an index without any. */
  height(): Promise<number | null>;
  /**
   * Takes away rows above the height that is noted; there are none unless somebody else wrote some.
   * @throws {ChaintillError} `INDEX_AHEAD` where such rows changed earlier ones, which cannot be taken back
   */
  trim(): Promise<void>;
  /** @throws {ChaintillError} `INDEX_MOVED` where somebody else has written meanwhile */
  write(stretch: WrittenStretch): Promise<void>;
}

/**
 * @param client connected, and this writer's own; it should hold the lock of the index
 * @param schema a valid identifier
 */
export function indexWriter(client: pg.Client, schema: string): IndexWriter {
  const inSchema = ({ name }: Table): string => `${pg.escapeIdentifier(schema)}.${name}`;

  async function height(): Promise<number | null> {
    return readMetadata(client, schema, 'lastProcessedHeight');
  }

  async function copy(table: Table, rows: readonly object[]): Promise<void> {
    if (rows.length === 0) return;
    const columns = table.columns.map(columnName).join(', ');
    const into = client.query(copyFrom(`copy ${inSchema(table)} (${columns}) from stdin`));
    await pipeline([copyText(rows, table.columns)], into);
  }

  const store: RowStore = {
    async get(entity, id) {
      const { rows } = await client.query<{ readonly id: string }>({
        text: `select ${selected(tableOf(entity))} from ${inSchema(tableOf(entity))} where id = $1`,
        values: [id],
        types: AS_WRITTEN,
      });
      return rows[0];
    },
    async set(entity, _id, row) {
      const table = tableOf(entity);
      const columns = table.columns.map(columnName);
      const values = table.columns.map((column) =>
        parameter((row as Readonly<Record<string, ColumnValue>>)[column]),
      );
      await client.query(
        `insert into ${inSchema(table)} (${columns.join(', ')}) values (${columns.map((_, i) => `$${i + 1}`).join(', ')})
         on conflict (id) do update set ${columns.map((column) => `${column} = excluded.${column}`).join(', ')}`,
        values,
      );
    },
  };

  async function transaction<T>(work: () => Promise<T>): Promise<T> {
    try {
      await client.query('begin');
      const result = await work();
      await client.query('commit');
      return result;
    } catch (failure) {
      // Without a connection the transaction is gone as well, and the failure above says why.
      await client.query('rollback').catch(() => undefined);
      throw explainFailure(failure);
    }
  }

  return {
    height,
    trim: () =>
      transaction(async () => {
        const at = (await height()) ?? -1;
        for (const table of Object.values(GROWING))
          await client.query(`delete from ${inSchema(table)} where block_number > $1`, [at]);
        for (const name of ['assets', 'companies']) {
          const { rowCount } = await client.query(
            `select from ${pg.escapeIdentifier(schema)}.${name} where block_number > $1 limit 1`,
            [at],
          );
          if (rowCount !== 0) throw ahead(at);
        }
      }),
    write: (stretch) =>
      transaction(async () => {
        const before = await readMetadata(client, schema, 'lastProcessedHeight', { lock: true });
        if (before !== null && before !== stretch.from - 1) throw moved(before, stretch.from - 1);
        for (const [name, table] of Object.entries(GROWING))
          await copy(
            table,
            stretch.rows.flatMap<object>((rows) => rows[name as keyof typeof GROWING]),
          );
        for (const asset of stretch.rows.flatMap(({ assets }) => assets))
          await store.set('Asset', asset.id, asset);
        await stretch.more(store);
        await writeMetadata(client, schema, stretch, before === null);
      }),
  };
}

function tableOf(entity: string): Table {
  const table = CHANGING[entity];
  if (!table) throw new Error(`no table is known for entity ${entity}`);
  return table;
}

function selected({ columns }: Table): string {
  return columns.map((column) => `${columnName(column)} as ${pg.escapeIdentifier(column)}`).join(', ');
}

function parameter(value: ColumnValue): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'string' ? value : plainText(value);
}

/** A time stays the text that it is in the database, to be written again as it was. */
const AS_WRITTEN = new pg.TypeOverrides();
AS_WRITTEN.setTypeParser(pg.types.builtins.TIMESTAMP, (text) => text);

function ahead(height: number): ChaintillError {
  return new ChaintillError(
    'INDEX_AHEAD',
    `the index holds assets or companies of blocks above ${height}, the last one that it notes as indexed: drop schema chain, and index anew`,
  );
}

function moved(found: number, expected: number): ChaintillError {
  return new ChaintillError(
    'INDEX_MOVED',
    `the index is at block ${found} and not ${expected}: somebody else writes into it`,
  );
}
