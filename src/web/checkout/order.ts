/** An order as `GET /v1/public/orders/{token}` answers it, and what the page is told besides. */
import type { Amount, AmountState, OrderMode, OrderStatus } from '../../client/order.js';

export interface PublicOrder {
  readonly status: OrderStatus;
  readonly amountState: AmountState;
  readonly mode: OrderMode;
  /** The account to pay, in SS58. */
  readonly payee: string;
  /** Null in mode `ADDRESS`. */
  readonly remark: { readonly text: string; readonly liberlandId: string | null } | null;
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  readonly symbol: string | null;
  readonly decimals: number | null;
  readonly amount: Amount;
  readonly received: Amount;
  readonly missing: Amount;
  readonly excess: Amount;
  readonly detected: Amount;
  readonly confirmations: number | null;
  /** In sight, not final. */
  readonly payments: readonly {
    readonly blockNumber: number;
    readonly extrinsicHash: string | null;
  }[];
  readonly expiryBlock: number;
  /** From the best block; null while no height is known. */
  readonly blocksLeft: number | null;
  readonly description: string | null;
  /** Null unless it is settled. */
  readonly successUrl: string | null;
}

export interface NetworkFacts {
  readonly title: string;
  readonly blockTimeMs: number;
  /** The chain's own token, in which fees are paid. */
  readonly native: { readonly symbol: string; readonly decimals: number };
  /** Address of an extrinsic in a block explorer, with `{hash}` in it; null for none. */
  readonly explorer: string | null;
  /** Whether the gateway signs for the well-known keys of a dev chain. */
  readonly devWallet: boolean;
}

/** Why there is no order to show. */
export type Problem = 'not-found' | 'unavailable';

/** What the gateway writes into the page. */
export interface PageData {
  readonly order: PublicOrder | null;
  readonly problem: Problem | null;
  readonly network: NetworkFacts;
}
