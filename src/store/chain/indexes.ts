import pg from 'pg';
import { withConnection } from '../connection.js';
import { HASHED } from './pair.js';

/**
 * Indexes that lists need and schema.graphql cannot declare: SubQuery sorts the fields of a composite index by name, so
 * `[toId, blockNumber, eventIndex]` comes out as (block_number, event_index, to_id), which finds no account. They hold no
 * data of ours: a rebuilt schema gets them anew. Each is of what is looked up, and of the place, block and number there. A column
 * after these is found with them: a list that wants great values only looks at many rows for each that it gives. An index that
 * an earlier version made without it stays as it is, and is read with its rows.
 */
const INDEXES = [
  ['transfers', 'to_id', 'event_index', 'value'],
  ['transfers', 'from_id', 'event_index', 'value'],
  ['transfers', 'pair', 'event_index'],
  ['asset_transfers', 'to_id', 'event_index', 'value'],
  ['asset_transfers', 'from_id', 'event_index', 'value'],
  ['asset_transfers', 'pair', 'event_index'],
  ['asset_transfers', 'asset', 'event_index'],
  ['asset_transfers', 'to_asset', 'event_index'],
  ['asset_transfers', 'from_asset', 'event_index'],
  ['remarks', 'signer_id', 'ordinal'],
  ['remarks', 'codec', 'ordinal'],
  ['failed_payments', 'to_id', 'ordinal'],
  ['failed_payments', 'from_id', 'ordinal'],
  ['failed_payments', 'pair', 'ordinal'],
] as const;

/** Tables that an index made by an earlier version does not have. */
const NEWER: ReadonlySet<string> = new Set(['failed_payments']);

/** One build at a time among all instances; the number is arbitrary, and this one is nobody else's. */
const LOCK = 7_232_110_455n;

/**
 * Makes the indexes that are missing or were left half-built, without holding up the indexer's writes.
 * @param schema a valid identifier
 * @returns the names of those it made; none also while another instance is at it.
 * @throws {ChaintillError} `INDEX_NOT_READY` while there are no tables, `DATABASE_UNAVAILABLE`
 */
export async function ensureChainIndexes(
  databaseUrl: string,
  schema: string,
  signal: AbortSignal,
): Promise<readonly string[]> {
  // Building takes as long as it takes, and the pool's statements may not.
  return withConnection(databaseUrl, signal, (client) => build(client, schema));
}

async function build(client: pg.Client, schema: string): Promise<readonly string[]> {
  const missing = await findMissing(client, schema);
  if (missing.length === 0) return [];
  const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [
    LOCK.toString(),
  ]);
  if (rows[0]?.mine !== true) return [];
  const made: string[] = [];
  for (const { name, table, columns, besides, invalid } of await findMissing(client, schema)) {
    const [inSchema, index, on] = [schema, name, table].map((part) => pg.escapeIdentifier(part));
    if (invalid) await client.query(`drop index concurrently if exists ${inSchema}.${index}`);
    await client.query(
      `create index concurrently if not exists ${index} on ${inSchema}.${on} (${columns.join(', ')})${besides}`,
    );
    made.push(name);
  }
  return made;
}

interface Missing {
  readonly name: string;
  readonly table: string;
  readonly columns: readonly string[];
  /** What follows the columns. */
  readonly besides: string;
  /** It is there, but its building was interrupted. */
  readonly invalid: boolean;
}

async function findMissing(client: pg.Client, schema: string): Promise<readonly Missing[]> {
  const { rows } = await client.query<{ name: string; valid: boolean }>(
    `select c.relname as name, i.indisvalid as valid
     from pg_index i join pg_class c on c.oid = i.indexrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1`,
    [schema],
  );
  const valid = new Map(rows.map((row) => [row.name, row.valid]));
  const { rows: tables } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind = 'r'`,
    [schema],
  );
  const there = new Set(tables.map((table) => table.name));
  return INDEXES.flatMap(([table, key, number, found]) => {
    if (NEWER.has(table) && !there.has(table)) return [];
    const name = `chaintill_${table}_${key}`;
    const columns = [key in HASHED ? HASHED[key as keyof typeof HASHED] : key, 'block_number', number];
    const besides = found === undefined ? '' : ` include (${found})`;
    return valid.get(name) === true ? [] : [{ name, table, columns, besides, invalid: valid.has(name) }];
  });
}
