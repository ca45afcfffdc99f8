/**
 * Roll-ups become running sums: a row says what had been paid up to its end, so that the figures of any interval are the
 * difference of two rows, however long it is. All of them are copies of what the index says; they begin anew.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
drop table till.metric_payments;
drop table till.metric_failures;
update till.metric_progress set generation = null, height = -1, failures_height = -1;

-- Where an account was paid in a quarter of an hour, by the time of the blocks: all that it was paid until its end.
create table till.metric_payments (
  fill integer not null,
  account text not null,
  -- Id in pallet assets; empty for the chain's own token.
  asset text not null,
  -- Quarters of an hour since 1970, UTC: every hour and day of every time zone begins with one.
  quarter integer not null,
  -- Since the start of the index, this quarter included.
  payments bigint not null,
  volume numeric not null,
  -- Blocks of the first and the last of this quarter's own, by which the payments themselves are found.
  first_block integer not null,
  last_block integer not null,
  -- A sum is read from the index alone.
  primary key (fill, account, asset, quarter) include (payments, volume, first_block, last_block)
);

-- The same of payments that failed, with what became of them within an hour.
create table till.metric_failures (
  fill integer not null,
  account text not null,
  asset text not null,
  -- In the words of the index; empty for null.
  error_pallet text not null,
  error_name text not null,
  quarter integer not null,
  failures bigint not null,
  -- Of those whose call names one.
  amount numeric not null,
  recovered bigint not null,
  lost bigint not null,
  lost_amount numeric not null,
  first_block integer not null,
  last_block integer not null,
  primary key (fill, account, asset, error_pallet, error_name, quarter)
    include (failures, amount, recovered, lost, lost_amount, first_block, last_block)
);

-- Companies are summed up every 50 blocks, which were 1,000.
delete from till.company_sums;
delete from till.company_sums_state;
update till.local_company_sums_state set summed_block = 0, generation = null;
`,
    )
    .execute(db);
}
