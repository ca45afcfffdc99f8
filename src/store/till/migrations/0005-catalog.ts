/**
 * What shops without a server of their own need: products with the merchant's prices, keys that may stand in a page, and
 * orders that name who pays them.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
alter table till.orders
  -- The one account whose payments count; null for anybody's.
  add column payer text,
  -- The publishable key that it was ordered with; null for the merchant's own orders.
  add column front_key text references till.api_keys;

-- What is ordered and not paid, to count it.
create index orders_front_unpaid on till.orders (front_key, payer)
  where front_key is not null and status = 'open' and payment_count = 0;

create or replace function till.check_order_change() returns trigger language plpgsql as $$
begin
  if row(new.id, new.merchant_id, new.order_id, new.mode, new.payee, new.payer, new.owner, new.reference, new.asset,
         new.amount, new.minimum, new.window_from, new.expiry_height, new.late_policy, new.late_blocks,
         new.registered_height)
     is distinct from
     row(old.id, old.merchant_id, old.order_id, old.mode, old.payee, old.payer, old.owner, old.reference, old.asset,
         old.amount, old.minimum, old.window_from, old.expiry_height, old.late_policy, old.late_blocks,
         old.registered_height) then
    raise exception 'the terms of order % cannot change', old.id using errcode = 'CT001';
  end if;
  if new.status <> old.status and not (
    (old.status = 'open') or
    (old.status = 'expired' and new.status = 'settled') or
    ('manual' = any (new.flags) and new.status in ('settled', 'invalid'))
  ) then
    raise exception 'order % cannot go from % to %', old.id, old.status, new.status using errcode = 'CT002';
  end if;
  return new;
end $$;

-- publishable: orders what is in the catalogue, and nothing else. It is no secret.
alter table till.api_keys
  drop constraint api_keys_kind_check,
  add constraint api_keys_kind_check check (kind in ('secret', 'read', 'publishable', 'admin')),
  -- Of a publishable key: the pages that browsers may use it on, as they write origins; empty for any.
  add column allowed_origins text[] not null default '{}';

-- What a merchant sells to whoever asks, at its own price.
create table till.products (
  id uuid primary key default gen_random_uuid(),
  merchant_id uuid not null references till.merchants,
  -- The merchant's own name for it.
  sku text not null,
  name text not null,
  description text,
  -- Of one, in the smallest unit.
  price numeric(39) not null check (price > 0),
  -- Id in pallet assets; null for the chain's own token.
  asset text,
  -- The merchant's account that is paid; null for its only one.
  payee text,
  image_url text,
  -- How many blocks its orders live; null for the gateway's default.
  expires_in_blocks integer check (expires_in_blocks > 0),
  -- Whether it can be ordered.
  active boolean not null default true,
  created_at timestamptz(3) not null default now(),
  changed_at timestamptz(3) not null default now(),
  unique (merchant_id, sku)
);
create index products_merchant on till.products (merchant_id, created_at, id);
`,
    )
    .execute(db);
}
