/** One connection of a shop front. */
import type { Logger } from 'pino';
import { ChaintillError } from '../../domain/errors.js';
import type { FrontLimits } from '../../store/till/front-orders.js';
import type { ShopFront } from '../auth/caller.js';
import type { GatewayContext } from '../graphql/context.js';
import { readPublicOrder } from '../public-order.js';
import type { Peer } from '../sockets/peer.js';
import type { Rate } from '../sockets/rate.js';
import type { AddressOrders } from './address-orders.js';
import type { Inbound } from './inbound.js';
import { readMessage, type NewOrderMessage } from './messages.js';
import { orderItem } from './ordering.js';
import { tellOrder } from './telling.js';

export interface Session {
  readonly context: GatewayContext;
  /** Null for a client without a key, which can follow orders and make none. */
  readonly front: ShopFront | null;
  /** Where it comes from, as limits count it. */
  readonly address: string;
  readonly addressOrders: AddressOrders;
  readonly peer: Peer;
  readonly inbound: Inbound;
  readonly rates: FrontRates;
  readonly limits: SessionLimits;
  readonly log: Logger;
}

export interface FrontRates {
  /** New orders by key, and by address. */
  readonly orders: Rate;
  readonly ordersOfKey: Rate;
  /** Messages by address. */
  readonly messages: Rate;
}

export interface SessionLimits extends FrontLimits {
  /** Orders that one connection hears of at once. */
  readonly following: number;
}

/** Answers a client's messages one by one, until it is gone. */
export async function runSession(session: Session): Promise<void> {
  const { inbound, peer, rates, address } = session;
  const followed: Followed = new Map();
  for (let text = await inbound.next(); text !== null; text = await inbound.next()) {
    let ref: string | null = null;
    try {
      refuseHaste(rates.messages.take(address));
      const message = readMessage(text);
      if (message.type === 'new order') ref = message.ref;
      const token = await (message.type === 'new order'
        ? takeOrder(session, message)
        : findOrder(session, message.token));
      follow(session, followed, token, ref);
    } catch (error) {
      await tellError(session, error, ref);
    }
    if (peer.signal.aborted) return;
  }
}

/** What ends each order's telling, by its token. */
type Followed = Map<string, AbortController>;

async function takeOrder(
  { context, front, address, addressOrders, rates, limits }: Session,
  message: NewOrderMessage,
): Promise<string> {
  if (!front) {
    throw new ChaintillError(
      'UNAUTHENTICATED',
      'ordering takes the publishable key of a shop: connect with ?key=pk_…',
    );
  }
  refuseHaste(rates.orders.take(address) || rates.ordersOfKey.take(front.keyId));
  return orderItem({ context, front, limits, address, addressOrders }, message);
}

async function findOrder({ context }: Session, token: string): Promise<string> {
  return (await readPublicOrder(context.till, token)).publicToken;
}

/** An order that is followed already is told from the beginning. */
function follow(session: Session, followed: Followed, token: string, ref: string | null): void {
  const { context, peer, limits } = session;
  followed.get(token)?.abort();
  followed.delete(token);
  if (followed.size >= limits.following) {
    throw new ChaintillError(
      'TOO_MANY_FOLLOWED',
      `one connection hears of at most ${limits.following} orders: open another one`,
    );
  }
  const end = new AbortController();
  followed.set(token, end);
  const signal = AbortSignal.any([peer.signal, end.signal]);
  void tellOrder({ context, peer, token, ref, signal })
    .catch((error: unknown) => tellError(session, error, ref))
    .finally(() => {
      if (followed.get(token) === end) followed.delete(token);
    });
}

/** @param seconds until it may be done; 0 for now */
function refuseHaste(seconds: number): void {
  if (seconds === 0) return;
  throw new ChaintillError('RATE_LIMITED', `too many messages: send this again in ${seconds} s`);
}

/** Says what a message, or the telling of an order, came to. */
export async function tellError(
  { peer, log }: Pick<Session, 'peer' | 'log'>,
  error: unknown,
  ref: string | null,
): Promise<void> {
  const known = error instanceof ChaintillError ? error : null;
  if (!known) log.error({ err: error }, 'a shop front’s message failed unexpectedly');
  await peer.send(
    JSON.stringify({
      type: 'error',
      code: known?.code ?? 'INTERNAL_SERVER_ERROR',
      message: known?.message ?? 'something went wrong in the gateway: try again',
      ...(known?.field != null && { field: known.field }),
      ...(ref !== null && { ref }),
    }),
  );
}
