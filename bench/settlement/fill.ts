import { sql } from 'kysely';
import type { TillDatabase } from '../../src/store/till/database.js';

export const PAYEE = `0x${'b0'.repeat(32)}`;
const PAYER = `0x${'a1'.repeat(32)}`;
const WEEK_OF_BLOCKS = 100_000;

/** Adds open orders `from` to `to`, as registered long ago; their payments name them by number. */
export async function addOpenOrders(till: TillDatabase, from: number, to: number): Promise<void> {
  await sql`
    insert into till.orders (merchant_id, order_id, mode, payee, owner, reference, amount, minimum, window_from,
      expiry_height, late_policy, terms_digest, registered_height, public_token, applied_height)
    select m.id, 'order-' || n, 'reference', ${PAYEE}, ${PAYEE}, 'order-' || n, 1000, 1000, 0,
      ${WEEK_OF_BLOCKS} + n % 50000, 'hold', '\\x00', 0, 'token-' || n, 0
    from till.merchants m, generate_series(${from}::int, ${to}::int) n`.execute(till);
  await sql`vacuum analyze till.orders`.execute(till);
}

/** Indexes one block with payments to orders `from` on, one each. */
export async function addBlock(
  till: TillDatabase,
  height: number,
  from: number,
  payments: number,
): Promise<void> {
  await sql`
    insert into chain.transfers (id, from_id, to_id, value, reference, pairing, block_id, block_number, event_index,
      extrinsic_index, extrinsic_hash)
    select ${height} || '-' || n, ${PAYER}, ${PAYEE}, 1000, 'order-' || (${from}::int + n), 'paired',
      '0x' || lpad(to_hex(${height}::int), 64, '0'), ${height}::int, n, n, '0x' || md5(${height} || '/' || n)
    from generate_series(0, ${payments}::int - 1) n`.execute(till);
  await sql`
    insert into chain._metadata values ('lastProcessedHeight', to_jsonb(${height}::int), now(), now())
    on conflict (key) do update set value = excluded.value`.execute(till);
}
