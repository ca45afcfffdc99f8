import { sql } from 'kysely';
import type { TillTransaction } from '../database.js';
import { compareRows, type Compared, type Difference } from './differences.js';
import { countedOrders, ORDER_COLUMNS, ownOrders } from './orders-sql.js';

/** A roll-up that is not what the orders say. */
export interface OrderDifference extends Difference {
  readonly table: 'orders';
  readonly merchantId: string;
}

/**
 * Counts all orders again that are rolled up, and compares; marked quarters are left out, as nobody reads their roll-ups.
 * @param most differences that are told
 */
export async function verifyOrders(db: TillTransaction, most: number): Promise<Compared<OrderDifference>> {
  const until = sql`(select until_quarter from till.metric_order_progress)`;
  await sql`create temporary table metric_orders_recount on commit drop as ${countedOrders(
    sql`till.orders o`,
    sql`o.created_at < to_timestamp(${until}::float8 * 900)`,
  )}`.execute(db);
  const { differences, ...compared } = await compareRows<Omit<OrderDifference, 'table'>>(db, {
    both: sql`(${ownOrders(sql`true`)}) s
      full join (select ${ORDER_COLUMNS} from metric_orders_recount) c using (merchant_id, quarter, asset)`,
    where: sql`not exists (select from till.metric_order_marks m
      where m.merchant_id = coalesce(s.merchant_id, c.merchant_id) and m.quarter = coalesce(s.quarter, c.quarter))`,
    owner: 'merchant_id',
    most,
  });
  return { ...compared, differences: differences.map((row) => ({ table: 'orders', ...row })) };
}
