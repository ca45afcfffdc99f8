import type { TillDatabase } from '../../src/store/till/database.js';

/** What settlement wrote of payments and events, in one order, to hold two runs against each other. */
export async function settledRows(till: TillDatabase) {
  return {
    payments: await till
      .selectFrom('payments')
      .select(['transferId', 'use', 'reason', 'inbox', 'orderId', 'value'])
      .orderBy('blockNumber')
      .orderBy('eventIndex')
      .execute(),
    events: await till
      .selectFrom('events')
      .select(['id', 'type', 'orderId', 'sequence', 'height'])
      .where('orderId', 'is not', null)
      .orderBy('orderId')
      .orderBy('sequence')
      .execute(),
  };
}
