/** What came to each company and went, summed up every so many blocks: a copy of what the index says, and no more than that. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
-- Where a company moved any of an asset within 1,000 blocks, one row at their end: all since the start of the index.
create table till.company_sums (
  company_id text not null,
  -- Id in pallet assets, or 'native'.
  asset text not null,
  -- A multiple of 1,000: every block before it is in the sums.
  until_block integer not null,
  -- From others, to others, between its own accounts; in the smallest unit.
  received numeric not null,
  sent numeric not null,
  internal numeric not null,
  -- Paid by its accounts for these transfers and for failed payments, each extrinsic once.
  fees numeric not null,
  received_count bigint not null,
  sent_count bigint not null,
  internal_count bigint not null,
  primary key (company_id, asset, until_block)
);

create table till.company_sums_state (
  only_row boolean primary key default true check (only_row),
  -- Every block before it is summed up.
  summed_block integer not null,
  -- Names the tables of the index that the sums are of; those of another one are worth nothing.
  generation text not null
);
`,
    )
    .execute(db);
}
