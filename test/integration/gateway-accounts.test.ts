/** Payee accounts: whose they are, how that is shown, and that they are one merchant's at a time. */
import { randomUUID } from 'node:crypto';
import { Keyring } from '@polkadot/keyring';
import { u8aToHex } from '@polkadot/util';
import { cryptoWaitReady } from '@polkadot/util-crypto';
import { holdAccount } from '../../src/store/till/accounts.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import { eventually } from '../support/stub-node.js';
import { createTestIndex, openTestGateway, type TestGateway, type TestIndex } from '../support/gateway.js';
import { createTestMerchant, createTestOperator, insertTestOrder, openTestTill } from '../support/till.js';
import type { GivenOrder, TestMerchant } from '../support/till.js';

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
  await index.setMetadata({ lastProcessedHeight: HEIGHT });
  shop = await createTestMerchant(till);
  rival = await createTestMerchant(till);
});

const REGISTER = `mutation ($input: RegisterAccountInput!) {
  registerAccount(input: $input) { account publicKey name fromHeight toHeight provedBy }
}`;
const CHALLENGE = `mutation ($account: String!) {
  requestAccountChallenge(account: $account) { message nonce expiresAt }
}`;
const PROVE = `mutation ($input: ProveAccountInput!) {
  proveAccount(input: $input) { account publicKey name fromHeight provedBy }
}`;
const RELEASE = `mutation ($account: String!, $merchantId: ID) {
  releaseAccount(account: $account, merchantId: $merchantId) { publicKey fromHeight toHeight }
}`;
const ACCOUNTS = `query ($released: Boolean!) {
  merchant { accounts(released: $released) { publicKey toHeight } }
}`;

type Scheme = 'sr25519' | 'ed25519' | 'ecdsa';
type Pair = ReturnType<Keyring['addFromUri']>;

/** A pair that no other test has. */
function newPair(type: Scheme = 'sr25519'): Pair {
  return new Keyring({ type, ss58Format: 42 }).addFromUri(`//${randomUUID()}`);
}

/** As a wallet signs with `signRaw`. */
function sign(pair: Pair, message: string): string {
  return u8aToHex(pair.sign(`<Bytes>${message}</Bytes>`));
}

async function codeOf(query: string, variables: object, key: string): Promise<string | undefined> {
  const { errors } = await gateway.ask(query, { ...variables }, '/graphql', key);
  return errors?.[0]?.extensions.code;
}

async function challenge(pair: Pair, key = shop.secretKey): Promise<{ message: string; nonce: string }> {
  const { requestAccountChallenge } = await gateway.query<{
    requestAccountChallenge: { message: string; nonce: string };
  }>(CHALLENGE, { account: pair.address }, key);
  return requestAccountChallenge;
}

async function accountsOf(key: string, released = false): Promise<string[]> {
  const { merchant } = await gateway.query<{ merchant: { accounts: { publicKey: string }[] } }>(
    ACCOUNTS,
    { released },
    key,
  );
  return merchant.accounts.map(({ publicKey }) => publicKey);
}

const register = (account: string, merchantId = shop.merchantId): Promise<unknown> =>
  gateway.query(REGISTER, { input: { merchantId, account } }, operator);

const insertOrder = (owner: Pair, order: Partial<GivenOrder>): Promise<void> =>
  insertTestOrder(till, {
    merchantId: shop.merchantId,
    owner: u8aToHex(owner.addressRaw),
    expiryHeight: HEIGHT - 10,
    ...order,
  });

describe('registerAccount', () => {
  it('gives an account to a merchant from the indexed height on, and leaves the settler a command', async () => {
    const pair = newPair();
    const publicKey = u8aToHex(pair.publicKey);
    const input = { merchantId: shop.merchantId, account: publicKey, name: 'Counter' };
    expect(await gateway.query(REGISTER, { input }, operator)).toEqual({
      registerAccount: {
        account: pair.address,
        publicKey,
        name: 'Counter',
        fromHeight: HEIGHT,
        toHeight: null,
        provedBy: 'OPERATOR',
      },
    });
    expect(await accountsOf(shop.secretKey)).toEqual([publicKey]);
    const commands = await till
      .selectFrom('commands')
      .innerJoin('accounts', 'accounts.merchantId', 'commands.merchantId')
      .select(['commands.kind', 'commands.payload', 'accounts.id', 'commands.actor'])
      .where('accounts.account', '=', publicKey)
      .execute();
    expect(commands).toEqual([
      {
        kind: 'account',
        payload: { accountId: commands[0]?.id },
        id: commands[0]?.id,
        actor: operator.slice(0, operator.lastIndexOf('_')),
      },
    ]);
  });

  it('refuses an account that has an owner, in the same words whoever that is', async () => {
    const pair = newPair();
    await register(pair.address);
    const answers = await Promise.all(
      [shop, rival].map(({ merchantId }) =>
        gateway.ask(REGISTER, { input: { merchantId, account: pair.address } }, '/graphql', operator),
      ),
    );
    expect(answers.map(({ errors }) => errors?.[0]?.extensions.code)).toEqual([
      'ACCOUNT_TAKEN',
      'ACCOUNT_TAKEN',
    ]);
    expect(answers[0]?.errors?.[0]?.message).toBe(answers[1]?.errors?.[0]?.message);
    expect(JSON.stringify(answers)).not.toContain(shop.merchantId);
  });

  it('gives an account to one of those who ask for it at the same moment', async () => {
    const pair = newPair();
    const codes = await Promise.all(
      [shop, rival, shop, rival].map(({ merchantId }) =>
        codeOf(REGISTER, { input: { merchantId, account: pair.address } }, operator),
      ),
    );
    expect(codes.filter((code) => code === undefined)).toHaveLength(1);
    expect(codes.filter((code) => code === 'ACCOUNT_TAKEN')).toHaveLength(3);
  });

  it('refuses the deposit address of an order', async () => {
    const deposit = newPair();
    const order: Partial<GivenOrder> = {
      mode: 'address',
      reference: null,
      depositScheme: 'derivative',
      depositPath: [1],
    };
    await insertOrder(newPair(), { ...order, payee: u8aToHex(deposit.publicKey), status: 'settled' });
    const input = { merchantId: shop.merchantId, account: deposit.address };
    expect(await codeOf(REGISTER, { input }, operator)).toBe('ACCOUNT_IS_DEPOSIT_ADDRESS');
    expect(await codeOf(CHALLENGE, { account: deposit.address }, shop.secretKey)).toBe(
      'ACCOUNT_IS_DEPOSIT_ADDRESS',
    );
  });

  it.each<[string, object]>([
    ['INVALID_ADDRESS', { account: '5GrwvaEF5zXb26Fz9rcQpDWS57CtERHpNehXCPcNoHGKutQZ' }],
    ['INVALID_NAME', { name: '\n' }],
    ['MERCHANT_NOT_FOUND', { merchantId: randomUUID() }],
    ['MERCHANT_NOT_FOUND', { merchantId: 'x' }],
  ])('refuses with %s: %j', async (code, wrong) => {
    const input = { merchantId: shop.merchantId, account: newPair().address, ...wrong };
    expect(await codeOf(REGISTER, { input }, operator)).toBe(code);
  });

  it('waits for the first indexed block', async () => {
    await index.client.query(`delete from chain._metadata where key = 'lastProcessedHeight'`);
    const input = { merchantId: shop.merchantId, account: newPair().address };
    expect(await codeOf(REGISTER, { input }, operator)).toBe('INDEX_NOT_READY');
  });

  it('is for the operator only', async () => {
    const input = { merchantId: shop.merchantId, account: newPair().address };
    expect(await codeOf(REGISTER, { input }, shop.secretKey)).toBe('FORBIDDEN');
    expect(await accountsOf(shop.secretKey)).toEqual([]);
  });
});

describe('an account that proves itself', () => {
  it.each<Scheme>(['sr25519', 'ed25519', 'ecdsa'])('is registered: %s', async (scheme) => {
    const pair = newPair(scheme);
    const { message, nonce } = await challenge(pair);
    const input = { nonce, signature: sign(pair, message), name: 'Ledger' };
    expect(await gateway.query(PROVE, { input }, shop.secretKey)).toEqual({
      proveAccount: {
        account: pair.address,
        publicKey: u8aToHex(pair.addressRaw),
        name: 'Ledger',
        fromHeight: HEIGHT,
        provedBy: 'SIGNATURE',
      },
    });
    expect(await accountsOf(shop.secretKey)).toEqual([u8aToHex(pair.addressRaw)]);
  });

  it('signs a text that names the merchant, the gateway, the chain and the account', async () => {
    const pair = newPair();
    const { message, nonce } = await challenge(pair);
    const bound = [
      shop.merchantId,
      'https://pay.example',
      `0x${'45'.repeat(32)}`,
      u8aToHex(pair.publicKey),
      nonce,
    ];
    for (const part of bound) expect(message).toContain(part);
  });

  it('does so once', async () => {
    const pair = newPair();
    const { message, nonce } = await challenge(pair);
    const input = { nonce, signature: sign(pair, message) };
    await gateway.query(PROVE, { input }, shop.secretKey);
    await gateway.query(RELEASE, { account: pair.address }, shop.secretKey);
    expect(await codeOf(PROVE, { input }, shop.secretKey)).toBe('CHALLENGE_INVALID');
    expect(await accountsOf(shop.secretKey)).toEqual([]);
  });

  it('does so for the merchant that asked, and in time', async () => {
    const pair = newPair();
    const { message, nonce } = await challenge(pair);
    const input = { nonce, signature: sign(pair, message) };
    expect(await codeOf(PROVE, { input }, rival.secretKey)).toBe('CHALLENGE_INVALID');
    await till
      .updateTable('accountChallenges')
      .set({ expiresAt: new Date() })
      .where('nonce', '=', nonce)
      .execute();
    expect(await codeOf(PROVE, { input }, shop.secretKey)).toBe('CHALLENGE_INVALID');
    expect(await codeOf(PROVE, { input: { ...input, nonce: 'x\u0000' } }, shop.secretKey)).toBe(
      'CHALLENGE_INVALID',
    );
    expect(await accountsOf(rival.secretKey)).toEqual([]);
  });

  it('is not proved by the signature of another, or of another text', async () => {
    const pair = newPair();
    const other = newPair();
    const { message, nonce } = await challenge(pair);
    for (const signature of [sign(other, message), sign(pair, `${message} `), '0x00', 'x']) {
      expect(await codeOf(PROVE, { input: { nonce, signature } }, shop.secretKey)).toBe('SIGNATURE_INVALID');
    }
    expect(await accountsOf(shop.secretKey)).toEqual([]);
    const input = { nonce, signature: sign(pair, message) };
    expect(await codeOf(PROVE, { input }, shop.secretKey)).toBeUndefined();
  });

  it('is not taken from its owner, before or after the challenge', async () => {
    const owned = newPair();
    await register(owned.address, rival.merchantId);
    expect(await codeOf(CHALLENGE, { account: owned.address }, shop.secretKey)).toBe('ACCOUNT_TAKEN');

    const pair = newPair();
    const { message, nonce } = await challenge(pair);
    await register(pair.address, rival.merchantId);
    const input = { nonce, signature: sign(pair, message) };
    expect(await codeOf(PROVE, { input }, shop.secretKey)).toBe('ACCOUNT_TAKEN');
    expect(await accountsOf(rival.secretKey)).toHaveLength(2);
    expect(await accountsOf(shop.secretKey)).toEqual([]);
  });

  it('has 32 bytes: others are told to ask the operator', async () => {
    expect(await codeOf(CHALLENGE, { account: `0x${'11'.repeat(20)}` }, shop.secretKey)).toBe(
      'SIGNATURE_UNSUPPORTED',
    );
  });
});

describe('releaseAccount', () => {
  it('ends the ownership at the indexed height, and then another merchant can have the account', async () => {
    const pair = newPair();
    const publicKey = u8aToHex(pair.publicKey);
    await register(pair.address);
    await index.setMetadata({ lastProcessedHeight: HEIGHT + 20 });
    expect(await gateway.query(RELEASE, { account: pair.address }, shop.secretKey)).toEqual({
      releaseAccount: { publicKey, fromHeight: HEIGHT, toHeight: HEIGHT + 20 },
    });
    expect(await accountsOf(shop.secretKey)).toEqual([]);
    expect(await accountsOf(shop.secretKey, true)).toEqual([publicKey]);
    await register(pair.address, rival.merchantId);
    expect(await accountsOf(rival.secretKey)).toEqual([publicKey]);
  });

  it('can be followed by a registration while the index is rebuilt from below', async () => {
    const pair = newPair();
    await register(pair.address);
    await gateway.query(RELEASE, { account: pair.address }, shop.secretKey);
    await till
      .updateTable('instance')
      .set({ settledHeight: HEIGHT + 5 })
      .execute();
    try {
      await index.setMetadata({ lastProcessedHeight: 3 });
      await register(pair.address, rival.merchantId);
      const rows = await till
        .selectFrom('accounts')
        .select('fromHeight')
        .where('merchantId', '=', rival.merchantId)
        .execute();
      expect(rows).toEqual([{ fromHeight: HEIGHT + 5 }]);
    } finally {
      await till.updateTable('instance').set({ settledHeight: null }).execute();
    }
  });

  const late = { status: 'expired', latePolicy: 'accept' } as const;
  it.each<[string, Partial<GivenOrder>, string | undefined]>([
    ['an open order', { status: 'open', expiryHeight: HEIGHT + 10 }, 'ACCOUNT_IN_USE'],
    ['an order that takes late money until this block', { ...late, lateBlocks: 10 }, 'ACCOUNT_IN_USE'],
    ['an order whose late window is over', { ...late, lateBlocks: 9 }, undefined],
    ['an expired order that holds late money', { status: 'expired' }, undefined],
    ['a settled order', { status: 'settled', received: '10' }, undefined],
  ])('with %s', async (_what, order, code) => {
    const pair = newPair();
    await register(pair.address);
    await insertOrder(pair, order);
    expect(await codeOf(RELEASE, { account: pair.address }, shop.secretKey)).toBe(code);
    expect(await accountsOf(shop.secretKey)).toHaveLength(code === undefined ? 0 : 1);
  });

  it('waits for an order that is being registered, and then is refused', async () => {
    const pair = newPair();
    await register(pair.address);
    const released = await till.transaction().execute(async (transaction) => {
      const held = await holdAccount(transaction, shop.merchantId, u8aToHex(pair.publicKey));
      expect(held).toMatchObject({ toHeight: null });
      const asked = codeOf(RELEASE, { account: pair.address }, shop.secretKey);
      await eventually(async () => {
        const { rows } = await index.client.query(`select from pg_locks where not granted`);
        expect(rows.length).toBeGreaterThan(0);
      });
      await insertTestOrder(transaction, { merchantId: shop.merchantId, owner: pair.address });
      return { asked };
    });
    expect(await released.asked).toBe('ACCOUNT_IN_USE');
    expect(await accountsOf(shop.secretKey)).toHaveLength(1);
  });

  it('is for the owner and the operator', async () => {
    const pair = newPair();
    await register(pair.address);
    expect(await codeOf(RELEASE, { account: pair.address }, rival.secretKey)).toBe('ACCOUNT_NOT_FOUND');
    expect(await codeOf(RELEASE, { account: pair.address }, shop.readKey)).toBe('FORBIDDEN');
    const others = { account: pair.address, merchantId: shop.merchantId };
    expect(await codeOf(RELEASE, others, rival.secretKey)).toBe('MERCHANT_NOT_FOUND');
    expect(await accountsOf(shop.secretKey)).toHaveLength(1);
    expect(await codeOf(RELEASE, others, operator)).toBeUndefined();
    expect(await codeOf(RELEASE, others, operator)).toBe('ACCOUNT_NOT_FOUND');
  });

  it('stands in the audit log with the rest of what was done', async () => {
    const pair = newPair();
    const { message, nonce } = await challenge(pair);
    await gateway.query(PROVE, { input: { nonce, signature: sign(pair, message) } }, shop.secretKey);
    await gateway.query(RELEASE, { account: pair.address }, shop.secretKey);
    const log = await till
      .selectFrom('auditLog')
      .select(['action', 'actor', 'merchantId'])
      .where('subjectId', '=', u8aToHex(pair.publicKey))
      .orderBy('id')
      .execute();
    const by = {
      actor: shop.secretKey.slice(0, shop.secretKey.lastIndexOf('_')),
      merchantId: shop.merchantId,
    };
    expect(log).toEqual(
      ['account.challenge', 'account.register', 'account.release'].map((action) => ({ action, ...by })),
    );
  });
});
