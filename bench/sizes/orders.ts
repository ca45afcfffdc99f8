/** Orders as they come: registered with the gateway, paid, settled, and told by webhook. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { notationOf } from '../../src/domain/events/notation.js';
import { planSettlement } from '../../src/domain/settlement/plan.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { createEndpoint } from '../../src/store/till/endpoints.js';
import { drawSecret } from '../../src/store/till/endpoint-secrets.js';
import { createSealer } from '../../src/store/till/sealing.js';
import { settleStep } from '../../src/store/till/settling/step.js';
import { network } from '../../test/support/network.js';
import { createTestMerchant, TEST_ACTOR } from '../../test/support/till.js';
import { BLOCKS } from '../chain/names.js';
import { SECRET_KEY, startGateway, startNotifier, startReceiver } from '../delivery/parts.js';
import { addBlock, PAYEE } from '../settlement/fill.js';

/** Requests under way at a time. */
const AT_ONCE = 16;
/** Payments of one block. */
const IN_A_BLOCK = 1_000;
const LOOK_MS = 200;

/** Registers orders `order-0` and so on of a shop with one webhook endpoint. */
export async function registerOrders(
  url: string,
  till: TillDatabase,
  orders: number,
  endpoint: string,
): Promise<void> {
  const shop = await createTestMerchant(till, { name: 'Bench', accounts: [PAYEE] });
  const { secret } = drawSecret(createSealer(SECRET_KEY));
  const settings = { types: null, dialect: 'standard', description: null, signatureHeaders: false } as const;
  const { merchantId } = shop;
  await createEndpoint(
    till,
    { merchantId, secret, url: endpoint, ...settings, allowedCidrs: [], allowedPorts: [] },
    TEST_ACTOR,
  );
  const gateway = await startGateway(url);
  try {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${shop.secretKey}` };
    let next = 0;
    const lane = async (): Promise<void> => {
      for (let n = next++; n < orders; n = next++) {
        const body = JSON.stringify({
          orderId: `order-${n}`,
          amount: '0.000000001',
          description: 'A benchmark',
        });
        const response = await fetch(`${gateway.url}/v1/orders`, { method: 'POST', headers, body });
        const text = await response.text();
        if (response.status !== 201) throw new Error(`order-${n}: ${response.status} ${text}`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  } finally {
    await gateway.stop();
  }
}

/** Settles what is registered, then a block after the other that pays the next orders. @returns the last height */
export async function payOrders(till: TillDatabase, orders: number): Promise<number> {
  await settleAll(till);
  let height = BLOCKS;
  for (let from = 0; from < orders; from += IN_A_BLOCK) {
    height += 1;
    await addBlock(till, height, from, Math.min(IN_A_BLOCK, orders - from));
    await settleAll(till);
  }
  return height;
}

async function settleAll(till: TillDatabase): Promise<void> {
  for (let more = true; more;) {
    ({ more } = await settleStep(till, {
      epoch: 0n,
      schema: 'chain',
      most: 2_000,
      limit: null,
      plan: (work) => planSettlement(work, () => 0n, notationOf(network)),
    }));
  }
}

/** Delivers until nothing waits. @param begin is told where the receiver listens, and makes what is delivered */
export async function deliverAll(
  url: string,
  till: TillDatabase,
  begin: (endpoint: string) => Promise<void>,
): Promise<void> {
  const receiver = await startReceiver();
  try {
    await begin(receiver.url);
    const notifier = await startNotifier(url);
    try {
      while ((await waiting(till)) > 0) await sleep(LOOK_MS);
    } finally {
      await notifier.stop();
    }
  } finally {
    await receiver.stop();
  }
}

async function waiting(till: TillDatabase): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from till.deliveries where finished_at is null`.execute(till);
  return rows[0]?.count ?? 0;
}
