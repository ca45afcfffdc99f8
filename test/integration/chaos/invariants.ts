/** What must hold of an instance after whatever was done to it: as after a clean run, without a gap, told once. */
import type { TillDatabase } from '../../../src/store/till/database.js';
import type { ChaosReport } from '../../support/chaos-report.js';
import { createTestSettlement, insertAccount } from '../../support/settlement.js';
import { settledRows } from '../../support/settled-rows.js';
import { until } from '../../support/processes.js';
import { PAYEE, type Instance } from './instance.js';
import type { Trade } from './trade.js';

/** What a shop asked for, and nothing that settlement made of it. */
const TERMS = [
  'id',
  'orderId',
  'mode',
  'payee',
  'owner',
  'reference',
  'amount',
  'minimum',
  'toleranceBp',
  'dust',
  'windowFrom',
  'expiryHeight',
  'latePolicy',
  'lateBlocks',
  'termsDigest',
  'registeredHeight',
  'publicToken',
] as const;

export async function expectInvariants(
  { till, receiver }: Instance,
  { told }: Trade,
  report: ChaosReport,
): Promise<void> {
  const stored = await till.selectFrom('orders').select(['id', 'orderId']).execute();
  expect(new Map(stored.map(({ id, orderId }) => [orderId, id]))).toEqual(told);
  report.held('orders that a gateway said it has are there, and no others', told.size);

  const state = await stateOf(till);
  const clean = await cleanRun(till);
  expect(state.orders).toEqual(clean.orders);
  expect(state.payments).toEqual(clean.payments);
  expect(state.events).toEqual(clean.events);
  report.held('orders as in a clean run', state.orders.length);
  report.held('events as in a clean run', state.events.length);

  const log = await till.selectFrom('events').selectAll().orderBy('cursor').execute();
  expect(log.map(({ cursor }) => Number(cursor))).toEqual(log.map((_, i) => i + 1));
  const sequences = new Map<string, number>();
  for (const { orderId, sequence } of log) {
    if (orderId === null) continue;
    const next = (sequences.get(orderId) ?? 0) + 1;
    expect(sequence).toBe(next);
    sequences.set(orderId, next);
  }
  report.held('events in the log without a gap', log.length);

  const bodies = new Map(log.map(({ id, body }) => [id, body]));
  await until(
    `all ${log.length} webhooks have arrived`,
    () => new Set(receiver.receipts.map(({ id }) => id)).size >= log.length,
    2 * 60_000,
  );
  for (const { id, body } of receiver.receipts) expect(body).toBe(bodies.get(id));
  report.held('webhooks arrived in the bytes of the log', log.length);
}

async function stateOf(till: TillDatabase) {
  return {
    orders: await till
      .selectFrom('orders')
      .select(['orderId', 'status', 'amountState', 'received', 'held', 'paymentCount', 'flags'])
      .select(['settledHeight', 'sequence', 'setAside'])
      .orderBy('orderId')
      .execute(),
    ...(await settledRows(till)),
  };
}

/** The same orders and the same index, settled in one go by a till that nobody disturbs. */
async function cleanRun(till: TillDatabase): ReturnType<typeof stateOf> {
  const clean = await createTestSettlement();
  try {
    const transfers = await till
      .withSchema('chain')
      .selectFrom('transfers' as never)
      .selectAll()
      .execute();
    await clean.index.insertTransfers(transfers);
    const instance = await till
      .selectFrom('instance')
      .select(['id', 'settledHeight'])
      .executeTakeFirstOrThrow();
    await clean.till.updateTable('instance').set({ id: instance.id }).execute();
    const merchantId = await clean.merchant();
    await insertAccount(clean.till, merchantId, PAYEE);
    await clean.settle();
    for (const terms of await till.selectFrom('orders').select(TERMS).execute()) {
      await clean.till
        .insertInto('orders')
        .values({ ...terms, merchantId })
        .execute();
      await clean.command('register', merchantId, terms.id);
    }
    await clean.index.setMetadata({ lastProcessedHeight: instance.settledHeight });
    await clean.settle();
    return await stateOf(clean.till);
  } finally {
    await clean.close();
  }
}
