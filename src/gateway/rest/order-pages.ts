import type { Condition } from '../../store/lists/condition.js';
import type { Direction, Key } from '../../store/lists/order.js';
import type { TillDatabase } from '../../store/till/database.js';
import { listOrders } from '../../store/till/order-lists.js';
import type { OrderReading } from '../../store/till/order-reading.js';
import { ORDERS } from './order-reads.js';
import { nextKey, pageOf } from './page.js';

/** All orders of a merchant that meet a condition, as many at a time as a page takes; oldest first unless told. */
export async function* orderPages(
  till: TillDatabase,
  merchantId: string,
  where: Condition,
  direction: Direction = 'asc',
): AsyncGenerator<readonly OrderReading[]> {
  const page = pageOf(ORDERS, { kind: 'all', of: [where, untilNow()] }, direction);
  let after: Key | null = null;
  do {
    const read = await listOrders(till, merchantId, { ...page, after });
    yield read.rows;
    after = nextKey(read, page);
  } while (after !== null);
}

/** What is registered while the file is written is not in it: else a busy shop's would not end. */
function untilNow(): Condition {
  return { kind: 'compare', column: 'createdAt', comparator: '<=', value: new Date().toISOString() };
}
