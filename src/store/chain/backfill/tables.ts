import type pg from 'pg';
import { CHANGING, GROWING } from './columns.js';

/** Whether @subql/node has made the tables of the index. */
export async function hasIndexTables(client: pg.Client, schema: string): Promise<boolean> {
  const names = [
    '_metadata',
    ...[...Object.values(GROWING), ...Object.values(CHANGING)].map(({ name }) => name),
  ];
  const { rows } = await client.query<{ found: number }>(
    `select count(*)::int as found from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind = 'r' and c.relname = any($2)`,
    [schema, names],
  );
  return rows[0]?.found === names.length;
}
