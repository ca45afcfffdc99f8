/** What the operator changes of a merchant. */
import type { TillDatabase } from '../../src/store/till/database.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { createTestMerchant, createTestOperator, openTestTill, type TestMerchant } from '../support/till.js';

const SET = `mutation ($id: ID!, $allows: Boolean!) {
  setAllowsUnregistered(id: $id, allowsUnregistered: $allows) { id allowsUnregistered }
}`;

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let operator: string;
let shop: TestMerchant;

beforeAll(async () => {
  index = await createTestIndex();
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url);
  operator = await createTestOperator(till);
  shop = await createTestMerchant(till);
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});

const set = (allows: boolean, key: string, id = shop.merchantId): ReturnType<TestGateway['ask']> =>
  gateway.ask(SET, { id, allows }, '/graphql', key);

it('is whether unregistered payments are answered for, which is audited when it changes', async () => {
  const { merchantId: id } = shop;
  for (const allowsUnregistered of [true, true, false]) {
    expect((await set(allowsUnregistered, operator)).data).toEqual({
      setAllowsUnregistered: { id, allowsUnregistered },
    });
  }
  const lines = await till
    .selectFrom('auditLog')
    .select(['before', 'after'])
    .where('action', '=', 'merchant.allowsUnregistered')
    .where('merchantId', '=', id)
    .orderBy('id')
    .execute();
  expect(lines).toEqual([
    { before: { allowsUnregistered: false }, after: { allowsUnregistered: true } },
    { before: { allowsUnregistered: true }, after: { allowsUnregistered: false } },
  ]);
});

it.each<[string, () => ReturnType<typeof set>]>([
  ['FORBIDDEN', () => set(true, shop.secretKey)],
  ['MERCHANT_NOT_FOUND', () => set(true, operator, '7b0c2a52-5a2f-4c3e-9d57-3f0e7a1d9c11')],
  ['MERCHANT_NOT_FOUND', () => set(true, operator, 'x')],
])('is refused with %s', async (code, ask) => {
  expect((await ask()).errors?.[0]?.extensions.code).toBe(code);
});
