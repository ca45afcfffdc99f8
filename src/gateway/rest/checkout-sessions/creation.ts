/** Opening a checkout session: an order is registered, and the session with it. */
import { inSessionWords, readSessionRequest } from '../../../domain/checkout/session-request.js';
import type { OrderRequest } from '../../../domain/order/request.js';
import { addSession, drawSessionId, findSession } from '../../../store/till/checkout-sessions.js';
import type { TillTransaction } from '../../../store/till/database.js';
import type { Answer } from '../../../store/till/idempotency.js';
import type { OrderReading } from '../../../store/till/order-reading.js';
import { requireMerchant } from '../../auth/caller.js';
import { checkIdempotencyKey } from '../../idempotency-key.js';
import { registerRequest, type Asked, type RegistrationContext } from '../../order-registration.js';
import { viewSessions, type SessionSurroundings } from './view.js';

export interface CreationSurroundings extends SessionSurroundings {
  readonly context: SessionSurroundings['context'] & RegistrationContext;
}

/** @throws {ChaintillError} as `registerAsked`; with an address to go back to, also `SECRET_KEY_MISSING` */
export async function createSession(
  surroundings: CreationSurroundings,
  { input, route, idempotencyKey }: Asked,
): Promise<Answer> {
  const { context } = surroundings;
  const { network, webhookSecrets } = context;
  const { merchantId } = requireMerchant(context.caller, 'orders:write');
  checkIdempotencyKey(idempotencyKey);
  const id = drawSessionId();
  const rules = { allowLoopbackHttp: network.genesisHash === null };
  const { order, clientReferenceId, lineItems } = readSessionRequest(input, id, rules);
  // Who works with sessions counts on what stands in these addresses, which nobody could believe unsigned.
  if (order.successUrl !== null || order.failureUrl !== null || order.company !== null)
    webhookSecrets.sealer();
  const keyed = idempotencyKey === null ? null : { route, key: idempotencyKey };

  async function render(row: OrderReading, isNew: boolean, transaction: TillTransaction): Promise<Answer> {
    if (isNew) {
      await addSession(transaction, {
        id,
        merchantId,
        orderId: row.id,
        clientReferenceId,
        lineItems: lineItems && JSON.stringify(lineItems),
        expiresAt: expectedEnd(order, row, network.blockTimeMs),
        createdAt: row.createdAt,
      });
    }
    const session = await findSession(transaction, merchantId, { orderId: row.id });
    if (!session) throw new Error('a session is gone in the transaction that saw it');
    const [view] = await viewSessions(surroundings, [session]);
    return { status: isNew ? 201 : 200, body: JSON.stringify(view) };
  }

  try {
    return await registerRequest(context, { merchantId, request: order, keyed, front: null }, render);
  } catch (error) {
    throw inSessionWords(error);
  }
}

/** What was asked for, or when as many blocks are to be expected. */
function expectedEnd({ expiry }: OrderRequest, row: OrderReading, blockTimeMs: number): Date {
  if (expiry.by === 'time') return new Date(expiry.at);
  return new Date(row.createdAt.getTime() + (row.expiryHeight - row.registeredHeight) * blockTimeMs);
}
