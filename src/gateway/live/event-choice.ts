import { badField } from '../../domain/bad-field.js';
import { EVENT_TYPES, isEventType } from '../../domain/events/catalog.js';
import { readLogCursor } from '../../domain/events/cursor.js';
import type { EventChoice } from '../../store/till/event-reading.js';
import { merchantFor } from '../auth/on-behalf.js';
import { requireOrder } from '../required-order.js';
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
    orderId: orderId == null ? null : (await requireOrder(till, owner, orderId)).id,
    after: after == null ? null : readLogCursor(after, await tail.position()),
  };
}

function readTypes(types: readonly string[]): readonly string[] {
  if (types.length > 0 && types.every(isEventType)) return [...new Set(types)];
  throw badField('types', `write of these: ${EVENT_TYPES.join(', ')}`);
}
