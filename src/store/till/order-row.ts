/** A row of till.orders as the fold knows it. */
import type { Selectable } from 'kysely';
import type { Sighting } from '../../domain/order/projection.js';
import type { OrderState } from '../../domain/order/state.js';
import type { OrderTerms } from '../../domain/order/terms.js';
import type { ReadSighting } from './order-reading.js';
import type { OrderTable } from './tables.js';

type OrderRow = Selectable<OrderTable>;

export function termsOf(row: OrderRow): OrderTerms {
  return {
    amount: BigInt(row.amount),
    minimum: BigInt(row.minimum),
    asset: row.asset,
    payer: row.payer,
    dust: BigInt(row.dust),
    windowFrom: row.windowFrom,
    expiryHeight: row.expiryHeight,
    late: row.latePolicy === 'hold' ? { policy: 'hold' } : { policy: 'accept', blocks: row.lateBlocks },
  };
}

export function stateOf(row: OrderRow): OrderState {
  return {
    status: row.status,
    received: BigInt(row.received),
    held: BigInt(row.held),
    paymentCount: row.paymentCount,
    failedAttempts: row.failedAttempts,
    flags: row.flags,
    settledHeight: row.settledHeight,
    height: row.appliedHeight,
  };
}

export function sightingOf({ blockNumber, fromAccount, asset, value }: ReadSighting): Sighting {
  return { blockNumber, from: fromAccount, asset, value: BigInt(value) };
}
