import { ChaintillError } from '../../../domain/errors.js';
import { findPayment } from '../../../store/till/decisions.js';
import { findOrder, type OrderName } from '../../../store/till/order-reading.js';
import { requireMerchant } from '../../auth/caller.js';
import { viewOrders } from '../../order-answer.js';
import { carryOut } from '../../order-decisions.js';
import { registerAsked } from '../../order-registration.js';
import type { OrderView } from '../../order-view.js';
import { viewPayments, type PaymentView } from '../../payment-view.js';
import type { GatewayContext } from '../context.js';
import type { Resolver } from '../list-field.js';

interface RegisterArgs {
  readonly input: object;
  readonly idempotencyKey?: string | null;
}

/** Under a key the order is kept by its id, as the answer's fields are chosen anew each time. */
const registerOrder: Resolver<RegisterArgs> = async (_source, { input, idempotencyKey }, context) => {
  const { merchantId } = requireMerchant(context.caller, 'orders:write');
  const asked = { input, route: 'registerOrder', idempotencyKey: idempotencyKey ?? null };
  const { body: id } = await inInput(
    registerAsked(context, asked, (row) => Promise.resolve({ status: 200, body: row.id })),
  );
  return readOrder(context, merchantId, { id });
};

const cancelOrder: Resolver<{ orderId: string }> = async (_source, { orderId }, context) => {
  const merchantId = await carryOut(context, { kind: 'cancel', orderId });
  return readOrder(context, merchantId, { orderId });
};

const markOrder: Resolver<{ orderId: string; as: 'settled' | 'invalid'; reason: string }> = async (
  _source,
  { orderId, as, reason },
  context,
) => {
  const merchantId = await carryOut(context, { kind: 'mark', orderId, as, reason });
  return readOrder(context, merchantId, { orderId });
};

const assignPayment: Resolver<{ transferId: string; orderId: string }> = async (
  _source,
  { transferId, orderId },
  context,
) => {
  const merchantId = await carryOut(context, { kind: 'assign', orderId, transferId });
  return readOrder(context, merchantId, { orderId });
};

const dismissPayment: Resolver<{ transferId: string }> = async (
  _source,
  { transferId },
  context,
): Promise<PaymentView | undefined> => {
  const merchantId = await carryOut(context, { kind: 'dismiss', transferId });
  const row = await findPayment(context.till, merchantId, transferId);
  return (await viewPayments(context, row ? [row] : []))[0];
};

async function readOrder(
  context: GatewayContext,
  merchantId: string,
  name: OrderName,
): Promise<OrderView | undefined> {
  const row = await findOrder(context.till, merchantId, name);
  return (await viewOrders(context, row ? [row] : []))[0];
}

/** Of REST, a body's fields are the request's own; here they are those of the argument `input`. */
async function inInput<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (!(cause instanceof ChaintillError) || cause.field === null || cause.field === 'idempotencyKey') {
      throw cause;
    }
    const { code, message, field } = cause;
    throw new ChaintillError(code, `input.${message}`, { field: `input.${field}`, cause });
  }
}

export const orderMutationResolvers = {
  Mutation: { registerOrder, cancelOrder, markOrder, assignPayment, dismissPayment },
  MarkAs: { SETTLED: 'settled', INVALID: 'invalid' },
};
