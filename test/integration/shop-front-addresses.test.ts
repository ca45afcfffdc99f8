/** What one client address may order with a shop's key: a stranger must not use up what the buyer may. */
import type { TillDatabase } from '../../src/store/till/database.js';
import type { ShopFrontLimits } from '../../src/gateway/shop-front/socket.js';
import { ALICE, BOB, CHARLIE } from '../support/accounts.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { DAVE } from '../support/order-till.js';
import { createTestKey, createTestMerchant, openTestTill } from '../support/till.js';
import { openSocket } from '../support/web-socket.js';

const [STRANGER, BUYER] = ['203.0.113.7', '203.0.113.8'];

let index: TestIndex;
let till: TillDatabase;
let key: string;
let gateway: TestGateway;

beforeAll(async () => {
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: 50 });
  till = await openTestTill(index.database.url);
  gateway = await open();
  const { merchantId, secretKey } = await createTestMerchant(till, { accounts: [BOB] });
  const input = '{ sku: "coffee", name: "Coffee", price: "1.5" }';
  await gateway.query(`mutation { createProduct(input: ${input}) { sku } }`, {}, secretKey);
  key = await createTestKey(till, { merchantId, kind: 'publishable' });
});
afterEach(async () => {
  await till.updateTable('orders').set({ status: 'canceled' }).where('status', '=', 'open').execute();
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

function open(shopFront: Partial<ShopFrontLimits> = {}): Promise<TestGateway> {
  return openTestGateway(index.database.url, { limits: { trustedProxies: ['127.0.0.1'] }, shopFront });
}

/** What each of some orders comes to, one after the other. @param from the client's address */
async function outcomes(
  from: string,
  accounts: readonly string[],
  { at = gateway, ref = undefined as string | undefined } = {},
): Promise<unknown[]> {
  const headers = { 'x-forwarded-for': from };
  const client = await openSocket(at.url, `/v1/ws/orders?key=${key}`, { headers });
  const found: unknown[] = [];
  for (const account of accounts) {
    client.socket.send(JSON.stringify({ type: 'new order', item: 'coffee', account, ref }));
    const { type, code } = JSON.parse(await client.next()) as {
      readonly type: string;
      readonly code?: string;
    };
    found.push(code ?? type);
  }
  await client.close();
  return found;
}

const times = (count: number, account: string): readonly string[] => Array<string>(count).fill(account);

describe('one client address', () => {
  it('takes half of an account’s places, and the account’s owner has the others', async () => {
    const taken = await outcomes(STRANGER, times(7, ALICE));
    expect(taken).toEqual([...times(5, 'order'), ...times(2, 'TOO_MANY_UNPAID')]);
    expect(await outcomes(BUYER, times(5, ALICE))).toEqual(times(5, 'order'));
    expect(await outcomes('203.0.113.9', [ALICE, DAVE])).toEqual(['TOO_MANY_UNPAID', 'order']);
  });

  it('gets a place back when its order is paid or over', async () => {
    const from = '203.0.113.20';
    await outcomes(from, times(5, ALICE));
    await till.updateTable('orders').set({ status: 'expired' }).where('status', '=', 'open').execute();
    expect(await outcomes(from, times(6, ALICE))).toEqual([...times(5, 'order'), 'TOO_MANY_UNPAID']);
  });

  it('takes no place by asking for the same again', async () => {
    const from = '203.0.113.21';
    const ref = 'order-of-alice';
    expect(await outcomes(from, times(8, ALICE), { ref })).toEqual(times(8, 'order'));
    expect(await outcomes(from, times(5, ALICE))).toEqual([...times(4, 'order'), 'TOO_MANY_UNPAID']);
  });

  it('takes part of a shop’s places, whatever accounts it names', async () => {
    const small = await open({ unpaidPerAddress: 2 });
    expect(await outcomes(STRANGER, [ALICE, DAVE, CHARLIE], { at: small })).toEqual([
      'order',
      'order',
      'TOO_MANY_UNPAID',
    ]);
    expect(await outcomes(BUYER, [DAVE], { at: small })).toEqual(['order']);
    await small.close();
  });
});
