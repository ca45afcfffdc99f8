/** Orders that name a company of the registry, and who is told when its hook changes. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
alter table till.orders
  -- The company that it names, as it was at registration: what the registry says later changes nothing of the order. Its
  -- hook and redirects stand with the order's own.
  add column company_id text,
  -- Id of its version in the index; no reference, as the index can be made anew.
  add column company_version text,
  -- For its buyer; null where the data has no name that can be shown.
  add column company_name text,
  -- An https address that the company's data names; null for none.
  add column company_logo text,
  add check ((company_id is null) = (company_version is null));

create function till.refuse_company_change() returns trigger language plpgsql as $$
begin
  if row(new.company_id, new.company_version, new.company_name, new.company_logo)
     is distinct from row(old.company_id, old.company_version, old.company_name, old.company_logo) then
    raise exception 'the company of order % cannot change', old.id using errcode = 'CT001';
  end if;
  return new;
end $$;
create trigger order_company_change before update of company_id, company_version, company_name, company_logo on till.orders
  for each row execute function till.refuse_company_change();

-- For the hooks that were a company's.
create index orders_company on till.orders (company_id, merchant_id) where company_id is not null;

-- Merchants whose orders name a company: they are told when its hook changes.
create table till.company_followers (
  company_id text not null,
  merchant_id uuid not null references till.merchants,
  -- Registration height of the first such order: what changed up to it is no news.
  from_height integer not null,
  primary key (company_id, merchant_id)
);
`,
    )
    .execute(db);
}
