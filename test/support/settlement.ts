import { randomBytes, randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { parseAccount } from '../../src/domain/account.js';
import { minimumOf } from '../../src/domain/order/terms.js';
import { notationOf } from '../../src/domain/events/notation.js';
import { planSettlement } from '../../src/domain/settlement/plan.js';
import type { AssetTransferRow, TransferRow } from '../../src/store/chain/tables.js';
import { openTillDatabase, type TillDatabase } from '../../src/store/till/database.js';
import { claimTill } from '../../src/store/till/instance.js';
import { migrateTill } from '../../src/store/till/migrate.js';
import { settleStep, type StepResult } from '../../src/store/till/settling/step.js';
import type { CommandKind } from '../../src/store/till/tables.js';
import { expectEventsFitSchemas } from './event-schema.js';
import { createTestIndex, type Given, type TestIndex } from './gateway.js';
import { network } from './network.js';

/** An order as a test writes it, with the terms that it is about. */
export interface GivenOrder {
  readonly merchantId: string;
  readonly payee: string;
  readonly reference?: string | null;
  readonly amount?: bigint;
  readonly toleranceBp?: number;
  readonly dust?: bigint;
  readonly asset?: string | null;
  readonly windowFrom?: number;
  readonly expiryHeight?: number;
  readonly late?: number | 'hold';
  readonly mode?: 'reference' | 'address';
  readonly owner?: string;
  readonly payer?: string;
}

/** A till over an index that a test writes block by block. */
export interface TestSettlement {
  readonly index: TestIndex;
  readonly till: TillDatabase;
  merchant(...accounts: string[]): Promise<string>;
  account(merchantId: string, account: string, fromHeight?: number): Promise<void>;
  /** Inserts an order with its registration, as the gateway does. @returns its id */
  order(order: GivenOrder): Promise<string>;
  command(kind: CommandKind, merchantId: string, orderId: string | null, payload?: object): Promise<string>;
  /** Indexes transfers and brings the index to a height. */
  block(
    height: number,
    transfers?: readonly Given<TransferRow>[],
    assets?: readonly Given<AssetTransferRow>[],
  ): Promise<void>;
  /** Settles until nothing is left. @returns the last step's result */
  settle(): Promise<StepResult>;
  readOrder(id: string): Promise<SettledOrder>;
  events(orderId?: string): Promise<string[]>;
  epoch: bigint;
  /** Also fails where a stored event does not fit the JSON Schema of its type. */
  close(): Promise<void>;
}

export interface SettledOrder {
  readonly status: string;
  readonly amountState: string;
  readonly received: string;
  readonly held: string;
  readonly paymentCount: number;
  readonly flags: readonly string[];
  readonly refundState: string;
  readonly refunded: string;
  readonly settledHeight: number | null;
  readonly setAside: string | null;
}

export async function createTestSettlement(
  dustOf: (asset: string | null) => bigint = () => 0n,
): Promise<TestSettlement> {
  const index = await createTestIndex();
  // As long as the settler's own.
  const till = openTillDatabase({
    url: index.database.url,
    log: pino({ level: 'silent' }),
    statementTimeoutMs: 60_000,
  });
  await migrateTill({ url: index.database.url, log: pino({ level: 'silent' }) });
  await claimTill(till, { network: 'testnet', genesisHash: '0x00', chainIdentity: '0x00' });

  async function command(
    kind: CommandKind,
    merchantId: string,
    orderId: string | null,
    payload: object = {},
  ): Promise<string> {
    const { id } = await till
      .insertInto('commands')
      .values({ kind, merchantId, orderId, payload: JSON.stringify(payload), actor: 'key_test' } as never)
      .returning('id')
      .executeTakeFirstOrThrow();
    return id;
  }

  const self: TestSettlement = {
    index,
    till,
    epoch: 0n,
    async merchant(...accounts) {
      const { id } = await till
        .insertInto('merchants')
        .values({ name: 'Coffee' })
        .returning('id')
        .executeTakeFirstOrThrow();
      for (const account of accounts) await self.account(id, account);
      return id;
    },
    account: (merchantId, account, fromHeight) => insertAccount(till, merchantId, account, fromHeight),
    order: (given) => insertOrder(till, given),
    command,
    async block(height, transfers = [], assets = []) {
      await index.insertTransfers(transfers.map((row) => ({ blockNumber: height, ...row })));
      await index.insertAssetTransfers(assets.map((row) => ({ blockNumber: height, ...row })));
      await index.setMetadata({ lastProcessedHeight: height });
    },
    async settle() {
      for (;;) {
        const result = await settleStep(till, {
          epoch: self.epoch,
          schema: 'chain',
          most: 500,
          limit: null,
          plan: (work) => planSettlement(work, dustOf, notationOf(network)),
        });
        if (!result.more) return result;
      }
    },
    async readOrder(id) {
      return till
        .selectFrom('orders')
        .select([
          'status',
          'amountState',
          'received',
          'held',
          'paymentCount',
          'flags',
          'refundState',
          'refunded',
          'settledHeight',
          'setAside',
        ])
        .where('id', '=', id)
        .executeTakeFirstOrThrow();
    },
    async events(orderId) {
      let query = till.selectFrom('events').select('type').orderBy('cursor');
      if (orderId !== undefined) query = query.where('orderId', '=', orderId);
      return (await query.execute()).map(({ type }) => type);
    },
    async close() {
      await expectEventsFitSchemas(till);
      await till.destroy();
      await index.close();
    },
  };
  return self;
}

/** Gives a merchant an account, as the gateway does. */
export async function insertAccount(
  till: TillDatabase,
  merchantId: string,
  account: string,
  fromHeight = 0,
): Promise<void> {
  await till.transaction().execute(async (db) => {
    const { id } = await db
      .insertInto('accounts')
      .values({ account: parseAccount(account), merchantId, fromHeight, provedBy: 'operator' } as never)
      .returning('id')
      .executeTakeFirstOrThrow();
    const payload = JSON.stringify({ accountId: id });
    await db
      .insertInto('commands')
      .values({ kind: 'account', merchantId, payload, actor: 'key_test' } as never)
      .execute();
  });
}

/** Inserts an order with its registration, as the gateway does. @returns its id */
export async function insertOrder(till: TillDatabase, given: GivenOrder & { id?: string }): Promise<string> {
  const { amount = 1000n, toleranceBp = 0, late = 'hold', mode = 'reference', windowFrom = 1 } = given;
  const payee = parseAccount(given.payee);
  return till.transaction().execute(async (db) => {
    const { id } = await db
      .insertInto('orders')
      .values({
        id: given.id ?? randomUUID(),
        merchantId: given.merchantId,
        orderId: randomUUID(),
        mode,
        payee,
        payer: given.payer === undefined ? null : parseAccount(given.payer),
        owner: given.owner ? parseAccount(given.owner) : payee,
        reference: mode === 'reference' ? (given.reference ?? 'A-1') : null,
        asset: given.asset ?? null,
        amount,
        minimum: minimumOf(amount, toleranceBp),
        toleranceBp,
        dust: given.dust ?? 0n,
        windowFrom,
        expiryHeight: given.expiryHeight ?? 100,
        latePolicy: late === 'hold' ? 'hold' : 'accept',
        lateBlocks: late === 'hold' ? 0 : late,
        termsDigest: randomBytes(32),
        registeredHeight: windowFrom,
        publicToken: randomUUID(),
      } as never)
      .returning('id')
      .executeTakeFirstOrThrow();
    await db
      .insertInto('commands')
      .values({ kind: 'register', merchantId: given.merchantId, orderId: id, actor: 'key_test' } as never)
      .execute();
    return id;
  });
}

/** A transfer to an account that names a reference. */
export function payment(
  to: string,
  value: bigint,
  reference: string | null,
  rest: Given<TransferRow> = {},
): Given<TransferRow> {
  return {
    toId: parseAccount(to),
    value: value.toString(),
    reference,
    pairing: reference === null ? 'none' : 'paired',
    ...rest,
  };
}
