import type { TillDatabase } from '../../src/store/till/database.js';
import { ALICE, BOB } from './accounts.js';
import {
  createTestIndex,
  openTestGateway,
  type Answer,
  type TestGateway,
  type TestIndex,
} from './gateway.js';
import { network } from './network.js';
import { createTestMerchant, openTestTill, type TestMerchant } from './till.js';

/** The indexed height of every till for orders. */
export const HEIGHT = 50_000;
/** An account of nobody's. */
export const DAVE = '5DAAnrj7VHTznn2AWBemMuyBwZWs6FNFjdyVXUeYum3PTXFy';

/** The mutation behind `OrderTill.register`. */
export const REGISTER = `mutation ($input: RegisterOrderInput!, $key: String) {
  registerOrder(input: $input, idempotencyKey: $key) { id orderId status reference expected { value } metadata }
}`;

/** What REST answered. */
export interface RestAnswer {
  readonly status: number;
  readonly text: string;
  /** Where it succeeded. */
  readonly order: Readonly<Record<string, unknown>>;
  /** Where it did not. */
  readonly error: {
    readonly code: string;
    readonly message: string;
    readonly field?: string;
    readonly requestId: string;
  };
}

export interface Sending {
  /** Default: the secret key of `shop`; null for none. */
  readonly key?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  readonly at?: TestGateway;
  /** Below /v1/orders, as `/x/cancel`. */
  readonly path?: string;
}

/** A gateway with two merchants, `shop` with Alice's account and `other` with Bob's, and no settler. */
export interface OrderTill {
  readonly index: TestIndex;
  readonly till: TillDatabase;
  readonly gateway: TestGateway;
  /** The same on a chain that is no dev chain. */
  readonly liveGateway: TestGateway;
  readonly shop: TestMerchant;
  readonly other: TestMerchant;
  /** Posts to /v1/orders; text goes as it is. */
  post(body: unknown, sending?: Sending): Promise<RestAnswer>;
  /** Registers by GraphQL. @param secret default: the secret key of `shop` */
  register(input: object, idempotencyKey?: string | null, secret?: string): Promise<Answer>;
  /** Posts a mutation as `shop`, or with another key. */
  mutate(field: string, key?: string): Promise<Answer>;
  /** How many rows there are of all that a registration can leave behind. */
  rowCounts(): Promise<Readonly<Record<string, number>>>;
  /** An orderId that no test has used. */
  newId(): string;
  close(): Promise<void>;
}

export async function openOrderTill(): Promise<OrderTill> {
  const index = await createTestIndex();
  const { url } = index.database;
  const till = await openTestTill(url);
  await index.setMetadata({ lastProcessedHeight: HEIGHT });
  const profile = {
    native: { ...network.native, dust: '1000' },
    assets: [
      ...network.assets,
      { id: '1984', symbol: 'USDT', name: 'Tether USD', decimals: 6, sufficient: true, minBalance: '10000' },
    ],
  };
  const gateway = await openTestGateway(url, { network: profile });
  const liveGateway = await openTestGateway(url, {
    network: { ...profile, genesisHash: `0x${'ab'.repeat(32)}` },
  });
  const shop = await createTestMerchant(till, { accounts: [ALICE] });
  const other = await createTestMerchant(till, { name: 'Another shop', accounts: [BOB] });
  let made = 0;

  return {
    index,
    till,
    gateway,
    liveGateway,
    shop,
    other,
    async post(body, { key = shop.secretKey, headers = {}, at = gateway, path = '' } = {}) {
      const response = await fetch(`${at.url}/v1/orders${path}`, {
        method: 'POST',
        headers: {
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...(key !== null && { authorization: `Bearer ${key}` }),
          ...headers,
        },
        ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await response.text();
      const json = JSON.parse(text) as RestAnswer['order'] & Pick<RestAnswer, 'error'>;
      return { status: response.status, text, order: json, error: json.error };
    },
    register: (input, key = null, secret = shop.secretKey) =>
      gateway.ask(REGISTER, { input, key }, '/graphql', secret),
    mutate: (field, key = shop.secretKey) => gateway.ask(`mutation { ${field} }`, {}, '/graphql', key),
    async rowCounts() {
      const { rows } = await index.client.query<Record<string, number>>(
        `select (select count(*)::int from till.orders) orders, (select count(*)::int from till.commands) commands,
                (select count(*)::int from till.audit_log) lines, (select count(*)::int from till.idempotency) keys,
                (select coalesce(sum(deposit_next), 0)::int from till.accounts) addresses`,
      );
      return rows[0] ?? {};
    },
    newId: () => `order-${(made += 1)}`,
    async close() {
      await Promise.all([gateway.close(), liveGateway.close(), till.destroy()]);
      await index.close();
    },
  };
}
