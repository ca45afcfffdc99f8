import { sql } from 'kysely';
import type { ChainDatabase } from '../chain/database.js';
import type { Lookup } from './places.js';
import type { FlowFilter } from './sides.js';

/** Rows of a counterparty up to which they are read rather than those of the company's accounts. */
const FEW = 2_000;
const TABLES = ['transfers', 'assetTransfers', 'failedPayments'] as const;

/**
 * How the rows that meet a filter are found with the least reading: not every counterparty is quieter than the company. Only
 * so many rows of an index are counted for that.
 */
export async function chooseLookup(
  chain: ChainDatabase,
  { reference, counterparty }: FlowFilter,
): Promise<Lookup> {
  if (reference !== null) return 'filter';
  if (counterparty === null) return 'accounts';
  const sides = TABLES.flatMap((table) =>
    (['from_id', 'to_id'] as const).map(
      (side) =>
        sql`(select 1 from ${chain.table(table)} where ${sql.raw(side)} = ${counterparty}::text limit ${FEW})`,
    ),
  );
  const { rows } = await sql<{ few: boolean }>`
    select count(*) < ${FEW} as few from (${sql.join(sides, sql` union all `)}) s`.execute(chain.db);
  return rows[0]?.few === true ? 'filter' : 'accounts';
}
