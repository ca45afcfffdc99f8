/** An order as `GET /v1/public/orders/{token}` answers it, and what the page is told besides. */
import type { Amount, AmountState, OrderMode, OrderStatus } from '../../client/order.js';

export interface PublicOrder {
  readonly status: OrderStatus;
  readonly amountState: AmountState;
  readonly mode: OrderMode;
  /** The account to pay, in SS58. */
  readonly payee: string;
  /** The one account that must pay, in SS58; null for any. */
  readonly payer: string | null;
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
  /** Of the newest attempt that failed; null where none did, or a payment came since. Left out without an order. */
  readonly failure?: PaymentFailure | null;
  /** Final, and not counted. Left out without an order. */
  readonly held?: readonly HeldMoney[];
  /** Null where nothing ends the time to pay. */
  readonly expiryBlock: number | null;
  /** From the best block; null while no height is known. */
  readonly blocksLeft: number | null;
  readonly description: string | null;
  /** The registered company that is paid, as far as it may be shown beside this payment. */
  readonly company: ShownCompany | null;
  /** Of the shop, with what it needs to believe it. Null unless it is settled. */
  readonly successUrl: string | null;
  /** Likewise; null once it is settled. */
  readonly failureUrl: string | null;
  /** No order is registered for it: the final chain alone answers, and `status` stays `OPEN`. */
  readonly unregistered?: boolean;
  /** Every final payment up to this block is in the answer. */
  readonly indexedHeight?: number | null;
  /** Of the newest payment's extrinsic. */
  readonly transaction?: string | null;
  /** Left out on the page of an order. */
  readonly link?: LinkFacts;
}

export interface ShownCompany {
  /** `<registry>-<entity>` */
  readonly id: string;
  /** Null where it has none that can be shown. */
  readonly name: string | null;
}

/** Why an attempt to pay failed, in the chain's own words. */
export interface PaymentFailure {
  readonly pallet: string | null;
  readonly name: string | null;
  readonly documentation: string | null;
  readonly extrinsicHash: string;
}

export interface HeldMoney {
  /** As `late`, `wrong_asset`, `other_payer`. */
  readonly reason: string;
  readonly symbol: string | null;
  readonly decimals: number | null;
  readonly amount: Amount;
  /** `REFUNDING`: the shop means to send it back. */
  readonly inbox: 'WAITING' | 'REFUNDING';
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

/** What the page of a payment link is told of it. */
export interface LinkFacts {
  /** Where the link sends the buyer afterwards: an address of the web. */
  readonly callback: string;
  /** Where it sends the buyer instead of paying. */
  readonly failure: string | null;
}

/** Why there is no order to show. */
export type Problem = 'not-found' | 'unavailable' | 'refused';

/** Why a payment link cannot be used. */
export interface Refusal {
  readonly code: string;
  /** For the shop, in English. */
  readonly message: string;
  /** The field that is wrong, or all that are missing. */
  readonly fields: readonly string[];
}

/** What the gateway writes into the page. */
export interface PageData {
  readonly order: PublicOrder | null;
  readonly problem: Problem | null;
  /** Fields of the payment link that leads here, as a query; left out on the page of an order. */
  readonly link?: string;
  /** With the problem `refused`. */
  readonly refusal?: Refusal | null;
  readonly network: NetworkFacts;
}
