/** Orders as the gateway answers them. Amounts are decimal text of the asset's smallest unit, heights are block numbers. */

/** What a merchant expects to be paid. Give either `amount` or `amountInSmallestUnits`. */
export interface NewOrder {
  /** The merchant's own id: 1 to 64 printable characters, unique among its orders. */
  readonly orderId: string;
  /** In the token's unit, as `12.5`. */
  readonly amount?: string;
  /** In the smallest unit, as `12500000000000`. */
  readonly amountInSmallestUnits?: string;
  /** Id in pallet assets; the chain's own token if left out. */
  readonly assetId?: string;
  /** An account of the merchant's. May be left out if it has only one. */
  readonly payee?: string;
  /** A registered company, as `0-17` or `local-…`: the payee is one of its accounts, and its hook and redirects are the order's. */
  readonly company?: string;
  /** The one account whose payments count; anybody's if left out. */
  readonly payer?: string;
  /** For the buyer: one line of up to 500 characters. */
  readonly description?: string;
  /** The merchant's own data: up to 4,096 bytes of JSON. */
  readonly metadata?: unknown;
  /** What a token is worth in another currency, to be kept with the order; it settles nothing. */
  readonly rate?: Pick<OrderRate, 'currency' | 'price'> & { readonly source?: string };
  /** For how many blocks from now on payments are on time. */
  readonly expiresInBlocks?: number;
  /** In place of `expiresInBlocks`: a time in ISO 8601, with an offset. */
  readonly expiresAt?: string;
  /** By how many hundredths of a percent a payment may fall short: 0 to 5,000; default 0. */
  readonly toleranceBp?: number;
  /** What becomes of payments after the expiry; default `HOLD`. */
  readonly late?: { readonly policy: 'HOLD' } | { readonly policy: 'ACCEPT'; readonly blocks: number };
  /** `REFERENCE` (default): the payer names the order in a remark. `ADDRESS`: it has an address of its own. */
  readonly mode?: OrderMode;
  /** First block whose payments count, if that is before the indexed one; mode `REFERENCE` only. */
  readonly acceptFromHeight?: number;
  /** Where the buyer's browser goes once it is paid. */
  readonly successUrl?: string;
  /** Where the buyer's browser goes when it was not paid. */
  readonly failureUrl?: string;
  /** Where events of this order are posted to, besides the merchant's endpoints. */
  readonly webhookUrl?: string;
  readonly webhookDialect?: WebhookDialect;
}

export type OrderMode = 'REFERENCE' | 'ADDRESS';
/** Goods leave on `SETTLED` alone. `PROCESSING`: enough is in sight, and a fork can still take it back. */
export type OrderStatus = 'OPEN' | 'PROCESSING' | 'SETTLED' | 'EXPIRED' | 'CANCELED' | 'INVALID';
/** How what counts compares with what is expected; `EXACT` from the minimum to the amount. */
export type AmountState = 'NONE' | 'UNDER' | 'EXACT' | 'OVER';
export type RefundState = 'NONE' | 'PENDING' | 'PARTIAL' | 'FULL';
export type OrderFlag =
  | 'LATE'
  | 'MULTIPLE'
  | 'MANUAL'
  | 'WRONG_ASSET'
  | 'BEFORE_WINDOW'
  | 'OTHER_PAYER'
  | 'CLOSED_PAID'
  | 'FAILED_ATTEMPT';
export type WebhookDialect = 'STANDARD' | 'LIBERLAND' | 'GATEWAY';

/** An amount of one asset. */
export interface Amount {
  /** In the smallest unit. */
  readonly value: string;
  /** In whole tokens with the symbol; null where the asset's decimals are not known. */
  readonly formatted: string | null;
}

export interface Order {
  readonly id: string;
  /** The merchant's own id of it. */
  readonly orderId: string;
  readonly mode: OrderMode;
  readonly status: OrderStatus;
  readonly amountState: AmountState;
  readonly flags: readonly OrderFlag[];
  readonly refundState: RefundState;
  /** The account to pay, in SS58 with the network's prefix. */
  readonly payee: string;
  /** Its public key, as 0x-hex. */
  readonly publicKey: string;
  /** The merchant's account: the payee, or the owner of the deposit address. */
  readonly account: string;
  /** The one account whose payments count, in SS58; null for anybody's. */
  readonly payer: string | null;
  /** What the remark of a payment must name; null in mode `ADDRESS`. */
  readonly reference: string | null;
  /** What the payer writes into the remark, one or the other; null in mode `ADDRESS`. */
  readonly remark: { readonly text: string; readonly liberlandId: string | null } | null;
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
  readonly expected: Amount;
  /** What settles it: what is expected, less the tolerance. */
  readonly minimum: Amount;
  /** The sum of the final payments that count. */
  readonly received: Amount;
  /** 0 from the minimum on. */
  readonly missing: Amount;
  readonly excess: Amount;
  /** What came for it without counting; it waits in the inbox. */
  readonly held: Amount;
  readonly refunded: Amount;
  /** What is in sight and would count, but is not final. */
  readonly detected: Amount;
  readonly toleranceBp: number;
  /** Blocks whose payments are on time, both included. */
  readonly window: { readonly from: number; readonly to: number; readonly blocksLeft: number | null };
  readonly late: { readonly policy: 'HOLD' | 'ACCEPT'; readonly blocks: number };
  readonly description: string | null;
  readonly metadata: unknown;
  /** Null where none was recorded. */
  readonly rate: OrderRate | null;
  /** The company that it names, as it was at registration. */
  readonly company: OrderCompany | null;
  readonly successUrl: string | null;
  readonly failureUrl: string | null;
  readonly webhookUrl: string | null;
  readonly createdAt: string;
  readonly registeredHeight: number;
  /** Null unless it is settled. */
  readonly settledHeight: number | null;
  /** Everything that is final up to this height is in the answer. */
  readonly foldedHeight: number | null;
  readonly paymentCount: number;
  /** Of the newest payment in sight; null with none in sight. */
  readonly confirmations: number | null;
  /** Number of its last event, from 1; 0 before the first. */
  readonly sequence: number;
  /** Names it in public links. Whoever has it can see the order's state. */
  readonly publicToken: string;
  /** False until settlement has taken up a new order. */
  readonly processed: boolean;
  /** True: settling it failed, and nothing more happens to it until the operator has seen to it. */
  readonly setAside: boolean;
  /** Payments in best blocks, which a fork can still take back. */
  readonly sightings: readonly Sighting[];
}

/** What a token was worth at registration, as the merchant said. */
export interface OrderRate {
  /** As `EUR`. */
  readonly currency: string;
  /** Of one whole token, in decimal. */
  readonly price: string;
  readonly source: string | null;
}

export interface OrderCompany {
  /** `<registry>-<entity>`, or `local-…` */
  readonly id: string;
  /** The version of it whose hook and redirects the order has. */
  readonly versionId: string;
  readonly name: string | null;
  /** Where it says its logo is. */
  readonly logoUrl: string | null;
}

export interface Sighting {
  readonly blockHash: string;
  readonly blockNumber: number;
  readonly eventIndex: number;
  readonly extrinsicHash: string | null;
  readonly from: string;
  readonly asset: string | null;
  readonly value: string;
  readonly formatted: string | null;
  readonly seenAt: string;
}

/** Part of a list. */
export interface Page<Item> {
  readonly data: readonly Item[];
  /** What to give as `after` for the next page; null after the last. */
  readonly nextCursor: string | null;
}

export interface PageOptions {
  /** 1 to 1,000; default 100. */
  readonly limit?: number;
  /** The `nextCursor` of the page before. */
  readonly after?: string;
  /** Default `newest`. */
  readonly order?: 'newest' | 'oldest';
}
