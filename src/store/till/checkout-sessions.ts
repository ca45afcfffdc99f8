/** Checkout sessions, each with what is shown of its order. */
import { randomBytes } from 'node:crypto';
import type { Insertable } from 'kysely';
import { badField } from '../../domain/bad-field.js';
import type { OrderStatus } from '../../domain/order/state.js';
import type { CheckoutSessionTable } from './checkout-tables.js';
import type { TillDatabase, TillTransaction } from './database.js';

/** A session with its order's state. */
export type SessionReading = Awaited<ReturnType<typeof listSessions>>[number];

/** Which sessions are wanted: all of what is given. */
export interface SessionChoice {
  /** Of their orders; null for any. */
  readonly orderStatuses: readonly OrderStatus[] | null;
  readonly clientReferenceId: string | null;
  /** Id of the session before the first; null from the newest. */
  readonly startingAfter: string | null;
  readonly limit: number;
}

const SESSION_ID = /^cs_[0-9a-f]{32}$/;

export function drawSessionId(): string {
  return `cs_${randomBytes(16).toString('hex')}`;
}

/** Adds a session in the transaction of its order. */
export async function addSession(
  transaction: TillTransaction,
  session: Insertable<CheckoutSessionTable>,
): Promise<void> {
  await transaction.insertInto('checkoutSessions').values(session).execute();
}

/** @returns undefined where the merchant has no such session, whoever else has. */
export async function findSession(
  till: TillDatabase,
  merchantId: string,
  name: { readonly id: string } | { readonly orderId: string },
): Promise<SessionReading | undefined> {
  const sessions = sessionsOf(till, merchantId);
  if ('orderId' in name) return sessions.where('c.orderId', '=', name.orderId).executeTakeFirst();
  return SESSION_ID.test(name.id) ? sessions.where('c.id', '=', name.id).executeTakeFirst() : undefined;
}

/**
 * Newest first.
 * @throws {ChaintillError} `SESSION_NOT_FOUND` where the merchant has no session `startingAfter`
 */
export async function listSessions(till: TillDatabase, merchantId: string, choice: SessionChoice) {
  const { orderStatuses, clientReferenceId, startingAfter, limit } = choice;
  let query = sessionsOf(till, merchantId);
  if (orderStatuses !== null) query = query.where('o.status', 'in', orderStatuses);
  if (clientReferenceId !== null) query = query.where('c.clientReferenceId', '=', clientReferenceId);
  if (startingAfter !== null) {
    const before = await findSession(till, merchantId, { id: startingAfter });
    if (!before) {
      throw badField('starting_after', 'this merchant has no such session: write the id of one', {
        code: 'SESSION_NOT_FOUND',
      });
    }
    const { createdAt, orderUuid } = before;
    query = query.where((eb) =>
      eb(eb.refTuple('c.createdAt', 'c.orderId'), '<', eb.tuple(createdAt, orderUuid)),
    );
  }
  return query.orderBy('c.createdAt', 'desc').orderBy('c.orderId', 'desc').limit(limit).execute();
}

/** What a way back to the shop says besides the order: which till, and which session, if any. */
export async function findReturnFacts(
  till: TillDatabase,
  orderId: string,
): Promise<{ readonly instance: string; readonly sessionId: string | null } | undefined> {
  return till
    .selectFrom('instance as i')
    .leftJoin('checkoutSessions as c', (join) => join.on('c.orderId', '=', orderId))
    .select(['i.id as instance', 'c.id as sessionId'])
    .executeTakeFirst();
}

/** Both have the merchant and the time, so that either one's index can lead. */
function sessionsOf(till: TillDatabase, merchantId: string) {
  return till
    .selectFrom('checkoutSessions as c')
    .innerJoin('orders as o', (join) =>
      join
        .onRef('o.id', '=', 'c.orderId')
        .onRef('o.merchantId', '=', 'c.merchantId')
        .onRef('o.createdAt', '=', 'c.createdAt'),
    )
    .where('c.merchantId', '=', merchantId)
    .select(['c.id', 'c.orderId as orderUuid', 'c.clientReferenceId', 'c.lineItems', 'c.expiresAt'])
    .select(['c.createdAt', 'o.orderId', 'o.status', 'o.asset', 'o.amount', 'o.publicToken'])
    .select(['o.description', 'o.metadata', 'o.companyId', 'o.successUrl', 'o.failureUrl']);
}
