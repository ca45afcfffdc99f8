/**
 * Every field of Query and Mutation that the schema has, asked with no key, a wrong key, a key that only reads, and the
 * key of another merchant. A new field that everybody may ask must be written down here.
 */
import { buildClientSchema, getIntrospectionQuery, type IntrospectionQuery } from 'graphql';
import type { TestGateway } from '../support/gateway.js';
import { openSocketClient, refusalOf } from '../support/graphql-socket.js';
import { operationsOf, subscriptionsOf, type GivenValues, type Operation } from '../support/operations.js';
import { createTestKey, type TestMerchant } from '../support/till.js';
import { MARK, NONCE, openTwoMerchants, ORDER_ID, type TwoMerchants } from '../support/two-merchants.js';
import { ALICE } from '../support/accounts.js';

/** What the chain shows to everybody. */
const PUBLIC = [
  '_metadata',
  'account',
  'asset',
  'assetTransfer',
  'assetTransfers',
  'chain',
  'companies',
  'company',
  'companyByAddress',
  'failedPayment',
  'failedPayments',
  'merits',
  'paymentStatus',
  'publicOrder',
  'remark',
  'remarks',
  'transfer',
  'transfers',
];
/** Subscriptions that need no key, but the token of what they show. */
const PUBLIC_SUBSCRIPTIONS = ['publicOrder'];

let two: TwoMerchants;
let gateway: TestGateway;
let first: TestMerchant;
let second: TestMerchant;
let guarded: readonly Operation[];

beforeAll(async () => {
  two = await openTwoMerchants();
  ({ gateway, first, second } = two);
  guarded = (await operations({})).filter(({ field }) => !PUBLIC.includes(field));
}, 120_000);
afterAll(() => two.close());

async function operations(given: GivenValues): Promise<readonly Operation[]> {
  const schema = buildClientSchema(await gateway.query<IntrospectionQuery>(getIntrospectionQuery()));
  return operationsOf(schema, given);
}

/** What becomes of each operation: a code, or `data`. */
async function outcomes(asked: readonly Operation[], key?: string): Promise<Record<string, string>> {
  const results: Record<string, string> = {};
  for (const { field, text, variables } of asked) {
    const { errors } = await gateway.ask(text, variables, '/graphql', key);
    results[field] = errors?.[0]?.extensions.code ?? 'data';
  }
  return results;
}

const all = (asked: readonly Operation[], outcome: string): Record<string, string> =>
  Object.fromEntries(asked.map(({ field }) => [field, outcome]));

describe('without a key', () => {
  it('nothing is answered but what the chain shows', async () => {
    expect(guarded.length).toBeGreaterThanOrEqual(10);
    expect(await outcomes(guarded)).toEqual(all(guarded, 'UNAUTHENTICATED'));
  });

  it('what the chain shows is answered to all', async () => {
    const open = (await operations({ toId: ALICE, id: ALICE, price: '1' })).filter(({ field }) =>
      PUBLIC.includes(field),
    );
    expect(open.map(({ field }) => field).sort()).toEqual(PUBLIC);
    const codes = Object.values(await outcomes(open));
    expect(codes).not.toContain('UNAUTHENTICATED');
    expect(codes).not.toContain('FORBIDDEN');
  });
});

describe('with a key that does not work', () => {
  it('nothing at all is answered', async () => {
    const asked = await operations({});
    const wrong = `${first.secretKey.slice(0, -4)}0000`;
    expect(await outcomes(asked, wrong)).toEqual(all(asked, 'UNAUTHENTICATED'));
  });
});

describe('with a key that only reads', () => {
  it('no mutation works', async () => {
    const mutations = guarded.filter(({ kind }) => kind === 'mutation');
    const before = await two.stateOfFirst();
    expect(await outcomes(mutations, first.readKey)).toEqual(all(mutations, 'FORBIDDEN'));
    expect(await two.stateOfFirst()).toBe(before);
  });
});

describe('with a key without the scope', () => {
  it('every field but the merchant itself is refused', async () => {
    const key = await createTestKey(two.till, { merchantId: first.merchantId, kind: 'secret', scopes: [] });
    const asked = guarded.filter(({ field }) => field !== 'merchant');
    expect(await outcomes(asked, key)).toEqual(all(asked, 'FORBIDDEN'));
  });
});

describe("with another merchant's key", () => {
  it('nothing of the first is seen or touched, whichever of its names is given', async () => {
    const unsaidKeyId = first.readKey.slice(0, -65);
    const before = await two.stateOfFirst();
    for (const name of two.names) {
      const given = {
        id: name,
        orderId: name,
        sku: name,
        account: ALICE,
        payee: ALICE,
        nonce: NONCE,
        subjectId: name,
        endpointId: name,
        since: '2020-01-01T00:00:00Z',
      };
      for (const named of [given, { ...given, merchantId: first.merchantId }]) {
        for (const { text, variables } of await operations(named)) {
          const answer = JSON.stringify(await gateway.ask(text, variables, '/graphql', second.secretKey));
          expect(answer).not.toContain(MARK);
          expect(answer).not.toContain(unsaidKeyId);
        }
      }
    }
    expect(await two.stateOfFirst()).toBe(before);
  }, 180_000);

  it('the same questions with its own key do find it', async () => {
    const queries = (await operations({ merchantId: first.merchantId })).filter(
      ({ kind }) => kind === 'query',
    );
    const seen = await Promise.all(
      queries.map(({ text, variables }) => gateway.ask(text, variables, '/graphql', first.secretKey)),
    );
    expect(JSON.stringify(seen)).toContain(MARK);
  });
});

describe('subscriptions', () => {
  async function subscriptions(given: GivenValues): Promise<readonly Operation[]> {
    const schema = buildClientSchema(await gateway.query<IntrospectionQuery>(getIntrospectionQuery()));
    return subscriptionsOf(schema, given);
  }

  async function refusals(key: string | undefined, given: GivenValues): Promise<Record<string, string>> {
    const results: Record<string, string> = {};
    for (const { field, text, variables } of await subscriptions(given)) {
      const socket = openSocketClient(gateway.url, key);
      results[field] = (await refusalOf(socket.first(text, variables))) ?? 'data';
      await socket.client.dispose();
    }
    return results;
  }

  it('tell nobody anything without a key, but whoever has a token', async () => {
    const results = await refusals(undefined, { orderId: ORDER_ID });
    for (const [field, outcome] of Object.entries(results)) {
      const expected = PUBLIC_SUBSCRIPTIONS.includes(field) ? 'ORDER_NOT_FOUND' : 'UNAUTHENTICATED';
      expect([field, outcome]).toEqual([field, expected]);
    }
    expect(Object.keys(results).length).toBeGreaterThanOrEqual(3);
  });

  it('are closed for a key that does not work', async () => {
    const asked = await subscriptions({});
    expect(await refusals(`${first.secretKey.slice(0, -4)}0000`, { orderId: ORDER_ID })).toEqual(
      all(asked, 'closed 4401'),
    );
  });

  it("tell nothing of the first merchant to another's key, or to one without the scope", async () => {
    const noScope = await createTestKey(two.till, {
      merchantId: first.merchantId,
      kind: 'secret',
      scopes: [],
    });
    const guardedOnes = { events: 'FORBIDDEN', order: 'FORBIDDEN' };
    expect(await refusals(noScope, { orderId: ORDER_ID })).toMatchObject(guardedOnes);
    const named = { orderId: ORDER_ID, merchantId: first.merchantId };
    expect(await refusals(second.secretKey, { orderId: ORDER_ID })).toMatchObject({
      events: 'ORDER_NOT_FOUND',
      order: 'ORDER_NOT_FOUND',
    });
    expect(await refusals(second.secretKey, named)).toMatchObject({ events: 'MERCHANT_NOT_FOUND' });
    expect(await refusals(first.secretKey, { orderId: ORDER_ID, after: 'x' })).toMatchObject({
      events: 'CURSOR_MALFORMED',
      order: 'data',
    });
  });
});

describe("the operator's fields", () => {
  it("are refused to every merchant's key", async () => {
    const asked = guarded.filter(({ field }) =>
      ['merchants', 'createMerchant', 'registerAccount'].includes(field),
    );
    expect(await outcomes(asked, first.secretKey)).toEqual(all(asked, 'FORBIDDEN'));
    expect((await outcomes(asked, two.operator))['merchants']).toBe('data');
  });
});
