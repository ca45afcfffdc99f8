import type { EventOf, GatewayEvent } from '../events.js';

/** How an endpoint has its events written. */
export type Dialect = keyof MessageByDialect;

/** What a verified webhook says. A test is written in the same way in every dialect. */
export interface MessageByDialect {
  readonly standard: GatewayEvent;
  readonly liberland: LiberlandMessage | EventOf<'endpoint.test'>;
  readonly gateway: GatewayMessage | EventOf<'endpoint.test'>;
}

/** An order is settled. */
export interface LiberlandMessage {
  /** Id in pallet assets, or `Native`. */
  readonly assetId: string;
  /** The payer; null where nobody's payment settled it. */
  readonly fromId: string | null;
  readonly orderId: string;
  /** What was registered, in the smallest unit. */
  readonly price: string;
  readonly remark: string;
  /** The account that was paid. */
  readonly toId: string;
}

export interface GatewayMessage {
  /** Goods leave on `transaction.confirmed` alone. */
  readonly event: 'transaction.detected' | 'transaction.confirmed' | 'transaction.failed';
  readonly data: {
    readonly id: string;
    /** Of the extrinsic. */
    readonly hash: string | null;
    /** In the smallest unit. */
    readonly amount: string;
    readonly confirmations: number | null;
    /** `expired` or `underpaid`: the order has ended. Else why that one transaction failed; the order can still be paid. */
    readonly failure_reason: string | null;
    /** The merchant's own data of the order, and what was registered. */
    readonly metadata: Readonly<Record<string, unknown>> & {
      readonly order_id: string;
      readonly amount: string;
      readonly asset: string | null;
    };
  };
}
