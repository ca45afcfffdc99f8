/** Deposit addresses that are soft children of an sr25519 key: who may have them, and which address an order gets. */
import { randomUUID } from 'node:crypto';
import { Keyring } from '@polkadot/keyring';
import { u8aToHex } from '@polkadot/util';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { deriveAddress, deriveSoftAddress } from '../../src/domain/deposit-address.js';
import type { Hex } from '../../src/domain/hex.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { createTestMerchant, createTestOperator, openTestTill, type TestMerchant } from '../support/till.js';

const HEIGHT = 500;

let index: TestIndex;
let till: TillDatabase;
let gateway: TestGateway;
let operator: string;
let shop: TestMerchant;
let rival: TestMerchant;

beforeAll(async () => {
  await cryptoWaitReady();
  index = await createTestIndex();
  await index.setMetadata({ lastProcessedHeight: HEIGHT });
  till = await openTestTill(index.database.url);
  gateway = await openTestGateway(index.database.url, { heads: { genesisHash: `0x${'45'.repeat(32)}` } });
  operator = await createTestOperator(till);
});
afterAll(async () => {
  await gateway.close();
  await till.destroy();
  await index.close();
});
beforeEach(async () => {
  shop = await createTestMerchant(till);
  rival = await createTestMerchant(till);
});

type Pair = ReturnType<Keyring['addFromUri']>;

const newPair = (type: 'sr25519' | 'ed25519' | 'ecdsa' = 'sr25519'): Pair =>
  new Keyring({ type, ss58Format: 42 }).addFromUri(`//${randomUUID()}`);
const keyOf = (pair: Pair): Hex => u8aToHex(pair.addressRaw);

const ENABLE = `mutation ($account: String!, $scheme: DepositScheme!, $merchantId: ID) {
  enableDeposits(account: $account, scheme: $scheme, merchantId: $merchantId) {
    depositScheme depositsEnabledAt name fromHeight provedBy
  }
}`;

async function codeOf(query: string, variables: object, key = shop.secretKey): Promise<string | undefined> {
  return (await gateway.ask(query, { ...variables }, '/graphql', key)).errors?.[0]?.extensions.code;
}

/** As a wallet signs with `signRaw`. */
async function prove(pair: Pair, name: string | null = null): Promise<void> {
  const { requestAccountChallenge: challenge } = await gateway.query<{
    requestAccountChallenge: { message: string; nonce: string };
  }>(
    'mutation ($account: String!) { requestAccountChallenge(account: $account) { message nonce } }',
    { account: keyOf(pair) },
    shop.secretKey,
  );
  const signature = u8aToHex(pair.sign(`<Bytes>${challenge.message}</Bytes>`));
  await gateway.query(
    'mutation ($input: ProveAccountInput!) { proveAccount(input: $input) { id } }',
    { input: { nonce: challenge.nonce, signature, name } },
    shop.secretKey,
  );
}

function give(pair: Pair): Promise<unknown> {
  const input = { merchantId: shop.merchantId, account: keyOf(pair), name: 'Counter' };
  return gateway.query(
    'mutation ($input: RegisterAccountInput!) { registerAccount(input: $input) { id } }',
    { input },
    operator,
  );
}

const enable = (pair: Pair, scheme: string, key = shop.secretKey): Promise<unknown> =>
  gateway.query(ENABLE, { account: keyOf(pair), scheme }, key);

const terms = (): object => ({ orderId: randomUUID(), amount: '1', mode: 'ADDRESS' });

/** @returns the address and its path. */
async function register(
  how: 'graphql' | 'rest' = 'graphql',
): Promise<{ payee: Hex; path: readonly number[] }> {
  let id: string;
  if (how === 'rest') {
    const response = await fetch(`${gateway.url}/v1/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${shop.secretKey}` },
      body: JSON.stringify(terms()),
    });
    expect(response.status).toBe(201);
    ({ id } = (await response.json()) as { id: string });
  } else {
    const answer = await gateway.query<{ registerOrder: { id: string } }>(
      'mutation ($input: RegisterOrderInput!) { registerOrder(input: $input) { id } }',
      { input: terms() },
      shop.secretKey,
    );
    ({ id } = answer.registerOrder);
  }
  const row = await till.selectFrom('orders').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  return { payee: row.payee, path: row.depositPath ?? [] };
}

describe('an account that proved itself with sr25519', () => {
  it('has soft children as deposit addresses once it asks for them, by GraphQL and by REST', async () => {
    const pair = newPair();
    await prove(pair);
    expect(await enable(pair, 'SOFT')).toMatchObject({
      enableDeposits: { depositScheme: 'SOFT', depositsEnabledAt: expect.any(String) as string },
    });
    const orders = [await register('graphql'), await register('rest'), await register('graphql')];
    for (const { payee, path } of orders) {
      expect(path).toHaveLength(3);
      expect(payee).toBe(deriveSoftAddress(keyOf(pair), path));
      // What the owner's wallet has at that path.
      expect(payee).toBe(keyOf(pair.derive(path.map((one) => `/${one}`).join(''))));
    }
    expect(orders.map(({ path }) => path[2])).toEqual([0, 1, 2]);
  });

  it('never gives out an index twice when it changes the scheme, and skips what the chain knows', async () => {
    const pair = newPair();
    await prove(pair);
    await enable(pair, 'SOFT');
    const soft = await register();
    const { merchantId } = shop;
    await gateway.query(ENABLE, { account: keyOf(pair), scheme: 'DERIVATIVE', merchantId }, operator);
    const derivative = await register();
    expect(derivative).toEqual({
      path: [...soft.path.slice(0, 2), 1],
      payee: deriveAddress(keyOf(pair), derivative.path),
    });
    const used = deriveSoftAddress(keyOf(pair), [...soft.path.slice(0, 2), 2]);
    await index.insertTransfers([{ blockNumber: 9, toId: used }]);
    await enable(pair, 'SOFT');
    expect((await register()).path[2]).toBe(3);
  });

  it('may do so after the operator registered it, and keeps its name and period', async () => {
    const pair = newPair();
    await give(pair);
    expect(await codeOf(ENABLE, { account: keyOf(pair), scheme: 'SOFT' })).toBe('DEPOSIT_PROOF_MISSING');
    await index.setMetadata({ lastProcessedHeight: HEIGHT + 7 });
    await prove(pair, 'Another name');
    await index.setMetadata({ lastProcessedHeight: HEIGHT });
    expect(await enable(pair, 'SOFT')).toMatchObject({
      enableDeposits: { name: 'Counter', fromHeight: HEIGHT, provedBy: 'SIGNATURE' },
    });
    const line = await till
      .selectFrom('auditLog')
      .select(['before', 'after'])
      .where('subjectId', '=', keyOf(pair))
      .where('action', '=', 'account.prove')
      .executeTakeFirstOrThrow();
    expect(line).toEqual({
      before: { provedBy: 'operator', provedCurve: null },
      after: { provedBy: 'signature', provedCurve: 'sr25519' },
    });
  });

  it('stands in the audit log with the scheme that it had and has', async () => {
    const pair = newPair();
    await prove(pair);
    await enable(pair, 'SOFT');
    await enable(pair, 'SOFT');
    const lines = await till
      .selectFrom('auditLog')
      .select(['before', 'after'])
      .where('subjectId', '=', keyOf(pair))
      .where('action', '=', 'account.enableDeposits')
      .execute();
    expect(lines).toEqual([
      {
        before: { depositsEnabled: false, scheme: 'derivative' },
        after: { depositsEnabled: true, scheme: 'soft', proof: null },
      },
    ]);
  });

  it('does not pass for a proof that it controls derivative accounts', async () => {
    const pair = newPair();
    await prove(pair);
    await enable(pair, 'SOFT');
    expect(await codeOf(ENABLE, { account: keyOf(pair), scheme: 'DERIVATIVE' })).toBe(
      'DEPOSIT_PROOF_MISSING',
    );
    expect((await register()).path).toHaveLength(3);
  });
});

describe('soft-derived deposit addresses', () => {
  it.each(['ed25519', 'ecdsa'] as const)(
    'are refused to an account that proved itself with %s',
    async (type) => {
      const pair = newPair(type);
      await prove(pair);
      const code = await codeOf(ENABLE, { account: keyOf(pair), scheme: 'SOFT' });
      expect(['DEPOSIT_PROOF_MISSING', 'DEPOSIT_ADDRESS_UNSUPPORTED']).toContain(code);
      const row = await till
        .selectFrom('accounts')
        .select(['depositScheme', 'depositEnabledAt'])
        .where('account', '=', keyOf(pair))
        .executeTakeFirstOrThrow();
      expect(row).toEqual({ depositScheme: 'derivative', depositEnabledAt: null });
    },
  );

  it("are not had on the operator's word, nor on another merchant's", async () => {
    const pair = newPair();
    await give(pair);
    const asked = { account: keyOf(pair), scheme: 'SOFT' };
    expect(await codeOf(ENABLE, { ...asked, merchantId: shop.merchantId }, operator)).toBe(
      'DEPOSIT_PROOF_MISSING',
    );
    await prove(pair);
    expect(await codeOf(ENABLE, asked, rival.secretKey)).toBe('ACCOUNT_NOT_FOUND');
    expect(await codeOf(ENABLE, asked, shop.readKey)).toBe('FORBIDDEN');
    expect(await codeOf(ENABLE, { ...asked, scheme: 'HARD' })).toBe('BAD_USER_INPUT');
  });
});
