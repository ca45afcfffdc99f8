/** Events as settlement appends them, of any type and without the orders' own story. */
import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { EventRecord } from '../../src/domain/settlement/outcome.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { appendEvents } from '../../src/store/till/event-log.js';

export interface GivenLogEvent {
  readonly merchantId: string;
  readonly orderId?: string;
  readonly type?: string;
  readonly sequence?: number;
  readonly data?: object;
}

/**
 * Appends in one transaction.
 * @param notify false as if the notification were lost
 * @returns the cursors, as numbers
 */
export async function appendTestEvents(
  till: TillDatabase,
  given: readonly GivenLogEvent[],
  { notify = true } = {},
): Promise<bigint[]> {
  return till.transaction().execute(async (db) => {
    const { cursor, logEpoch } = await db
      .selectFrom('instance')
      .select(['cursor', 'logEpoch'])
      .forUpdate()
      .executeTakeFirstOrThrow();
    const records = given.map((event) => ({
      id: `evt_${randomBytes(20).toString('hex')}`,
      type: 'order.settled',
      orderId: null,
      sequence: null,
      height: 100,
      data: {},
      ...event,
    })) as unknown as EventRecord[];
    const end = await appendEvents(db, { cursor: BigInt(cursor), logEpoch }, records);
    await db
      .updateTable('instance')
      .set({ cursor: String(end) })
      .execute();
    if (notify) await sql`notify chaintill_events`.execute(db);
    return records.map((_, i) => BigInt(cursor) + 1n + BigInt(i));
  });
}
