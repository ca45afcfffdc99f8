/** What became of orders, by when they were registered: roll-ups, made anew where an order changes long after. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
-- The orders that a merchant registered since the beginning of the UTC day, up to the end of a quarter of an hour, as they are
-- now: what any stretch of a day has is the difference of two rows, and an order that changes later changes one day's rows.
create table till.metric_orders (
  merchant_id uuid not null references till.merchants,
  -- Quarters of an hour since 1970, UTC.
  quarter integer not null,
  -- Id in pallet assets; empty for the chain's own token.
  asset text not null,
  created integer not null,
  settled integer not null,
  open integer not null,
  expired integer not null,
  canceled integer not null,
  invalid integer not null,
  under integer not null,
  over integer not null,
  late integer not null,
  -- What all of them ask for, and what came for those that are settled.
  expected numeric not null,
  settled_amount numeric not null,
  -- How many came so far on their page, and how many of those viewed are settled.
  viewed integer not null,
  wallet integer not null,
  signed integer not null,
  submitted integer not null,
  rejected integer not null,
  dropped integer not null,
  refused integer not null,
  paid integer not null,
  -- Of this quarter alone; in milliseconds, of each order that a payment settled: until the payment's block, and from there until order.settled.
  paying bigint[] not null,
  settling bigint[] not null,
  primary key (merchant_id, asset, quarter)
);

-- Quarters of which an order changed after they may have been rolled up. A row is held until its writer has committed, so that
-- who takes it away has seen the change.
create table till.metric_order_marks (
  merchant_id uuid not null,
  quarter integer not null,
  primary key (merchant_id, quarter)
);

create table till.metric_order_progress (
  only_row boolean primary key default true check (only_row),
  -- Orders of every quarter before it are rolled up.
  until_quarter integer not null default 0
);
insert into till.metric_order_progress default values;

-- Orders lie in the order of their time, so that a stretch of it is found by this small one, which no list would take for its own.
create index orders_created on till.orders using brin (created_at) with (pages_per_range = 16);

-- Roll-ups begin two hours after an order, marks one hour after: no transaction of an hour is known.
create function till.mark_order_figures(merchant uuid, created timestamptz) returns void language sql as $$
  insert into till.metric_order_marks values (merchant, floor(extract(epoch from created) / 900)::integer)
  on conflict (merchant_id, quarter) do update set quarter = excluded.quarter
$$;

create function till.mark_order() returns trigger language plpgsql as $$
begin
  perform till.mark_order_figures(new.merchant_id, new.created_at);
  return null;
end $$;
create trigger order_inserted_late after insert on till.orders for each row
  when (new.created_at < now() - interval '1 hour') execute function till.mark_order();
create trigger order_changed_late after update of status, received, amount, flags, settled_height on till.orders for each row
  when (new.created_at < now() - interval '1 hour' and old is distinct from new) execute function till.mark_order();

create function till.mark_checkout_step() returns trigger language plpgsql as $$
declare
  o record;
begin
  select merchant_id, created_at into o from till.orders where id = new.order_id;
  if o.created_at < now() - interval '1 hour' then
    perform till.mark_order_figures(o.merchant_id, o.created_at);
  end if;
  return null;
end $$;
create trigger checkout_step_late after insert on till.checkout_steps for each row execute function till.mark_checkout_step();
`,
    )
    .execute(db);
}
