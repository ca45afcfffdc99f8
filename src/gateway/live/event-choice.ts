import { badField } from '../../domain/bad-field.js';
import { EVENT_TYPES, isEventType } from '../../domain/events/catalog.js';
import { ChaintillError } from '../../domain/errors.js';
import { readLogCursor } from '../../domain/events/cursor.js';
import type { EventChoice } from '../../store/till/event-reading.js';
import { findOrder } from '../../store/till/order-reading.js';
import { merchantFor } from '../auth/on-behalf.js';
import type { GatewayContext } from '../graphql/context.js';

/** Which events somebody asks for, as they were asked for. */
export interface EventArgs {
  readonly after?: string | null;
  readonly types?: readonly string[] | null;
  /** The merchant's own id. */
  readonly orderId?: string | null;
  readonly merchantId?: string | null;
}

export interface ChosenEvents extends EventChoice {
  /** Null where no place is named. */
  readonly after: bigint | null;
}

/**
 * @throws {ChaintillError} `UNAUTHENTICATED`, `FORBIDDEN`, `MERCHANT_NOT_FOUND`, `ORDER_NOT_FOUND`, `BAD_USER_INPUT`, and
 * what `readLogCursor` throws
 */
export async function chooseEvents(
  { caller, till, tail }: Pick<GatewayContext, 'caller' | 'till' | 'tail'>,
  { after, types, orderId, merchantId }: EventArgs,
): Promise<ChosenEvents & { readonly merchantId: string }> {
  const owner = merchantFor(caller, 'orders:read', merchantId);
  return {
    merchantId: owner,
    types: types == null ? null : readTypes(types),
    orderId: orderId == null ? null : await orderOf(till, owner, orderId),
    after: after == null ? null : readLogCursor(after, await tail.position()),
  };
}

function readTypes(types: readonly string[]): readonly string[] {
  if (types.length > 0 && types.every(isEventType)) return [...new Set(types)];
  throw badField('types', `write of these: ${EVENT_TYPES.join(', ')}`);
}

async function orderOf(till: GatewayContext['till'], merchantId: string, orderId: string): Promise<string> {
  const order = await findOrder(till, merchantId, { orderId });
  if (order) return order.id;
  throw new ChaintillError('ORDER_NOT_FOUND', 'this merchant has no order of that orderId: check it', {
    field: 'orderId',
  });
}
