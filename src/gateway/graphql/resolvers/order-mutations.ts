import { ChaintillError } from '../../../domain/errors.js';
import { findPayment, type DecisionKey } from '../../../store/till/decisions.js';
import { findOrder, type OrderName } from '../../../store/till/order-reading.js';
import { requireMerchant } from '../../auth/caller.js';
import { viewOrders } from '../../order-answer.js';
import { carryOut } from '../../order-decisions.js';
import { registerAsked } from '../../order-registration.js';
import type { OrderView } from '../../order-view.js';
import { viewPayments, type PaymentView } from '../../payment-view.js';
import type { GatewayContext } from '../context.js';
import type { Resolver } from '../list-field.js';

interface Keyed {
  readonly idempotencyKey?: string | null;
}

interface RegisterArgs extends Keyed {
  readonly input: object;
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

const cancelOrder: Resolver<{ orderId: string } & Keyed> = async (_source, args, context) => {
  const { orderId } = args;
  const merchantId = await carryOut(context, { kind: 'cancel', orderId }, keyOf('cancelOrder', args));
  return readOrder(context, merchantId, { orderId });
};

const markOrder: Resolver<{ orderId: string; as: 'settled' | 'invalid'; reason: string } & Keyed> = async (
  _source,
  args,
  context,
) => {
  const { orderId, as, reason } = args;
  const merchantId = await carryOut(context, { kind: 'mark', orderId, as, reason }, keyOf('markOrder', args));
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

function keyOf(route: string, { idempotencyKey }: Keyed): DecisionKey | null {
  return idempotencyKey == null ? null : { route, key: idempotencyKey };
}

async function readOrder(
  context: GatewayContext,
  merchantId: string,
  name: OrderName,
): Promise<OrderView | undefined> {
  const row = await findOrder(context.till, merchantId, name);
  return (await viewOrders(context, row ? [row] : []))[0];
}

/** Of REST, a body's fields are the request's own; here they are those of the argument `input`. */
export async function inInput<T>(work: Promise<T>): Promise<T> {
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
