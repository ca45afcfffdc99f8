/** Which accounts a company or a merchant is paid on, and in which blocks. */
import { sql } from 'kysely';
import { ChaintillError } from '../../../domain/errors.js';
import { mergeOwned, type OwnedBlocks } from '../../../domain/metrics/ownership.js';
import { isLocalCompany } from '../../../domain/company/local.js';
import type { Window } from '../../../domain/metrics/intervals.js';
import { sees, type LocalReader } from '../../company/local.js';
import { chainTable, type TillDatabase } from '../database.js';
import { readGeneration } from './generation.js';
import { readOwnedQuarters } from './owned-quarters.js';
import type { FigureScope } from './scope-sql.js';

/**
 * Every account that belonged to a company, as its owner or as an address that it lists.
 * @param reader who asks: of a local company that is not for him there are none
 */
export async function ownedByCompany(
  db: TillDatabase,
  schema: string,
  companyId: string,
  reader: LocalReader,
): Promise<readonly OwnedBlocks[]> {
  const { rows } = await sql<OwnedBlocks>`
    select a.account_id as account, a.from_block, a.until_block from ${
      isLocalCompany(companyId)
        ? sql`till.local_company_addresses a join till.local_companies l on l.id = a.company_id and ${sees(reader)}`
        : sql`${chainTable(schema, 'companyAddresses')} a`
    } where a.company_id = ${companyId}`.execute(db);
  return rows;
}

/** A merchant's accounts, and the deposit addresses of its orders that somebody paid or tried to. */
export async function ownedByMerchant(db: TillDatabase, merchantId: string): Promise<readonly OwnedBlocks[]> {
  const { rows } = await sql<OwnedBlocks>`
    select account, from_height as from_block, to_height as until_block from till.accounts where merchant_id = ${merchantId}
    union all
    select o.payee, o.registered_height, null from till.orders o
    where o.mode = 'address' and o.merchant_id = ${merchantId} and (o.payment_count > 0 or o.failed_attempts > 0)
      and o.owner in (select account from till.accounts where merchant_id = ${merchantId})`.execute(db);
  return rows;
}

/**
 * For the rest of the transaction: figures are made of few rows of large tables, by an index, also where Postgres has no
 * statistics yet.
 */
export async function expectFewRows(db: TillDatabase): Promise<void> {
  await sql`select set_config(name, 'off', true)
    from unnest(array['enable_seqscan', 'enable_bitmapscan', 'jit']) as name
    union all select set_config('enable_indexscan', 'on', true)
    union all select set_config('work_mem', '32MB', true)`.execute(db);
}

/**
 * For what follows in the transaction: rows by the thousand, each in a page of its own, which a bitmap has the disk read
 * ahead, several at once. That they are many is more than Postgres can know.
 */
export async function expectManyPages(db: TillDatabase): Promise<void> {
  await sql`select set_config('enable_bitmapscan', 'on', true), set_config('enable_indexscan', 'off', true)`.execute(
    db,
  );
}

/** As measured on ten million transfers. */
const ROWS_FOR_A_LOOK = 15;

/**
 * What figures are read by, as the roll-ups are now.
 * @throws {ChaintillError} `INDEX_NOT_READY` while there is no roll-up of the index that is there
 */
export async function openScope(
  db: TillDatabase,
  schema: string,
  owned: readonly OwnedBlocks[],
  window: Window,
): Promise<FigureScope> {
  await expectFewRows(db);
  const { fill, generation, height, failuresHeight } = await db
    .selectFrom('metricProgress')
    .selectAll()
    .executeTakeFirstOrThrow();
  if (height < 0 || generation !== (await readGeneration(db, schema))) {
    throw new ChaintillError(
      'INDEX_NOT_READY',
      'payments are not counted yet, or counted anew for an index that was rebuilt: try again later',
    );
  }
  const spans = await readOwnedQuarters(db, schema, mergeOwned(owned));
  return { schema, fill, height, failuresHeight, owned: spans, window, rowsForALook: ROWS_FOR_A_LOOK };
}
