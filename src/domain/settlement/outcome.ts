/** What one step of settlement decided, to be stored as it is. */
import type { EventContent } from '../events/catalog.js';
import type { OrderState } from '../order/state.js';
import type { Failure, KnownRefund, PaymentRecord } from './work.js';

/** What belongs together: stored whole, or where storing it fails its orders are set aside and nothing of it is kept. */
export interface Part {
  readonly orders: readonly OrderChange[];
  readonly payments: readonly PaymentRecord[];
  readonly failures: readonly Failure[];
  readonly refunds: readonly RefundRecord[];
  readonly events: readonly EventRecord[];
  readonly commands: readonly CommandResult[];
  readonly acts: readonly Act[];
}

export interface OrderChange {
  readonly id: string;
  readonly state: OrderState;
  readonly sequence: number;
  readonly refunded: bigint;
  readonly refundState: RefundState;
}

export type RefundState = 'none' | 'pending' | 'partial' | 'full';

export interface RefundRecord extends KnownRefund {
  /** Of a new one. */
  readonly payer: string | null;
  readonly reference: string | null;
  readonly actor: string | null;
  readonly doneHeight: number | null;
}

/** The body less what is known only when it is appended; its type and its data fit each other. */
export type EventRecord = EventContent & {
  readonly id: string;
  readonly merchantId: string;
  readonly orderId: string | null;
  readonly sequence: number | null;
  readonly height: number;
};

export interface CommandResult {
  readonly id: string;
  readonly ordinal: number;
  /** Null when it was applied. */
  readonly refusal: { readonly code: string; readonly message: string } | null;
}

/** A line for the audit log. */
export interface Act {
  readonly merchantId: string;
  readonly actor: string;
  readonly action: string;
  readonly subjectKind: 'order' | 'payment' | 'refund' | 'account';
  readonly subjectId: string;
  readonly before: object | null;
  readonly after: object | null;
}
