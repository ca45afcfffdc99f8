/**
 * Roll-ups of what schema `chain` says of payments, so that figures of years are read from few rows. They are a pure function
 * of the index up to a height: a new fill can be made at any time, and `verify-metrics` compares them with the index. Apart
 * from them, and of another nature: what the checkout page tells of its buyers, which no chain knows.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
-- How far the roll-ups are. Whoever adds to them holds this row until he commits.
create table till.metric_progress (
  only_row boolean primary key default true check (only_row),
  -- Names the rows that count; those of an earlier fill are on their way out.
  fill integer not null default 0,
  -- The tables of schema chain that they were made from, by their oids; null before the first.
  generation text,
  -- Every payment up to this block is in; -1 for none.
  height integer not null default -1,
  -- The same of failed payments, which are added only when nothing later can change what became of them.
  failures_height integer not null default -1
);
insert into till.metric_progress default values;

-- Payments to an account in a quarter of an hour, by the time of their blocks.
create table till.metric_payments (
  fill integer not null,
  account text not null,
  -- Quarters of an hour since 1970, UTC: every hour and day of every time zone begins with one.
  quarter integer not null,
  -- Id in pallet assets; empty for the chain's own token.
  asset text not null,
  payments integer not null,
  volume numeric not null,
  -- Blocks of the first and the last of them, by which the payments themselves are found.
  first_block integer not null,
  last_block integer not null,
  -- A year of one account is read from the index alone.
  primary key (fill, account, quarter, asset) include (payments, volume, first_block, last_block)
);

-- Payments to an account that failed, with what became of them within an hour.
create table till.metric_failures (
  fill integer not null,
  account text not null,
  quarter integer not null,
  asset text not null,
  -- In the words of the index; empty for null.
  error_pallet text not null,
  error_name text not null,
  failures integer not null,
  -- Of those whose call names one.
  amount numeric not null,
  recovered integer not null,
  lost integer not null,
  lost_amount numeric not null,
  first_block integer not null,
  last_block integer not null,
  primary key (fill, account, quarter, asset, error_pallet, error_name)
    include (failures, amount, recovered, lost, lost_amount, first_block, last_block)
);

-- How far buyers came on an order's page, as the page says; anybody who has its address can say anything.
create table till.checkout_steps (
  order_id uuid not null references till.orders,
  step text not null check (step in ('viewed', 'wallet', 'signed', 'submitted', 'rejected', 'invalid', 'dropped')),
  reports integer not null default 1,
  first_at timestamptz not null default now(),
  primary key (order_id, step)
);
`,
    )
    .execute(db);
}
