import { sql, type RawBuilder } from 'kysely';

/**
 * Inserts rows by the names of their columns, which all have alike: a column that a newer version has added meanwhile gets
 * its default.
 * @param rows at least one
 */
export function insertRows(
  table: 'events' | 'payments' | 'order_failures',
  rows: readonly object[],
): RawBuilder<unknown> {
  const into = sql.id('till', table);
  const columns = sql.join(Object.keys(rows[0] ?? {}).map((name) => sql.id(name)));
  return sql`insert into ${into} (${columns})
    select ${columns} from jsonb_populate_recordset(null::${into}, ${JSON.stringify(rows)})`;
}
