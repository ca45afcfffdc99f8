/** Which tables of schema `till` a backup has, and in which order. */
import pg from 'pg';

/** Copies of what the index says, which are made again from it (docs/metrics.md, docs/company-history.md). */
const COPIES: ReadonlySet<string> = new Set([
  'metric_payments',
  'metric_failures',
  'company_sums',
  'company_sums_state',
]);
/** The migrator's own: the header has what was migrated. */
export const MIGRATOR: ReadonlySet<string> = new Set(['migrations', 'migrations_lock']);

export interface StoredTable {
  readonly name: string;
  /** But for those that the database computes. */
  readonly columns: readonly string[];
  /** Of those, the ones that the database numbers. */
  readonly identities: readonly string[];
}

/** Names of all tables, as they are at the moment. */
export async function tableNames(client: pg.Client): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'till' and c.relkind = 'r' order by 1`,
  );
  return rows.map(({ name }) => name);
}

/** The tables that are kept, each after those that it references. */
export async function storedTables(client: pg.Client): Promise<readonly StoredTable[]> {
  const names = (await tableNames(client)).filter((name) => !COPIES.has(name) && !MIGRATOR.has(name));
  const { rows: columns } = await client.query<{ table: string; name: string; identity: boolean }>(
    `select c.relname as table, a.attname as name, a.attidentity <> '' as identity
     from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'till' and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     order by a.attnum`,
  );
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `select r.relname as from, t.relname as to from pg_constraint k join pg_class r on r.oid = k.conrelid
     join pg_class t on t.oid = k.confrelid join pg_namespace n on n.oid = r.relnamespace
     where n.nspname = 'till' and k.contype = 'f' and k.conrelid <> k.confrelid`,
  );
  return inOrder(names, references).map((name) => {
    const own = columns.filter(({ table }) => table === name);
    return {
      name,
      columns: own.map((column) => column.name),
      identities: own.filter(({ identity }) => identity).map((column) => column.name),
    };
  });
}

function inOrder(
  names: readonly string[],
  references: readonly { readonly from: string; readonly to: string }[],
): readonly string[] {
  const placed = new Set<string>();
  while (placed.size < names.length) {
    const next = names.find(
      (name) => !placed.has(name) && references.every(({ from, to }) => from !== name || placed.has(to)),
    );
    if (next === undefined) throw new Error('tables of schema till reference each other in a circle');
    placed.add(next);
  }
  return [...placed];
}

/** `till.orders (id, status)`, for COPY. */
export function copyTarget({ name, columns }: Pick<StoredTable, 'name' | 'columns'>): string {
  return `till.${pg.escapeIdentifier(name)} (${columns.map((column) => pg.escapeIdentifier(column)).join(', ')})`;
}
