/** Payments that were tried for an order and failed: copies of what the index says of them, as `till.payments` has of money. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
alter table till.orders
  -- The settler's: payments that failed while one was wanted.
  add column failed_attempts integer not null default 0;

create table till.order_failures (
  -- <blockNumber>-<ordinal>: the id of the FailedPayment. Who does not get this row says nothing of it.
  failure_id text primary key,
  block_number integer not null,
  -- Among the failed payments of its block.
  ordinal integer not null,
  block_hash text not null,
  extrinsic_index integer not null,
  extrinsic_hash text not null,
  block_time timestamptz,
  -- Whose money would have moved; null where the calls do not show it.
  from_account text,
  to_account text not null,
  signer text,
  call_path text not null,
  -- Id in pallet assets; null for the chain's own token.
  asset text,
  -- Null where the call names no amount.
  value numeric(39),
  reference text,
  -- What the failure stopped, in the words of the index.
  how text not null,
  outcome text not null check (outcome in ('failed', 'skipped', 'reverted')),
  error_pallet text,
  error_name text,
  error_docs text,
  -- Of the whole extrinsic, in the chain's own token.
  fee numeric(39),
  merchant_id uuid not null references till.merchants,
  order_id uuid not null references till.orders
);
create index order_failures_order on till.order_failures (order_id, block_number, ordinal);

create function till.refuse_failure_change() returns trigger language plpgsql as $$
begin
  raise exception 'failed payment % is a fact and cannot change', old.failure_id using errcode = 'CT003';
end $$;
create trigger failure_change before update or delete on till.order_failures
  for each row execute function till.refuse_failure_change();
`,
    )
    .execute(db);
}
