/** Rows of schema till as a test wants them, as if the settler had written them. */
import { randomUUID } from 'node:crypto';
import type { Insertable, Selectable } from 'kysely';
import { parseAccount } from '../../src/domain/account.js';
import type { TillDatabase } from '../../src/store/till/database.js';
import type {
  EventTable,
  OrderTable,
  PaymentTable,
  RefundTable,
  SightingTable,
} from '../../src/store/till/tables.js';
import { ALICE, BOB } from './accounts.js';

/** An order as a test writes it: accounts in any spelling, and what it does not care for left out. */
export type GivenOrder = Partial<Omit<Insertable<OrderTable>, 'owner' | 'payee' | 'createdAt'>> & {
  readonly merchantId: string;
  readonly owner?: string;
  readonly payee?: string;
  readonly createdAt?: Date;
};

/** What a test compares with: the row as it is stored. */
export type StoredOrder = Selectable<OrderTable>;

let made = 0;

/** Inserts orders. @returns them as they are stored, in the order of `given`. */
export async function insertOrders(till: TillDatabase, given: readonly GivenOrder[]): Promise<StoredOrder[]> {
  const rows = given.map((order) => {
    made += 1;
    const orderId = order.orderId ?? `order-${made}`;
    const owner = parseAccount(order.owner ?? ALICE);
    const { metadata, ...rest } = order;
    const id = order.id ?? randomUUID();
    return {
      mode: 'reference' as const,
      reference: order.mode === 'address' ? null : orderId,
      amount: '5000000000000',
      minimum: order.amount ?? '5000000000000',
      windowFrom: 100,
      expiryHeight: 10_100,
      latePolicy: 'hold' as const,
      termsDigest: Buffer.alloc(32),
      registeredHeight: 99,
      publicToken: `pub_${randomUUID()}`,
      createdAt: new Date(Date.UTC(2026, 0, 1, 0, 0, 0, made)),
      appliedHeight: 99,
      ...rest,
      ...(metadata !== undefined && { metadata }),
      id,
      orderId,
      owner,
      payee: order.payee === undefined ? owner : parseAccount(order.payee),
    };
  });
  for (let at = 0; at < rows.length; at += 1_000) {
    await till
      .insertInto('orders')
      .values(rows.slice(at, at + 1_000))
      .execute();
  }
  const stored = await till
    .selectFrom('orders')
    .selectAll()
    .where(
      'id',
      'in',
      rows.map(({ id }) => id),
    )
    .execute();
  const byId = new Map(stored.map((row) => [row.id, row]));
  return rows.flatMap(({ id }) => byId.get(id) ?? []);
}

export type GivenPayment = Partial<Omit<Insertable<PaymentTable>, 'fromAccount' | 'toAccount'>> & {
  readonly merchantId: string;
  readonly fromAccount?: string;
  readonly toAccount?: string;
};

/** Inserts payments; one that waits has `inbox`. */
export async function insertPayments(till: TillDatabase, given: readonly GivenPayment[]): Promise<void> {
  const rows = given.map((payment) => {
    const { blockNumber = 200, eventIndex = 0 } = payment;
    return {
      transferId: `${blockNumber}-${eventIndex}`,
      blockHash: `0x${blockNumber.toString(16).padStart(64, '0')}`,
      value: '1000000000000',
      pairing: payment.reference == null ? 'none' : 'paired',
      use: 'unmatched' as const,
      appliedHeight: blockNumber,
      ...payment,
      blockNumber,
      eventIndex,
      fromAccount: parseAccount(payment.fromAccount ?? BOB),
      toAccount: parseAccount(payment.toAccount ?? ALICE),
    };
  });
  for (let at = 0; at < rows.length; at += 1_000) {
    await till
      .insertInto('payments')
      .values(rows.slice(at, at + 1_000))
      .execute();
  }
}

export type GivenSighting = Partial<Insertable<SightingTable>> & { readonly orderId: string };

export async function insertSightings(till: TillDatabase, given: readonly GivenSighting[]): Promise<void> {
  const rows = given.map((sighting, i) => ({
    blockHash: `0x${(sighting.blockNumber ?? 300).toString(16).padStart(64, 'f')}`,
    eventIndex: i,
    blockNumber: 300,
    fromAccount: parseAccount(BOB),
    value: '1000000000000',
    ...sighting,
  }));
  await till.insertInto('sightings').values(rows).execute();
}

export type GivenEvent = Partial<Insertable<EventTable>> & {
  readonly merchantId: string;
  readonly orderId: string;
  readonly sequence: number;
};

export async function insertEvents(till: TillDatabase, given: readonly GivenEvent[]): Promise<void> {
  const rows = given.map((event) => {
    made += 1;
    return {
      cursor: String(made),
      id: `evt_${made}`,
      type: 'order.created',
      body: JSON.stringify({ data: { sequence: event.sequence } }),
      ...event,
    };
  });
  await till.insertInto('events').values(rows).execute();
}

export type GivenRefund = Partial<Omit<Insertable<RefundTable>, 'transferId' | 'merchantId'>> & {
  readonly merchantId: string;
  readonly transferId: string;
};

export async function insertRefunds(till: TillDatabase, given: readonly GivenRefund[]): Promise<void> {
  const rows = given.map((refund) => ({
    payer: parseAccount(ALICE),
    destination: parseAccount(BOB),
    amount: '1000000000000',
    reference: `refund.${randomUUID().replaceAll('-', '')}`,
    actor: 'test',
    ...refund,
  }));
  await till.insertInto('refunds').values(rows).execute();
}
