import type pg from 'pg';

/** How many rows each table of schema till has: what a request left behind shows here, wherever it is. */
export async function countTillRows(client: pg.Client): Promise<Readonly<Record<string, number>>> {
  const { rows } = await client.query<{ table: string; rows: number }>(`
    select table_name as "table",
      (xpath('/row/n/text()', query_to_xml(format('select count(*) as n from till.%I', table_name), false, true, '')))[1]
        ::text::int as rows
    from information_schema.tables where table_schema = 'till' and table_type = 'BASE TABLE' order by 1`);
  return Object.fromEntries(rows.map(({ table, rows: count }) => [table, count]));
}
