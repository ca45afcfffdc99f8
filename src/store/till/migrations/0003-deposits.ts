/**
 * Deposit addresses beyond their payments: how an account derives them, and what their balances say that no transfer does.
 * Besides, indexes by which what is out of date is found.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
alter table till.accounts
  -- Of the key that signed the challenge; null where none did, and for those that signed before this was kept.
  add column proved_curve text check (proved_curve in ('sr25519', 'ed25519', 'ecdsa')),
  -- How the next deposit address is derived. Only a plain sr25519 key has soft children that somebody can sign for.
  add column deposit_scheme text not null default 'derivative' check (deposit_scheme in ('derivative', 'soft')),
  add constraint accounts_soft_needs_sr25519 check (deposit_scheme = 'derivative' or proved_curve = 'sr25519');

-- The order whose deposit address was compared last; null at the beginning of a round.
create table till.deposit_round (
  only_row boolean primary key default true check (only_row),
  after_created_at timestamptz(3),
  after_id uuid
);
insert into till.deposit_round default values;

-- What came to a deposit address, or left it, without a transfer that says so: a row for each time that was noticed.
create table till.deposit_differences (
  id uuid primary key default gen_random_uuid(),
  merchant_id uuid not null references till.merchants,
  order_id uuid not null references till.orders,
  address text not null,
  -- Id in pallet assets; null for the chain's own token.
  asset text,
  -- The finalized block whose balances were compared.
  height integer not null,
  block_hash text not null,
  -- Transfers in minus out, up to that block, and the balance after it.
  expected numeric not null,
  found numeric(39) not null,
  -- What no earlier row of this address and asset has of the difference; below 0 where balance is missing.
  amount numeric not null check (amount <> 0),
  -- unexplained waits for somebody; a fee that the address paid itself, and dust, are only kept.
  reason text not null check (reason in ('unexplained', 'fee', 'dust')),
  noticed_at timestamptz(3) not null default now(),
  acknowledged_at timestamptz,
  -- Id of the API key.
  acknowledged_by text,
  note text
);
create index deposit_differences_order on till.deposit_differences (order_id);
create index deposit_differences_merchant on till.deposit_differences (merchant_id, noticed_at, id);
create index deposit_differences_waiting on till.deposit_differences (merchant_id, noticed_at, id)
  where reason = 'unexplained' and acknowledged_at is null;

-- What is out of date.
create index sightings_retracted on till.sightings (retracted_at) where retracted_at is not null;
create index idempotency_age on till.idempotency (created_at);

-- Every deposit address in turn.
create index orders_deposit_round on till.orders (created_at, id) where mode = 'address';
`,
    )
    .execute(db);
}
