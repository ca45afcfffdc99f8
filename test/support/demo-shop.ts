/** The demo shop on a gateway over a real Postgres, with settlement and a notifier, and payments as the index writes them. */
import { BOB } from '../../src/chain/dev/accounts.js';
import { demoShop } from '../../src/cli/start/demo-shop.js';
import { notationOf } from '../../src/domain/events/notation.js';
import { openDevMerchant } from '../../src/gateway/auth/dev-merchant.js';
import { startNotifier } from '../../src/notify/start.js';
import { startSettler } from '../../src/settlement/settler.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE } from './accounts.js';
import { createTestIndex, openTestGateway, silent, TEST_SECRET_KEY, type TestGateway } from './gateway.js';
import { network } from './network.js';
import { payment } from './settlement.js';
import { insertSightings } from './till-rows.js';
import { openTestTill } from './till.js';

/** Everybody knows it. */
export const DEV_KEY = 'sk_dev_chaintill';

export interface DemoTill {
  readonly till: TillDatabase;
  readonly gateway: TestGateway;
  /** Of the shop. */
  readonly url: string;
  buy(product?: string, language?: string): Promise<{ readonly orderId: string; readonly payUrl: string }>;
  /** Indexes a block with a payment of an order in full. */
  pay(orderId: string): Promise<void>;
  /** Shows a payment of an order in a best block. */
  see(orderId: string): Promise<void>;
  close(): Promise<void>;
}

/** @param notifies false as if no webhook came */
export async function openDemoTill({ notifies = true } = {}): Promise<DemoTill> {
  const index = await createTestIndex();
  const { url: databaseUrl } = index.database;
  const till = await openTestTill(databaseUrl);
  let height = 1_000;
  await index.setMetadata({ lastProcessedHeight: height });
  await openDevMerchant(till, BOB.publicKey);
  const gateway = await openTestGateway(databaseUrl, {
    dev: true,
    heads: { best: height + 2 },
    extensions: [demoShop({ publicUrl: null }, network)],
  });
  const common = { databaseUrl, chainIdentity: 'test', log: silent };
  const settler = startSettler({
    ...common,
    schema: 'chain',
    dustOf: () => 0n,
    notation: notationOf(network),
  });
  const notifier = notifies ? startNotifier({ ...common, network, secretKey: TEST_SECRET_KEY }) : null;
  const url = `${gateway.url}/demo`;

  const orderOf = (orderId: string) =>
    till.selectFrom('orders').selectAll().where('orderId', '=', orderId).executeTakeFirstOrThrow();

  return {
    till,
    gateway,
    url,
    async buy(product = 'coffee', language = 'en') {
      const response = await fetch(`${url}/purchases`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ product, language }),
      });
      if (response.status !== 201) throw new Error(await response.text());
      return (await response.json()) as { orderId: string; payUrl: string };
    },
    async pay(orderId) {
      const { amount, reference } = await orderOf(orderId);
      height += 1;
      const row = payment(BOB.publicKey, BigInt(amount), reference, { blockNumber: height, fromId: ALICE });
      await index.insertTransfers([row]);
      await index.setMetadata({ lastProcessedHeight: height });
    },
    async see(orderId) {
      const { id, amount } = await orderOf(orderId);
      await insertSightings(till, [{ orderId: id, value: amount, blockNumber: height + 1 }]);
    },
    async close() {
      await Promise.all([settler.close(), notifier?.close()]);
      await gateway.close();
      await till.destroy();
      await index.close();
    },
  };
}
