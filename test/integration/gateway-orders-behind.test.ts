/** Registering orders while the index is behind the chain. */
import { HEIGHT, openOrderTill, type OrderTill } from '../support/order-till.js';
import { network } from '../support/network.js';
import { openTestGateway, type TestGateway } from '../support/gateway.js';

let orders: OrderTill;
const opened: TestGateway[] = [];

beforeAll(async () => {
  orders = await openOrderTill();
});
afterAll(async () => {
  for (const gateway of opened) await gateway.close();
  await orders.close();
});

/** A gateway whose node says that so many blocks are finalized above the indexed one. */
async function behind(blocks: number): Promise<TestGateway> {
  const gateway = await openTestGateway(orders.index.database.url, {
    heads: { best: HEIGHT + blocks + 2, finalized: HEIGHT + blocks },
  });
  opened.push(gateway);
  return gateway;
}

const WINDOW = network.orderWindowBlocks;

it('gives an order its whole time, from the newest finalized block on', async () => {
  const at = await behind(300);
  const { order } = await orders.post({ orderId: orders.newId(), amount: '1', expiresInBlocks: 100 }, { at });
  expect(order).toMatchObject({ window: { from: HEIGHT, to: HEIGHT + 400, blocksLeft: 98 } });
  const usual = await orders.post({ orderId: orders.newId(), amount: '1' }, { at });
  expect(usual.order).toMatchObject({ window: { from: HEIGHT, to: HEIGHT + 300 + WINDOW } });
});

it('takes no node for behind that merely trails the index', async () => {
  const { order } = await orders.post(
    { orderId: orders.newId(), amount: '1', expiresInBlocks: 100 },
    { at: await behind(-300) },
  );
  expect(order).toMatchObject({ window: { from: HEIGHT, to: HEIGHT + 100 } });
});

it('registers nothing where the index is further behind than an order lives', async () => {
  expect(
    (await orders.post({ orderId: orders.newId(), amount: '1' }, { at: await behind(WINDOW) })).status,
  ).toBe(201);
  const before = await orders.rowCounts();
  const { status, error } = await orders.post(
    { orderId: orders.newId(), amount: '1' },
    { at: await behind(WINDOW + 1) },
  );
  expect(status).toBe(503);
  expect(error).toMatchObject({
    code: 'INDEX_NOT_READY',
    message: `the index is ${WINDOW + 1} finalized blocks behind, and orders are registered at ${WINDOW} at most: try again once it has caught up`,
  });
  expect(await orders.rowCounts()).toEqual(before);
});
