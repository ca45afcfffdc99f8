import type { Client } from 'pg';

/** What a restored till has otherwise, by design (src/store/backup/begin-anew.ts). */
const OWN: Readonly<Record<string, readonly string[]>> = {
  instance: ['log_epoch', 'chain_generation'],
  accounts: ['deposit_branch', 'deposit_next'],
  metric_progress: ['generation', 'height', 'failures_height'],
  migrations: ['timestamp'],
};

export interface ReadTill {
  /** Every row, as JSON; of the audit log all but the restore's own line. */
  readonly tables: Readonly<Record<string, readonly object[]>>;
  /** The last number that each sequence has given. */
  readonly numbers: readonly object[];
}

export async function readTill(client: Client): Promise<ReadTill> {
  const { rows: names } = await client.query<{ name: string }>(
    `select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'till' and c.relkind = 'r' order by 1`,
  );
  const tables: Record<string, readonly object[]> = {};
  for (const { name } of names) {
    const { rows } = await client.query<{ row: object }>(
      `select to_jsonb(t) - $1::text[] as row from till.${name} t
       where to_jsonb(t) ->> 'action' is distinct from 'till.restore' order by to_jsonb(t)::text`,
      [OWN[name] ?? []],
    );
    tables[name] = rows.map(({ row }) => row);
  }
  const { rows: numbers } = await client.query<object>(
    `select sequencename, last_value from pg_sequences where schemaname = 'till' and sequencename not like 'audit_log%' order by 1`,
  );
  return { tables, numbers };
}
