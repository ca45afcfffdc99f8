/** What is out of date is removed, and nothing else. */
import { randomUUID } from 'node:crypto';
import { startPruner } from '../../src/settlement/pruner.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE } from '../support/accounts.js';
import { createTestIndex, silent, type TestIndex } from '../support/gateway.js';
import { eventually } from '../support/stub-node.js';
import { insertSightings } from '../support/till-rows.js';
import { createTestMerchant, insertTestOrder, openTestTill } from '../support/till.js';

const HOUR = 3_600_000;

let index: TestIndex;
let till: TillDatabase;
let merchantId: string;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  ({ merchantId } = await createTestMerchant(till, { accounts: [ALICE] }));
});
afterAll(async () => {
  await till.destroy();
  await index.close();
});

const ago = (hours: number): Date => new Date(Date.now() - hours * HOUR);

async function keepKeys(keys: readonly string[], createdAt: Date): Promise<void> {
  const rows = keys.map((key) => ({
    merchantId,
    route: 'POST /v1/orders',
    key,
    requestDigest: Buffer.alloc(32),
    createdAt,
  }));
  await till.insertInto('idempotency').values(rows).execute();
}

it('removes old answers and old retracted sightings, however many there are', async () => {
  const orderId = randomUUID();
  await insertTestOrder(till, { id: orderId, merchantId, owner: ALICE });
  await insertSightings(till, [
    { orderId, blockNumber: 1, retractedAt: ago(25) },
    { orderId, blockNumber: 2, retractedAt: ago(23) },
    { orderId, blockNumber: 3, seenAt: ago(99) },
  ]);
  await keepKeys(
    Array.from({ length: 2_500 }, (_, i) => `old-${i}`),
    ago(25),
  );
  await keepKeys(['new'], ago(23));
  const pruner = startPruner(till, silent);
  try {
    await eventually(async () => {
      const keys = await till.selectFrom('idempotency').select('key').execute();
      expect(keys).toEqual([{ key: 'new' }]);
    });
    const sightings = await till
      .selectFrom('sightings')
      .select('blockNumber')
      .orderBy('blockNumber')
      .execute();
    expect(sightings).toEqual([{ blockNumber: 2 }, { blockNumber: 3 }]);
  } finally {
    await pruner.close();
  }
});
