import { sql } from 'kysely';
import type { Span } from '../../domain/company/spans.js';
import type { ChainDatabase } from '../chain/database.js';
import type { Lookup } from './places.js';
import type { FlowFilter } from './sides.js';

/** Rows of a reference up to which they are read rather than those of the company's accounts. */
const FEW = 2_000;
/** Accounts of which all pairs are looked up: those of a few hundred are many times as many. */
const MOST_PAIRED = 30;
const TABLES = ['transfers', 'assetTransfers', 'failedPayments'] as const;

/** How the rows that meet a filter are found with the least reading. */
export async function chooseLookup(
  chain: ChainDatabase,
  spans: readonly Span[],
  { reference, counterparty, directions }: FlowFilter,
): Promise<Lookup> {
  if (reference !== null && (await isRare(chain, reference))) return 'reference';
  if (counterparty !== null) return 'counterparty';
  const isInternal = directions?.every((direction) => direction === 'internal') ?? false;
  const accounts = new Set(spans.map(({ account }) => account)).size;
  return isInternal && accounts <= MOST_PAIRED ? 'own pairs' : 'accounts';
}

/** Only so many rows of an index are counted for that. */
async function isRare(chain: ChainDatabase, reference: string): Promise<boolean> {
  const found = TABLES.map(
    (table) => sql`(select 1 from ${chain.table(table)} where reference = ${reference}::text limit ${FEW})`,
  );
  const { rows } = await sql<{ few: boolean }>`
    select count(*) < ${FEW} as few from (${sql.join(found, sql` union all `)}) s`.execute(chain.db);
  return rows[0]?.few === true;
}
