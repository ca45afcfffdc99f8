import { randomUUID } from 'node:crypto';
import type { Insertable } from 'kysely';
import { parseAccount } from '../../src/domain/account.js';
import { generateKey, hashKey } from '../../src/gateway/auth/key-text.js';
import { scopesOf } from '../../src/gateway/auth/scopes.js';
import type { Scope } from '../../src/gateway/auth/caller.js';
import { insertApiKey } from '../../src/store/till/api-keys.js';
import type { Actor } from '../../src/store/till/audit-log.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { createMerchant } from '../../src/store/till/merchants.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import type { KeyKind, OrderTable } from '../../src/store/till/tables.js';
import { silent } from './gateway.js';
import { network } from './network.js';

/** Who a test's own rows are made by. */
export const TEST_ACTOR: Actor = { id: 'test', requestId: null };

/** The till of a database, migrated, and claimed for the network of the tests. The caller ends it with `destroy()`. */
export async function openTestTill(url: string): Promise<TillDatabase> {
  const till = openTillDatabase({ url, log: silent });
  await migrateTill({ url, log: silent });
  await claimTill(till, {
    network: network.name,
    genesisHash: `0x${'00'.repeat(32)}`,
    chainIdentity: 'test',
  });
  return till;
}

export interface TestMerchant {
  readonly merchantId: string;
  /** `sk_…`, with every scope. */
  readonly secretKey: string;
  /** `rk_…` */
  readonly readKey: string;
}

export interface TestMerchantOptions {
  readonly name?: string;
  /** Payee accounts, in any spelling. */
  readonly accounts?: readonly string[];
  /** First height that the accounts are the merchant's; default 0. */
  readonly fromHeight?: number;
}

/** A merchant with its keys and accounts, as rows: no command is left for the settler. */
export async function createTestMerchant(
  till: TillDatabase,
  { name = 'A shop', accounts = [], fromHeight = 0 }: TestMerchantOptions = {},
): Promise<TestMerchant> {
  const { id: merchantId } = await createMerchant(till, { name, allowsUnregistered: false }, TEST_ACTOR);
  for (const account of accounts) {
    await till
      .insertInto('accounts')
      .values({
        id: randomUUID(),
        account: parseAccount(account),
        merchantId,
        fromHeight,
        provedBy: 'operator',
      })
      .execute();
  }
  return {
    merchantId,
    secretKey: await createTestKey(till, { merchantId, kind: 'secret' }),
    readKey: await createTestKey(till, { merchantId, kind: 'read' }),
  };
}

export interface TestKeyOptions {
  /** Null, with kind `admin`, for the operator's. */
  readonly merchantId: string | null;
  readonly kind: KeyKind;
  /** Default: all that the kind can have. */
  readonly scopes?: readonly Scope[];
  readonly expiresAt?: Date;
}

/** @returns the key's text. */
export async function createTestKey(till: TillDatabase, options: TestKeyOptions): Promise<string> {
  const { kind, merchantId, scopes = scopesOf(kind), expiresAt = null } = options;
  const key = generateKey(kind);
  await insertApiKey(
    till,
    { id: key.id, hash: hashKey(key), merchantId, kind, name: `a ${kind} key`, scopes, expiresAt },
    TEST_ACTOR,
  );
  return key.text;
}

/** An operator's key. */
export function createTestOperator(till: TillDatabase): Promise<string> {
  return createTestKey(till, { merchantId: null, kind: 'admin' });
}

/** What a test says of an order; the rest is filled in. */
export interface GivenOrder extends Partial<Omit<Insertable<OrderTable>, 'owner'>> {
  readonly merchantId: string;
  /** The merchant's account, in any spelling. */
  readonly owner: string;
}

/** An order as a row: nothing is told to the settler. */
export async function insertTestOrder(till: TillDatabase, given: GivenOrder): Promise<void> {
  const owner = parseAccount(given.owner);
  await till
    .insertInto('orders')
    .values({
      orderId: randomUUID(),
      mode: 'reference',
      payee: owner,
      reference: randomUUID(),
      amount: '10',
      minimum: '10',
      windowFrom: 1,
      expiryHeight: 1_000,
      latePolicy: 'hold',
      termsDigest: Buffer.alloc(32),
      registeredHeight: 1,
      publicToken: randomUUID(),
      ...given,
      owner,
    })
    .execute();
}
