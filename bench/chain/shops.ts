/** Companies of the benchmark's chain, and the orders of a merchant on it, as they are long after. */
import { sql } from 'kysely';
import type { TillDatabase } from '../../src/store/till/database.js';
import { createTestMerchant } from '../../test/support/till.js';
import { payee } from './fill.js';
import { BLOCKS, COMPANY, GIANT, MOVED, MOVED_COMPANY, SHOP, SHOP_COMPANY, SIDE, START } from './names.js';

const HALF = BLOCKS / 2;

/** The three that the benchmark asks for, one that MOVED went to, and `small` with one or two quiet accounts each. */
export function fillCompaniesSql(small: number): string {
  const quiet = (n: string): string => payee(`(${n})`);
  return `
    insert into chain.company_addresses (id, company_id, account_id, role, from_block, until_block)
    select c || '-' || f || '-' || r || '-' || a, c, a, r, f, u from (values
      ('${COMPANY}', '${GIANT}', 'owner', 1, null::int), ('${COMPANY}', '${SIDE}', 'payment', ${HALF}, null),
      ('${COMPANY}', ${quiet('10')}, 'payment', 1, null), ('${COMPANY}', ${quiet('20')}, 'payment', 1, ${HALF}),
      ('${COMPANY}', ${quiet('30')}, 'payment', 1000, null), ('${SHOP_COMPANY}', '${SHOP}', 'owner', 1, null),
      ('${MOVED_COMPANY}', '${MOVED}', 'owner', 1, ${HALF}), ('${MOVED_COMPANY}', ${quiet('40')}, 'payment', ${HALF}, null),
      ('0-4', '${MOVED}', 'owner', ${HALF}, null)
    ) s (c, a, r, f, u)
    union all
    select '0-' || n || '-' || f || '-owner-' || a, '0-' || n, a, 'owner', f, null from (
      select n, ${quiet('n * 31 % 99000 + 100')} as a, 1 + n * 500 % ${HALF} as f from generate_series(10, ${9 + small}) n) s
    union all
    select '0-' || n || '-' || f || '-payment-' || a, '0-' || n, a, 'payment', f, f + ${HALF} from (
      select n, ${quiet('n * 17 % 99000 + 101')} as a, 1 + n * 700 % ${HALF} as f from generate_series(10, ${9 + small}, 2) n) s;
    insert into chain.companies (id, registry_index, entity_id, status, name, version_id, open_addresses, first_block, block_number)
    select id, 0, split_part(id, '-', 2)::int, 'approved', 'Company ' || id, '', '', 1, 1
    from (select distinct company_id as id from chain.company_addresses) c`;
}

/** A merchant whose account is SHOP, and its orders, `order-0` and so on: most of them settled. @returns its id */
export async function fillOrders(till: TillDatabase, orders: number): Promise<string> {
  const { merchantId } = await createTestMerchant(till, { name: 'Bench', accounts: [SHOP] });
  await sql`
    insert into till.orders (merchant_id, order_id, mode, payee, owner, reference, amount, minimum, window_from, expiry_height,
      late_policy, terms_digest, registered_height, created_at, public_token, status, received, payment_count, flags,
      applied_height, settled_height)
    select ${merchantId}, 'order-' || k, 'reference', ${SHOP}, ${SHOP}, 'order-' || k, 1000, 1000, block, block + 100, 'hold',
      '\\x00', block, to_timestamp(${START / 1_000}::float8 + block * 6), 'token-' || k,
      case when k % 20 = 0 then 'open' when k % 20 < 3 then 'expired' else 'settled' end,
      case when k % 20 < 3 then 0 when k % 50 = 3 then 2000 else 1000 end, (k % 20 >= 3)::int,
      case when k % 40 = 7 then array['late'] else '{}'::text[] end, block + 20, case when k % 20 >= 3 then block + 20 end
    from (select k, 1 + (k::bigint * ${BLOCKS - 200} / ${orders}::int)::int as block from generate_series(0, ${orders}::int - 1) k) o`.execute(
    till,
  );
  await sql`
    insert into till.payments (transfer_id, block_number, event_index, block_hash, from_account, to_account, value, reference,
      pairing, merchant_id, order_id, use, applied_height, block_time)
    select id::text, settled_height, 1, '0x', '0x', payee, received, reference, 'paired', merchant_id, id, 'counted', settled_height,
      created_at + interval '70 seconds'
    from till.orders where status = 'settled'`.execute(till);
  await sql`vacuum analyze till.orders, till.payments`.execute(till);
  return merchantId;
}

/** When payers of the orders saw them, paid and were told. */
export async function fillOrderTimes(till: TillDatabase): Promise<void> {
  await sql`
    insert into till.events (cursor, id, type, merchant_id, order_id, sequence, height, created_at, body)
    select row_number() over (order by created_at), id::text, 'order.settled', merchant_id, id, 1, settled_height,
      created_at + interval '90 seconds', '{}'
    from till.orders where status = 'settled'`.execute(till);
  await sql`
    insert into till.checkout_steps (order_id, step, first_at)
    select id, step, created_at from till.orders cross join (values ('viewed'), ('signed')) s (step)
    where payment_count = 1`.execute(till);
  await sql`vacuum analyze till.events, till.checkout_steps`.execute(till);
}
