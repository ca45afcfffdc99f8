/** Checkout sessions: what a merchant who works with them is told of an order besides the order itself. */
import { sql, type Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await sql
    .raw(
      `
-- One for each order that was registered as a session. It has no status: that is the order's.
create table till.checkout_sessions (
  -- Of 128 random bits; without the merchant's key it opens nothing.
  id text primary key check (id ~ '^cs_[0-9a-f]{32}$'),
  merchant_id uuid not null references till.merchants,
  order_id uuid not null unique references till.orders,
  -- The merchant's own, of a cart or a customer; several sessions may have the same.
  client_reference_id text,
  -- As they were sent; null for none. Their sum is the order's amount.
  line_items jsonb,
  -- When the last block whose payments are on time was expected. Blocks decide.
  expires_at timestamptz(3) not null,
  -- The order's.
  created_at timestamptz(3) not null
);
create index checkout_sessions_merchant on till.checkout_sessions (merchant_id, created_at, order_id);
create index checkout_sessions_client_reference
  on till.checkout_sessions (merchant_id, client_reference_id, created_at, order_id)
  where client_reference_id is not null;
`,
    )
    .execute(db);
}
