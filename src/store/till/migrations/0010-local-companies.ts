/** Companies that are registered with this till and not on chain, and the rate that an order was priced at. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
create table till.local_companies (
  -- Companies of a registry on chain are called <registry>-<entity>, in digits: no id is both.
  id text primary key check (id ~ '^local-[0-9a-f]{16}$'),
  -- Whose it is: nobody else sees that there is one, but the operator.
  merchant_id uuid not null references till.merchants,
  status text not null default 'approved' check (status in ('approved', 'unregistered')),
  -- As in its newest version; the last one once it is taken out.
  name text not null,
  -- The indexed height at its registration, and at its last change.
  first_block integer not null,
  block_number integer not null,
  -- Counts its versions.
  version integer not null default 1,
  created_at timestamptz not null default now()
);
create index on till.local_companies (merchant_id);

-- What a company was from one block until another, which is the first that it was not. Of several within one block the last
-- has the blocks; the others have none, and are kept for the orders that name them.
create table till.local_company_versions (
  -- <company>-v<version>
  id text primary key,
  company_id text not null references till.local_companies,
  version integer not null,
  status text not null check (status in ('approved', 'unregistered')),
  -- What the registry on chain would hold of it: compressed SCALE as 0x-hex. Null once it is taken out.
  data text check ((data is null) = (status = 'unregistered')),
  name text,
  hook text,
  success text,
  failure text,
  from_block integer not null,
  until_block integer check (until_block >= from_block),
  created_at timestamptz not null default now(),
  unique (company_id, version)
);
create unique index on till.local_company_versions (company_id) where until_block is null;
create index on till.local_company_versions (company_id, from_block);

-- Which accounts were a company's, in blocks: an account is one local company's at a time.
create table till.local_company_addresses (
  id uuid primary key default gen_random_uuid(),
  company_id text not null references till.local_companies,
  account_id text not null,
  -- How it was known that the account is the merchant's.
  proved_by text not null check (proved_by in ('operator', 'signature')),
  from_block integer not null check (from_block >= 0),
  until_block integer check (until_block >= from_block),
  exclude using gist (account_id with =, int4range(from_block, until_block, '[)') with &&)
);
create index on till.local_company_addresses (company_id, from_block);
create index on till.local_company_addresses (account_id, from_block);

-- How far till.company_sums has each local company. A change of its addresses sets it back to the blocks that it changes.
create table till.local_company_sums_state (
  company_id text primary key references till.local_companies,
  -- Every block before it is summed up.
  summed_block integer not null default 0,
  -- Names the tables of the index that the sums are of; null before the first.
  generation text
);

alter table till.orders
  -- What one whole token of its asset was worth when it was registered, as the merchant says: nothing is computed from it
  -- that settles anything. Decimal text, as it was sent.
  add column rate_currency text check (rate_currency ~ '^[A-Z]{3,10}$'),
  add column rate text check (rate ~ '^(0|[1-9][0-9]{0,17})([.][0-9]{1,18})?$' and rate ~ '[1-9]'),
  add column rate_source text,
  add check ((rate_currency is null) = (rate is null)),
  add check (rate_source is null or rate is not null);

create function till.refuse_rate_change() returns trigger language plpgsql as $$
begin
  if row(new.rate_currency, new.rate, new.rate_source) is distinct from row(old.rate_currency, old.rate, old.rate_source) then
    raise exception 'the rate of order % cannot change', old.id using errcode = 'CT001';
  end if;
  return new;
end $$;
create trigger order_rate_change before update of rate_currency, rate, rate_source on till.orders
  for each row execute function till.refuse_rate_change();
`,
    )
    .execute(db);
}
