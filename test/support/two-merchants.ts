/** A gateway with two merchants, where everything that the first says of itself bears a mark. */
import { parseAccount } from '../../src/domain/account.js';
import { revokeApiKey } from '../../src/store/till/api-keys.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, BOB } from './accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from './gateway.js';
import {
  createTestKey,
  createTestMerchant,
  createTestOperator,
  insertTestOrder,
  openTestTill,
  TEST_ACTOR,
  type TestMerchant,
} from './till.js';
import { appendTestEvent } from './webhooks.js';

/** In everything that the first merchant says of itself. */
export const MARK = 'first-merchants-own';
export const ORDER_ID = 'order-1';
export const NONCE = 'ab'.repeat(32);

export interface TwoMerchants {
  readonly index: TestIndex;
  readonly till: TillDatabase;
  readonly gateway: TestGateway;
  /** With Alice's account. */
  readonly first: TestMerchant;
  /** With Bob's account. */
  readonly second: TestMerchant;
  /** The operator's key. */
  readonly operator: string;
  /** Another key of the first merchant's. */
  firstKey(kind: 'revoked' | 'publishable' | 'without scopes'): Promise<string>;
  /** Whatever the first merchant's rows are called by: ids, its account, its order. */
  readonly names: readonly string[];
  /** Every row that is the first merchant's, but for the time at which its keys were used. */
  stateOfFirst(): Promise<string>;
  close(): Promise<void>;
}

export async function openTwoMerchants(): Promise<TwoMerchants> {
  const index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 50 });
  const till = await openTestTill(index.database.url);
  const gateway = await openTestGateway(index.database.url, {
    heads: { genesisHash: `0x${'45'.repeat(32)}` },
  });
  const first = await createTestMerchant(till, { name: MARK, accounts: [ALICE] });
  const second = await createTestMerchant(till, { accounts: [BOB] });
  const operator = await createTestOperator(till);
  const { merchantId } = first;
  await till.updateTable('accounts').set({ name: MARK }).where('merchantId', '=', merchantId).execute();
  await till.updateTable('apiKeys').set({ name: MARK }).where('merchantId', '=', merchantId).execute();
  await insertTestOrder(till, {
    merchantId,
    owner: ALICE,
    orderId: ORDER_ID,
    reference: ORDER_ID,
    description: MARK,
    metadata: JSON.stringify({ note: MARK }),
    publicToken: MARK,
  });
  await till.insertInto('products').values({ merchantId, sku: ORDER_ID, name: MARK, price: '1' }).execute();
  await till
    .insertInto('accountChallenges')
    .values({
      nonce: NONCE,
      merchantId,
      account: parseAccount(ALICE),
      message: MARK,
      expiresAt: new Date(Date.now() + 60_000),
    })
    .execute();
  const { createEndpoint } = await gateway.query<{ createEndpoint: { endpoint: { id: string } } }>(
    `mutation { createEndpoint(input: { url: "https://shop.example/${MARK}", description: "${MARK}" }) { endpoint { id } } }`,
    {},
    first.secretKey,
  );
  await gateway.query(`mutation { createCompany(input: { name: "${MARK}" }) { id } }`, {}, first.secretKey);
  await appendTestEvent(till, { merchantId, type: 'order.expired', data: { note: MARK } });
  const delivery = await till.selectFrom('deliveries').select('id').executeTakeFirstOrThrow();

  return {
    index,
    till,
    gateway,
    first,
    second,
    operator,
    names: [
      merchantId,
      first.secretKey.slice(0, -65),
      ALICE,
      ORDER_ID,
      createEndpoint.endpoint.id,
      delivery.id,
    ],
    async firstKey(kind) {
      if (kind === 'publishable') return createTestKey(till, { merchantId, kind });
      const scopes = kind === 'revoked' ? {} : { scopes: [] };
      const key = await createTestKey(till, { merchantId, kind: 'secret', ...scopes });
      if (kind === 'revoked') {
        await revokeApiKey(till, { id: key.slice(0, -65), merchantId: null }, TEST_ACTOR);
      }
      return key;
    },
    async stateOfFirst() {
      const { rows: tables } = await index.client.query<{ table: string }>(
        `select table_name as table from information_schema.columns
         where table_schema = 'till' and column_name = 'merchant_id' order by 1`,
      );
      const state: unknown[] = [];
      for (const { table } of tables) {
        const { rows } = await index.client.query<{ row: object }>(
          `select to_jsonb(t) - 'last_used_at' as row from till.${table} t where merchant_id = $1 order by 1`,
          [merchantId],
        );
        state.push([table, rows.map(({ row }) => row)]);
      }
      return JSON.stringify(state);
    },
    async close() {
      await gateway.close();
      await till.destroy();
      await index.close();
    },
  };
}
