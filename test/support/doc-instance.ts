/** A gateway as the pages find it on a dev chain, with its known keys and a settler, where the pages' examples are true. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { ChainView } from '../../src/chain/chain-view.js';
import type { Rpc } from '../../src/chain/rpc.js';
import { parseAccount } from '../../src/domain/account.js';
import { notationOf } from '../../src/domain/events/notation.js';
import { openDevMerchant } from '../../src/gateway/auth/dev-merchant.js';
import { tellHints } from '../../src/store/till/settling/hints.js';
import { rollUp } from '../../src/store/till/metrics/roll-up.js';
import { recordSightings } from '../../src/store/till/sightings.js';
import { ALICE, BOB } from './accounts.js';
import { GENESIS } from './chain-view.js';
import { insertCompany, registrationOf } from './companies.js';
import { insertFailedPayments } from './failed-payments.js';
import { openTestGateway, type TestGateway } from './gateway.js';
import { network } from './network.js';
import { createTestSettlement, payment, type TestSettlement } from './settlement.js';

/** Where the pages find the gateway, and its keys on a dev chain. */
export const WRITTEN_URL = 'http://127.0.0.1:4000';
export const SECRET_KEY = 'sk_dev_chaintill';
export const READ_KEY = 'rk_dev_chaintill';
/** Of the merchant that has them. */
export const MERCHANT_ID = '00000000-0000-4000-8000-000000000001';
/** What a merchant's id is in the pages. */
export const WRITTEN_MERCHANT = '7b0c2a52-5a2f-4c3e-9d57-3f0e7a1d9c11';

/** Above the blocks that the pages name. */
const HEIGHT = 13_000;

export interface DocInstance {
  readonly world: TestSettlement;
  readonly gateway: TestGateway;
  /** With which block the index is at first. */
  begin(height?: number): Promise<void>;
  register(order: object): Promise<{ readonly orderId: string; readonly publicToken: string }>;
  /** Pays an order as its payer would, in the next block; its transfer is first seen in a best block. */
  pay(orderId: string, value: bigint, eventIndex?: number): Promise<void>;
  /** Has registered company 17, whose owner is the merchant, with a history and a failed payment. */
  addCompany(): Promise<void>;
  /** Settles, and counts what was settled. */
  settle(): Promise<void>;
  /** Settles again and again while something is waited for. */
  settleWhile<T>(waiting: Promise<T>): Promise<T>;
  /** Takes out all orders, products, endpoints and companies of the merchant. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

/** A node that has dropped every block. */
const forgetful = { request: () => Promise.resolve(null) } as unknown as Rpc;

export async function openDocInstance(): Promise<DocInstance> {
  const world = await createTestSettlement();
  const profile = {
    ...network,
    native: { symbol: 'ROC', name: 'Rococo', decimals: 12, existentialDeposit: '3333333' },
  };
  await openDevMerchant(world.till, parseAccount(BOB));
  const { till, index } = world;
  await till.updateTable('instance').set({ genesisHash: GENESIS, chainIdentity: GENESIS }).execute();
  await till.updateTable('accounts').set({ provedBy: 'signature', provedCurve: 'sr25519' }).execute();
  const gateway = await openTestGateway(index.database.url, {
    dev: true,
    network: profile,
    heads: { genesisHash: GENESIS },
    chainView: () => Promise.resolve({ rpc: forgetful } as ChainView),
  });
  let height = 0;

  async function settle(): Promise<void> {
    await world.settle();
    while ((await rollUp(till, { schema: 'chain', most: 10_000 })).more);
  }

  async function nextBlock(transfers: Parameters<TestSettlement['block']>[1] = []): Promise<void> {
    height += 1;
    await world.block(height, transfers);
    await settle();
  }

  return {
    world,
    gateway,
    async begin(from = HEIGHT) {
      height = from;
      await world.block(height);
      await settle();
    },
    async register(order) {
      const response = await fetch(`${gateway.url}/v1/orders`, {
        method: 'POST',
        headers: { authorization: `Bearer ${SECRET_KEY}`, 'content-type': 'application/json' },
        body: JSON.stringify(order),
      });
      if (response.status !== 201) throw new Error(await response.text());
      await settle();
      return (await response.json()) as { orderId: string; publicToken: string };
    },
    async pay(orderId, value, eventIndex = 3) {
      const seen = {
        blockHash: `0x${(height + 1).toString(16).padStart(64, '0')}`,
        blockNumber: height + 1,
        eventIndex,
        extrinsicHash: `0x${'7a'.repeat(32)}`,
        blockTime: null,
        from: parseAccount(ALICE),
        to: parseAccount(BOB),
        asset: null,
        value,
        reference: orderId,
      } as const;
      await till.transaction().execute(async (transaction) => {
        const payments = await recordSightings(transaction, [seen]);
        const terms = { epoch: world.epoch, schema: 'chain', notation: notationOf(profile) };
        await tellHints(transaction, terms, 'order.payment.detected', payments);
      });
      const { extrinsicHash } = seen;
      await nextBlock([payment(BOB, value, orderId, { fromId: ALICE, eventIndex, extrinsicHash })]);
    },
    async addCompany() {
      const registration = registrationOf('Café Liberland', [['payment-address', BOB]]);
      const owner = parseAccount(BOB);
      await insertCompany(index.client, [{ block: 11_000, entityId: 17, owner, registration }]);
      await insertFailedPayments(index.client, [{ blockNumber: 12_001, to: ALICE }]);
      await nextBlock([payment(BOB, 5n, null, { fromId: ALICE, timestamp: '2026-10-15T12:00:00' })]);
    },
    settle,
    async settleWhile(waiting) {
      const state = { done: false };
      const finished = waiting.finally(() => {
        state.done = true;
      });
      finished.catch(() => undefined); // told to whoever waits for it below
      while (!state.done) {
        await settle();
        await sleep(10);
      }
      return finished;
    },
    async empty() {
      await index.client.query(
        'truncate till.orders, till.endpoints, till.products, till.idempotency, till.local_companies cascade',
      );
      // What paid an order so far is before the window of the next one of that name.
      await nextBlock();
    },
    async close() {
      await gateway.close();
      await world.close();
    },
  };
}
