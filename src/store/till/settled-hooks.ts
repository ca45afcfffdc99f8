import { sql } from 'kysely';
import type { Dialect } from '../../domain/webhook/dialect.js';
import type { TillDatabase } from './database.js';

export interface SettledHook {
  readonly merchantId: string;
  /** Our own id of the order. */
  readonly orderId: string;
  /** As `URL` writes it. */
  readonly url: string;
  readonly dialect: Dialect;
}

/**
 * Whether it will be told to exactly this URL, in this dialect, that the order is settled: as the order's own webhook URL, or
 * as that of an endpoint of its merchant. The same choice as `putOut` makes.
 */
export async function isToldWhenSettled(
  till: TillDatabase,
  { merchantId, orderId, url, dialect }: SettledHook,
): Promise<boolean> {
  const { rows } = await sql<{ told: boolean }>`
    select exists (
      select from till.endpoints
      where merchant_id = ${merchantId} and kind = 'merchant' and status = 'enabled' and dialect = ${dialect}
        and (types is null or 'order.settled' = any(types)) and url = ${url}
    ) or exists (
      select from till.order_hooks hook join till.endpoints endpoint on endpoint.id = hook.endpoint_id
      where hook.order_id = ${orderId} and hook.gone_at is null and hook.url = ${url}
        and endpoint.status = 'enabled' and endpoint.dialect = ${dialect}
    ) as told`.execute(till);
  return rows[0]?.told === true;
}
