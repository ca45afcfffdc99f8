/**
 * Schema `till`: what people told us and what we told them. It is never rebuilt, and nothing in it references schema
 * `chain`. Accounts are public keys in lower-case hex, amounts whole numbers of the smallest unit, time on chain blocks.
 * Who writes what is SETTLEMENT 5: the gateway inserts orders and commands, and only the settler changes an order.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
-- Equality of text in an exclusion constraint.
create extension if not exists btree_gist;

-- The one row about this till as a whole. Whoever appends to the log holds its lock until he commits, so cursors are in
-- the order of commits.
create table till.instance (
  only_row boolean primary key default true check (only_row),
  -- Part of every event's id.
  id uuid not null default gen_random_uuid(),
  network text not null,
  genesis_hash text not null,
  -- For a dev chain, whose genesis hash is a placeholder: names that very chain. Else the genesis hash.
  chain_identity text not null,
  -- Everything up to this height is folded; null before the first look at the index.
  settled_height integer,
  -- The newest block with a transfer at or below it, to know the index by again.
  anchor_height integer,
  anchor_hash text,
  -- The tables of schema chain that were compared with till.payments, by their oids.
  chain_generation text,
  -- Fencing: raised by each settler that becomes the leader.
  epoch bigint not null default 0,
  -- Of the last event, and the log's own identity: cursors of another are refused.
  cursor bigint not null default 0,
  log_epoch uuid not null default gen_random_uuid(),
  -- Of the last command that was applied.
  command_ordinal bigint not null default 0,
  state text not null default 'settling' check (state in ('settling', 'unconfirmed', 'rebuilding', 'alarm')),
  state_reason text
);

create table till.merchants (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  -- Whether paymentStatus answers for its accounts without an order (SETTLEMENT 24).
  allows_unregistered boolean not null default false,
  created_at timestamptz not null default now()
);

create table till.api_keys (
  -- The part of the key's text that is no secret.
  id text primary key,
  -- SHA-256 of the whole text.
  hash bytea not null,
  -- Null for the operator's.
  merchant_id uuid references till.merchants,
  kind text not null check (kind in ('secret', 'read', 'admin')),
  name text not null,
  scopes text[] not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_at timestamptz,
  check ((kind = 'admin') = (merchant_id is null))
);
create index on till.api_keys (merchant_id, created_at);

-- Who owned which payee account, in blocks: from_height is the first of them, to_height the first that is not.
create table till.accounts (
  id uuid primary key default gen_random_uuid(),
  account text not null,
  merchant_id uuid not null references till.merchants,
  name text,
  from_height integer not null,
  to_height integer,
  proved_by text not null check (proved_by in ('operator', 'signature')),
  created_at timestamptz not null default now(),
  -- Deposit addresses: the path below the account that the next index is appended to, random for this instance, and the
  -- text of the remark by which its owner shows that it can dispatch asDerivative (null until asked for).
  deposit_branch integer[],
  deposit_next integer not null default 0,
  deposit_proof text,
  deposit_enabled_at timestamptz,
  check (to_height is null or to_height >= from_height),
  exclude using gist (account with =, int4range(from_height, to_height, '[)') with &&)
);
create unique index on till.accounts (account) where to_height is null;
create index on till.accounts (account, from_height);
create index on till.accounts (merchant_id);

create table till.account_challenges (
  nonce text primary key,
  merchant_id uuid not null references till.merchants,
  account text not null,
  message text not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table till.orders (
  id uuid primary key default gen_random_uuid(),
  merchant_id uuid not null references till.merchants,
  -- The merchant's own name for it.
  order_id text not null,
  mode text not null check (mode in ('reference', 'address')),
  -- The account that the buyer pays: the merchant's, or a deposit address of this order alone.
  payee text not null,
  -- The merchant's account.
  owner text not null,
  -- What the payer's remark must name; null in address mode.
  reference text check ((reference is null) = (mode = 'address')),
  deposit_scheme text check (deposit_scheme in ('derivative', 'soft')),
  deposit_path integer[],
  -- Id in pallet assets; null for the chain's own token.
  asset text,
  amount numeric(39) not null check (amount > 0),
  -- The amount less the tolerance: what settles it.
  minimum numeric(39) not null check (minimum > 0 and minimum <= amount),
  tolerance_bp integer not null default 0,
  -- Payments below this are summed, but change nothing.
  dust numeric(39) not null default 0,
  -- First and last block whose payments are on time.
  window_from integer not null,
  expiry_height integer not null check (expiry_height >= window_from),
  late_policy text not null check (late_policy in ('hold', 'accept')),
  late_blocks integer not null default 0 check (late_blocks >= 0),
  description text,
  metadata jsonb,
  success_url text,
  failure_url text,
  webhook_url text,
  -- SHA-256 of the terms as they were sent: what "the same terms" compares.
  terms_digest bytea not null,
  -- The indexed height at registration.
  registered_height integer not null,
  -- In milliseconds, as its readers have it: lists page by it.
  created_at timestamptz(3) not null default now(),
  -- Names it in public links: 128 random bits or more.
  public_token text not null unique,

  -- Below, the settler's.
  status text not null default 'open' check (status in ('open', 'settled', 'expired', 'canceled', 'invalid')),
  -- What counts towards the amount, and what was sent in its asset but does not count (late, canceled ...).
  received numeric(39) not null default 0,
  held numeric(39) not null default 0,
  amount_state text not null generated always as (
    case when received = 0 then 'none' when received < minimum then 'under' when received <= amount then 'exact'
    else 'over' end) stored,
  payment_count integer not null default 0,
  flags text[] not null default '{}',
  refunded numeric(39) not null default 0,
  refund_state text not null default 'none' check (refund_state in ('none', 'pending', 'partial', 'full')),
  -- Height of the last input; null until the settler has taken it up.
  applied_height integer,
  -- Height of the input that settled it.
  settled_height integer,
  -- Of its last event.
  sequence integer not null default 0,
  -- Set aside: folding or storing it fails, with what the error said. Nothing more is applied until it is cleared.
  set_aside text,
  unique (merchant_id, order_id)
);
create unique index orders_reference_key on till.orders (payee, reference) where mode = 'reference';
create unique index orders_address_key on till.orders (payee) where mode = 'address';
create index orders_open_expiry on till.orders (expiry_height) where status = 'open';
create index orders_set_aside on till.orders (id) where set_aside is not null;
create index orders_merchant_created on till.orders (merchant_id, created_at, id);
create index orders_merchant_status on till.orders (merchant_id, status, created_at, id);
create index orders_owner on till.orders (owner, created_at, id);
-- For sweeping deposit addresses.
create index orders_deposits on till.orders (owner, created_at, id) where mode = 'address';
-- For lists of what is rare among a merchant's orders.
create index orders_merchant_flagged on till.orders (merchant_id, created_at, id) where flags <> '{}';
create index orders_merchant_unequal on till.orders (merchant_id, amount_state, created_at, id)
  where amount_state in ('under', 'over');
create index orders_merchant_refund on till.orders (merchant_id, refund_state, created_at, id)
  where refund_state <> 'none';
-- For the inbox: which order may be meant.
create index orders_open_amount on till.orders (owner, amount, created_at) where status = 'open';

-- The database refuses what the transition table does not have, whoever asks.
create function till.check_order_change() returns trigger language plpgsql as $$
begin
  if row(new.id, new.merchant_id, new.order_id, new.mode, new.payee, new.owner, new.reference, new.asset, new.amount,
         new.minimum, new.window_from, new.expiry_height, new.late_policy, new.late_blocks, new.registered_height)
     is distinct from
     row(old.id, old.merchant_id, old.order_id, old.mode, old.payee, old.owner, old.reference, old.asset, old.amount,
         old.minimum, old.window_from, old.expiry_height, old.late_policy, old.late_blocks, old.registered_height) then
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
create trigger order_change before update on till.orders for each row execute function till.check_order_change();

-- The order log: what people asked for, applied by the settler in one order with what the chain says.
create table till.commands (
  id uuid primary key default gen_random_uuid(),
  kind text not null,
  merchant_id uuid not null references till.merchants,
  order_id uuid references till.orders,
  payload jsonb not null default '{}',
  -- Id of the API key, or what else acted.
  actor text not null,
  created_at timestamptz not null default clock_timestamp(),
  -- The settled height at which it took effect, and its place among all that did.
  applied_height integer,
  ordinal bigint,
  outcome text check (outcome in ('applied', 'refused')),
  refusal_code text,
  refusal_message text,
  check ((applied_height is null) = (outcome is null))
);
create index commands_waiting on till.commands (created_at, id) where applied_height is null;
create index commands_order on till.commands (order_id);

-- Copies of the transfers that concern a merchant, and what each is used for. Folds read only this.
create table till.payments (
  -- <blockNumber>-<eventIndex>: the id of the Transfer or AssetTransfer.
  transfer_id text primary key,
  block_number integer not null,
  event_index integer not null,
  block_hash text not null,
  extrinsic_index integer,
  extrinsic_hash text,
  block_time timestamptz,
  from_account text not null,
  to_account text not null,
  -- The one who signed, where that is known: who a refund is for, unless he acts for others.
  signer text,
  call_path text,
  asset text,
  value numeric(39) not null,
  reference text,
  remark text,
  pairing text not null,
  -- The receiving merchant's.
  merchant_id uuid not null references till.merchants,
  order_id uuid references till.orders,
  use text not null check (use in ('counted', 'held', 'unmatched', 'internal', 'refund')),
  -- Why it is held or unmatched.
  reason text,
  -- The settled height at which it was taken up.
  applied_height integer not null,
  -- Money that waits for somebody's decision: the inbox. Null once decided, or where there is nothing to decide.
  inbox text check (inbox in ('waiting', 'refunding')),
  resolved text check (resolved in ('assigned', 'refunded', 'dismissed'))
);
create index payments_order on till.payments (order_id, block_number, event_index);
create index payments_inbox on till.payments (merchant_id, block_number, event_index) where inbox is not null;
create index payments_merchant on till.payments (merchant_id, block_number, event_index);
create index payments_from on till.payments (from_account, block_number);

create function till.check_payment_change() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or
     row(new.transfer_id, new.block_number, new.event_index, new.block_hash, new.from_account, new.to_account, new.asset,
         new.value, new.reference, new.merchant_id)
     is distinct from
     row(old.transfer_id, old.block_number, old.event_index, old.block_hash, old.from_account, old.to_account, old.asset,
         old.value, old.reference, old.merchant_id) then
    raise exception 'payment % is a fact and cannot change', old.transfer_id using errcode = 'CT003';
  end if;
  return new;
end $$;
create trigger payment_change before update or delete on till.payments
  for each row execute function till.check_payment_change();

-- Transfers seen in best blocks, above finality: hints, for orders that wait. Retracted ones stay, to be told of.
create table till.sightings (
  block_hash text not null,
  event_index integer not null,
  block_number integer not null,
  order_id uuid not null references till.orders,
  extrinsic_hash text,
  block_time timestamptz,
  from_account text not null,
  asset text,
  value numeric(39) not null,
  seen_at timestamptz not null default now(),
  retracted_at timestamptz,
  primary key (block_hash, event_index)
);
create index sightings_order on till.sightings (order_id);
create index sightings_height on till.sightings (block_number) where retracted_at is null;

create table till.refunds (
  id uuid primary key default gen_random_uuid(),
  merchant_id uuid not null references till.merchants,
  -- The payment that is given back, and its order if it has one.
  transfer_id text not null references till.payments,
  order_id uuid references till.orders,
  -- From one of the merchant's accounts, to this one.
  payer text not null,
  destination text not null,
  asset text,
  amount numeric(39) not null check (amount > 0),
  -- What the refund's remark names: reserved and unguessable.
  reference text not null unique,
  paid numeric(39) not null default 0,
  status text not null default 'open' check (status in ('open', 'done', 'canceled')),
  created_at timestamptz(3) not null default now(),
  actor text not null,
  done_height integer
);
-- One open refund for a payment.
create unique index refunds_open on till.refunds (transfer_id) where status = 'open';
create index refunds_merchant on till.refunds (merchant_id, created_at, id);
create index refunds_order on till.refunds (order_id);

-- The one log of what happened, appended in the transaction that made it happen.
create table till.events (
  cursor bigint primary key,
  -- Derived from its subject and cause: a re-index or a restart cannot change it.
  id text not null unique,
  type text not null,
  merchant_id uuid not null references till.merchants,
  order_id uuid references till.orders,
  -- Among the events of its order, from 1.
  sequence integer,
  -- The settled height at which it was appended; a hint's is the height of its block.
  height integer,
  -- Hints (detected, retracted) are outside any replay.
  hint boolean not null default false,
  created_at timestamptz not null default now(),
  -- JSON, in the very bytes that are sent.
  body text not null
);
create index events_order on till.events (order_id, sequence);
create index events_merchant on till.events (merchant_id, cursor);

create table till.audit_log (
  id bigint generated always as identity primary key,
  at timestamptz not null default clock_timestamp(),
  merchant_id uuid references till.merchants,
  -- Id of an API key, 'operator', or 'settlement'.
  actor text not null,
  -- As order.cancel, key.create, order.settled.
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  before jsonb,
  after jsonb,
  request_id text
);
create index audit_log_merchant on till.audit_log (merchant_id, id);
create index audit_log_subject on till.audit_log (subject_kind, subject_id, id);

create table till.idempotency (
  merchant_id uuid not null references till.merchants,
  route text not null,
  key text not null,
  request_digest bytea not null,
  status integer,
  answer text,
  created_at timestamptz not null default now(),
  primary key (merchant_id, route, key)
);

-- One wake-up for each flush of the indexer; the trigger on chain._metadata is made again whenever it is gone.
create function till.wake_settler() returns trigger language plpgsql as $$
begin
  notify chaintill_settle;
  return null;
end $$;
create trigger command_wake after insert on till.commands for each statement execute function till.wake_settler();
`,
    )
    .execute(db);
}
