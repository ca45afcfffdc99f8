/** Where a buyer goes from the checkout page, signed so that the shop can tell who says so. */
import { sign } from 'node:crypto';
import { returnAddress, returnParameters, returnText } from '../domain/checkout/return.js';
import { ChaintillError } from '../domain/errors.js';
import { findReturnFacts } from '../store/till/checkout-sessions.js';
import type { GatewayKeys } from '../store/till/gateway-keys.js';
import type { OrderReading } from '../store/till/order-reading.js';
import type { GatewayContext } from './graphql/context.js';

export type ReturnContext = Pick<GatewayContext, 'till' | 'webhookSecrets'>;

/** One of them at most: an order is settled, or it is not. */
export interface Returns {
  /** Null unless the order is settled. */
  readonly successUrl: string | null;
  /** Null once it is. */
  readonly failureUrl: string | null;
}

/**
 * A gateway without a secret key signs nothing, and then says nothing either: the address comes without parameters.
 * @throws {ChaintillError} `SECRET_KEY_WRONG`, `DATABASE_UNAVAILABLE`
 */
export async function returnsOf(
  { till, webhookSecrets }: ReturnContext,
  order: OrderReading,
): Promise<Returns> {
  const settled = order.status === 'settled';
  const link = settled ? order.successUrl : order.failureUrl;
  if (link === null) return { successUrl: null, failureUrl: null };
  const facts = await findReturnFacts(till, order.id);
  if (!facts) throw new Error('an order is in a till that is none');
  const { merchantId, orderId, status, settledHeight } = order;
  const back = { ...facts, merchantId, orderId, status, settledHeight };
  const keys = await keysOf(webhookSecrets);
  const parameters = keys
    ? returnParameters(back, signed(returnText(back), keys.ed25519))
    : new Map<string, string>();
  const address = returnAddress(link, back, parameters);
  return settled ? { successUrl: address, failureUrl: null } : { successUrl: null, failureUrl: address };
}

function signed(text: string, { kid, privateKey }: GatewayKeys['ed25519']) {
  return { key: kid, signature: sign(null, Buffer.from(text), privateKey).toString('base64url') };
}

/** @returns null where the operator has set no secret key */
async function keysOf(webhookSecrets: ReturnContext['webhookSecrets']): Promise<GatewayKeys | null> {
  try {
    return await webhookSecrets.keys();
  } catch (error) {
    if (error instanceof ChaintillError && error.code === 'SECRET_KEY_MISSING') return null;
    throw error;
  }
}
