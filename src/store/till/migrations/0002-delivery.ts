/**
 * How what happened reaches whoever must know: endpoints, the queue of deliveries, channels. A delivery is inserted in the
 * transaction that appends its event; what is due is read from here alone, so nothing waits in memory only.
 */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
-- The gateway's own key pairs, made once: ed25519 signs every webhook, RSA those of dialect liberland.
create table till.gateway_keys (
  kind text primary key check (kind in ('ed25519', 'rsa')),
  public_key text not null,
  -- Encrypted under the key from the environment.
  sealed_private bytea not null,
  created_at timestamptz not null default now()
);

create table till.endpoints (
  id uuid primary key default gen_random_uuid(),
  merchant_id uuid not null references till.merchants,
  -- merchant: set up by it, for its events. orders: a host to which orders of it have webhook URLs of their own; there
  -- is one for each host and dialect.
  kind text not null check (kind in ('merchant', 'orders')),
  -- Of kind orders, only the origin.
  url text not null,
  dialect text not null default 'standard' check (dialect in ('standard', 'liberland', 'gateway')),
  -- Null for all types.
  types text[],
  description text,
  -- Dialect liberland: also in the headers that its shop plugin checks against a key that the shop has set.
  signature_headers boolean not null default false,
  -- Exceptions from the rules of where requests may go: the operator's alone.
  allowed_cidrs text[] not null default '{}',
  allowed_ports integer[] not null default '{}',
  status text not null default 'enabled' check (status in ('enabled', 'disabled', 'deleted')),
  -- Why it is disabled: gone (it answered 410), failing (for days), or who disabled it.
  disabled_reason text check (disabled_reason in ('gone', 'failing', 'merchant', 'operator')),
  disabled_at timestamptz,
  -- The first failure since the last success.
  failing_since timestamptz,
  -- Asked to slow down: nothing is sent until then, and the pause doubles while it lasts.
  paused_until timestamptz,
  pause_ms integer,
  created_at timestamptz(3) not null default now(),
  check ((status = 'disabled') = (disabled_reason is not null and status <> 'deleted'))
);
create unique index endpoints_orders on till.endpoints (merchant_id, url, dialect) where kind = 'orders';
create index endpoints_merchant on till.endpoints (merchant_id, created_at, id);

-- Secrets of HMAC signatures, encrypted. Of an endpoint; or, without one, of the URLs that a merchant's orders bring.
create table till.endpoint_secrets (
  id uuid primary key default gen_random_uuid(),
  merchant_id uuid not null references till.merchants,
  endpoint_id uuid references till.endpoints,
  sealed bytea not null,
  created_at timestamptz not null default now(),
  -- A secret that was replaced signs beside the new one until then; null for the current one.
  expires_at timestamptz
);
create unique index endpoint_secrets_current on till.endpoint_secrets (merchant_id, endpoint_id) nulls not distinct
  where expires_at is null;
create index endpoint_secrets_endpoint on till.endpoint_secrets (merchant_id, endpoint_id);

-- The webhook URL of an order, and the endpoint by which its host is known.
create table till.order_hooks (
  order_id uuid primary key references till.orders,
  endpoint_id uuid not null references till.endpoints,
  url text not null,
  -- It answered 410: no more is sent to it.
  gone_at timestamptz
);

create table till.deliveries (
  id bigint generated always as identity primary key,
  endpoint_id uuid not null references till.endpoints,
  merchant_id uuid not null references till.merchants,
  event_cursor bigint not null references till.events,
  -- Of the event.
  type text not null,
  order_id uuid,
  sequence integer,
  -- An order's own URL; null for the endpoint's.
  url text,
  cause text not null default 'event' check (cause in ('event', 'redelivery', 'recovery', 'test')),
  -- dropped: its endpoint was disabled or deleted, or is gone. exhausted: no attempt is left.
  status text not null default 'pending' check (status in ('pending', 'delivered', 'exhausted', 'dropped')),
  attempts integer not null default 0,
  due_at timestamptz not null default now(),
  -- Held by a notifier until then; lease is what it completes by.
  lease uuid,
  lease_until timestamptz,
  created_at timestamptz(3) not null default now(),
  finished_at timestamptz,
  check ((status = 'pending') = (finished_at is null))
);
-- An event is put out to an endpoint once; what is sent again is asked for.
create unique index deliveries_once on till.deliveries (endpoint_id, event_cursor) where cause = 'event';
create index deliveries_due on till.deliveries (endpoint_id, due_at, id) where status = 'pending';
-- What of an order comes first.
create index deliveries_line on till.deliveries (endpoint_id, order_id, sequence) where status = 'pending';
create index deliveries_leased on till.deliveries (endpoint_id, lease_until) where lease is not null;
create index deliveries_oldest on till.deliveries (created_at) where status = 'pending';
create index deliveries_finished on till.deliveries (finished_at) where finished_at is not null;
-- The log of deliveries is read by time.
create index deliveries_merchant on till.deliveries (merchant_id, created_at, id);
create index deliveries_endpoint on till.deliveries (endpoint_id, created_at, id);
-- What did not get through is rare, and looked for most.
create index deliveries_undelivered on till.deliveries (merchant_id, status, created_at, id) where status <> 'delivered';
create index deliveries_event on till.deliveries (event_cursor);

create table till.delivery_attempts (
  delivery_id bigint not null references till.deliveries on delete cascade,
  -- From 1.
  attempt integer not null,
  started_at timestamptz(3) not null,
  latency_ms integer not null,
  delivered boolean not null,
  -- The answer's HTTP status; null without an answer, and then what went wrong.
  status integer,
  failure text,
  failure_message text,
  request_headers jsonb not null,
  response_headers jsonb,
  -- The first 16 KiB of it.
  response_body text,
  response_truncated boolean not null default false,
  primary key (delivery_id, attempt)
);

-- For one merchant's events of some types.
create index events_merchant_type on till.events (merchant_id, type, cursor);

-- Channels of a merchant's own, for messages to whoever listens.
create table till.channels (
  id uuid primary key default gen_random_uuid(),
  merchant_id uuid not null references till.merchants,
  name text not null,
  -- Whoever has it may listen without a key: 128 random bits.
  token text not null unique,
  -- Of the last message; its row is locked while one is added, so numbers come in the order of commits.
  last_number bigint not null default 0,
  created_at timestamptz not null default now(),
  unique (merchant_id, name)
);
create table till.channel_messages (
  channel_id uuid not null references till.channels,
  number bigint not null,
  body text not null,
  created_at timestamptz not null default now(),
  primary key (channel_id, number)
);
create index channel_messages_age on till.channel_messages (created_at);

-- How far the log was handed on to another system.
create table till.publications (
  name text primary key,
  log_epoch uuid not null,
  cursor bigint not null
);
`,
    )
    .execute(db);
}
