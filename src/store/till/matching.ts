/** Which order a transfer of the index belongs to, for the merchant whose order it is. */
import { sql } from 'kysely';
import type { Hex } from '../../domain/hex.js';
import type { Condition } from '../lists/condition.js';
import type { TillDatabase } from './database.js';

/** What decides the order of a transfer. */
export interface TransferKey {
  /** `<blockNumber>-<eventIndex>` */
  readonly id: string;
  readonly toId: Hex;
  readonly reference: string | null;
}

/**
 * The merchant's orders of transfers: the one that a transfer is used for, else the one whose key it has.
 * @returns ids of orders by ids of transfers; transfers without one of this merchant are left out.
 */
export async function matchTransfers(
  till: TillDatabase,
  merchantId: string,
  transfers: readonly TransferKey[],
): Promise<ReadonlyMap<string, string>> {
  if (transfers.length === 0) return new Map();
  const { rows } = await sql<{ transferId: string; orderId: string }>`
    select t.id as transfer_id, coalesce(p.order_id, d.id, r.id) as order_id
    from unnest(
      ${transfers.map(({ id }) => id)}::text[],
      ${transfers.map(({ toId }) => toId)}::text[],
      ${transfers.map(({ reference }) => reference)}::text[]
    ) t (id, payee, reference)
    left join till.payments p
      on p.transfer_id = t.id and p.merchant_id = ${merchantId} and p.use in ('counted', 'held')
    left join till.orders d on d.payee = t.payee and d.mode = 'address' and d.merchant_id = ${merchantId}
    left join till.orders r
      on r.payee = t.payee and r.reference = t.reference and r.mode = 'reference' and r.merchant_id = ${merchantId}
    where coalesce(p.order_id, d.id, r.id) is not null`.execute(till);
  return new Map(rows.map(({ transferId, orderId }) => [transferId, orderId]));
}

/**
 * Transfers to the merchant that have an order of its, or that have none. Left out of both are refunds, and what it moves
 * between accounts of its own. For lists of transfers, by their column `id`.
 */
export function matchedTransfers(merchantId: string, matched: boolean): Condition {
  const has = matched ? sql`is not null` : sql`is null`;
  return {
    kind: 'among',
    column: 'id',
    rows: sql`
      select transfer_id from till.payments
      where merchant_id = ${merchantId} and order_id ${has} and use in ('counted', 'held', 'unmatched')`,
  };
}
