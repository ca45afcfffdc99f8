/** What every view needs of the gateway. */

export const MERCHANT = `query {
  merchant { id name }
}`;

export interface MerchantAnswer {
  readonly merchant: { readonly id: string; readonly name: string };
}

export const CHAIN = `query {
  chain { title finalized indexedHeight lag }
}`;

export interface ChainAnswer {
  readonly chain: {
    readonly title: string;
    readonly finalized: number | null;
    readonly indexedHeight: number | null;
    readonly lag: number | null;
  };
}

export const EVENTS = `subscription ($after: String) {
  events(after: $after) { cursor type orderId }
}`;

export interface LiveEvent {
  readonly cursor: string;
  /** As `order.settled`. */
  readonly type: string;
  /** The merchant's own id; null for what belongs to no order. */
  readonly orderId: string | null;
}

/** An amount as the API writes it. */
export interface Amount {
  /** In the smallest unit, in decimal. */
  readonly value: string;
  /** As `1.5 LLD`; null where the asset's decimals are not known. */
  readonly formatted: string | null;
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}
