import { sql } from 'kysely';
import type { TillDatabase, TillTransaction } from '../database.js';

const BATCH = 1_000;

/**
 * Drops what waits for endpoints to which nothing is sent any more, in statements of bounded size. What is under way to
 * them ends first, and is dropped by a later run.
 */
export async function dropUndeliverable(till: TillDatabase): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    select id from till.endpoints endpoint
    where status <> 'enabled'
      and exists (select from till.deliveries where endpoint_id = endpoint.id and status = 'pending')`.execute(
    till,
  );
  for (const { id } of rows) await inBatches(() => dropPending(till, id));
}

/**
 * Drops a first part of what waits for one endpoint, nothing where it is enabled; notifiers send nothing of the rest, and
 * drop it. Waits for no lock.
 * @returns how many were dropped
 */
export async function dropPending(till: TillDatabase | TillTransaction, endpointId: string): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    update till.deliveries set status = 'dropped', finished_at = now(), lease = null, lease_until = null
    where id = any(array(
      select delivery.id from till.deliveries delivery join till.endpoints endpoint on endpoint.id = endpoint_id
      where endpoint_id = ${endpointId} and endpoint.status <> 'enabled' and delivery.status = 'pending'
        and (lease is null or lease_until <= now())
      limit ${BATCH} for update of delivery skip locked
    ))`.execute(till);
  return Number(numAffectedRows);
}

/** An order's own URL is gone: nothing is sent to it any more, and what waits for it is dropped. */
export async function endHook(till: TillDatabase, endpointId: string, orderId: string): Promise<void> {
  await till
    .updateTable('orderHooks')
    .set({ goneAt: sql<Date>`now()` })
    .where('orderId', '=', orderId)
    .where('goneAt', 'is', null)
    .execute();
  await inBatches(async () => {
    const { numAffectedRows = 0n } = await sql`
      update till.deliveries set status = 'dropped', finished_at = now(), lease = null, lease_until = null
      where id = any(array(
        select id from till.deliveries
        where endpoint_id = ${endpointId} and order_id = ${orderId} and url is not null and status = 'pending'
          and (lease is null or lease_until <= now())
        limit ${BATCH} for update skip locked
      ))`.execute(till);
    return Number(numAffectedRows);
  });
}

async function inBatches(batch: () => Promise<number>): Promise<void> {
  while ((await batch()) === BATCH);
}
