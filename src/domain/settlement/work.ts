/** What one step of settlement is decided from, all read at one moment. */
import type { CompanyStatus } from '../company/rows.js';
import type { AssetUnit } from '../events/notation.js';
import type { AccountHex } from '../extract/block.js';
import type { OrderState } from '../order/state.js';
import type { OrderTerms } from '../order/terms.js';

export interface Work {
  /** Of this till: part of every event's id. */
  readonly instanceId: string;
  /** The step brings everything up to this indexed height. */
  readonly height: number;
  /** Of the last command that was applied. */
  readonly lastOrdinal: number;
  /** Transfers that were not looked at yet, or that an order which is taken up now may claim. */
  readonly facts: readonly Fact[];
  /** Failed payments of the same blocks and orders, less those that were recorded before. */
  readonly failures: readonly Failure[];
  /** Of the same blocks, for each merchant whose orders name the company. */
  readonly hookChanges: readonly HookChange[];
  /** Unapplied commands, oldest first. */
  readonly commands: readonly Command[];
  /** Every order that the facts, the commands and their payments name, and some of those that expire by `height`. */
  readonly orders: ReadonlyMap<string, KnownOrder>;
  /** The payments that the facts and commands name, as recorded before. */
  readonly payments: ReadonlyMap<string, PaymentRecord>;
  /** The refunds that the facts and commands name, and all of the payments that the commands name. */
  readonly refunds: ReadonlyMap<string, KnownRefund>;
  /** What the chain says of the assets that are named in all this, by id. */
  readonly assets: ReadonlyMap<string, AssetUnit>;
}

/** A version of a company that says of its hook otherwise than the one before, and a merchant whom that concerns. */
export interface HookChange {
  readonly merchantId: string;
  readonly companyId: string;
  /** `<company>-<fromBlock>` */
  readonly versionId: string;
  readonly name: string | null;
  readonly status: CompanyStatus;
  readonly fromBlock: number;
  /** As they stand on chain; null for none. */
  readonly hook: string | null;
  readonly previousHook: string | null;
}

/** A finalized transfer, and whom it concerns by the accounts of its time. */
export interface Fact {
  /** `<blockNumber>-<eventIndex>` */
  readonly transferId: string;
  readonly blockNumber: number;
  readonly eventIndex: number;
  readonly blockHash: string;
  readonly extrinsicIndex: number | null;
  readonly extrinsicHash: string | null;
  /** ISO 8601 in UTC. */
  readonly blockTime: string | null;
  readonly from: AccountHex;
  readonly to: AccountHex;
  readonly signer: AccountHex | null;
  readonly callPath: string | null;
  /** Id in pallet assets, in decimal; null for the chain's own token. */
  readonly asset: string | null;
  /** In the asset's smallest unit. */
  readonly value: bigint;
  readonly reference: string | null;
  readonly remark: string | null;
  readonly pairing: string;
  /** The merchant who owned the receiving account, or whose deposit address it is. */
  readonly toMerchant: string | null;
  readonly fromMerchant: string | null;
  /** The order whose key it has. */
  readonly orderId: string | null;
  /** The refund whose reference it carries. */
  readonly refundId: string | null;
}

/** A payment to an order's key that failed, in a finalized block. */
export interface Failure {
  /** `<blockNumber>-<ordinal>` */
  readonly failureId: string;
  readonly blockNumber: number;
  readonly ordinal: number;
  readonly blockHash: string;
  readonly extrinsicIndex: number;
  readonly extrinsicHash: string;
  /** ISO 8601 in UTC. */
  readonly blockTime: string | null;
  /** Whose money would have moved; null where the calls do not show it. */
  readonly from: AccountHex | null;
  readonly to: AccountHex;
  readonly signer: AccountHex | null;
  readonly callPath: string;
  /** Id in pallet assets, in decimal; null for the chain's own token. */
  readonly asset: string | null;
  /** In the asset's smallest unit; null where the call names no amount. */
  readonly value: bigint | null;
  readonly reference: string | null;
  /** What the failure stopped, as `extrinsic`, `interrupted`, `item`. */
  readonly how: string;
  readonly outcome: FailureOutcome;
  readonly error: FailureError;
  /** What the whole extrinsic cost, in the smallest unit of the chain's own token; null where the chain does not say. */
  readonly fee: bigint | null;
  /** By the accounts of its time. */
  readonly fromMerchant: string | null;
  readonly toMerchant: string;
  /** The order whose key it has. */
  readonly orderId: string;
}

/**
 * `failed`: this call. `skipped`: it came after the item that failed. `reverted`: undone with others, and the chain does
 * not say which of them failed.
 */
export type FailureOutcome = 'failed' | 'skipped' | 'reverted';

/** As the metadata of its block has it; null for what cannot be read, and a pallet also where the error is none's. */
export interface FailureError {
  readonly pallet: string | null;
  readonly name: string | null;
  readonly documentation: string | null;
}

export interface KnownOrder {
  readonly id: string;
  readonly merchantId: string;
  /** The merchant's own name for it. */
  readonly orderId: string;
  readonly payee: AccountHex;
  readonly reference: string | null;
  readonly description: string | null;
  readonly metadata: unknown;
  readonly terms: OrderTerms;
  /** Indexed height at its registration. */
  readonly registeredHeight: number;
  readonly state: OrderState;
  /** False until its registration is applied. */
  readonly taken: boolean;
  /** Nothing is applied to it until a person has looked. */
  readonly setAside: boolean;
  /** Of its last event. */
  readonly sequence: number;
  /** In the smallest unit. */
  readonly refunded: bigint;
  readonly openRefunds: number;
}

/** What a transfer is used for; who does not get this row does nothing. */
export interface PaymentRecord {
  readonly fact: Fact;
  readonly merchantId: string;
  readonly orderId: string | null;
  readonly use: 'counted' | 'held' | 'unmatched' | 'internal' | 'refund';
  /** Why it is held or unmatched. */
  readonly reason: string | null;
  readonly inbox: 'waiting' | 'refunding' | null;
  readonly resolved: 'assigned' | 'refunded' | 'dismissed' | null;
}

export interface KnownRefund {
  readonly id: string;
  readonly merchantId: string;
  /** The payment that is given back. */
  readonly transferId: string;
  readonly orderId: string | null;
  readonly destination: AccountHex;
  readonly asset: string | null;
  readonly amount: bigint;
  readonly paid: bigint;
  readonly status: 'open' | 'done' | 'canceled';
}

export type Command = {
  readonly id: string;
  readonly merchantId: string;
  /** Id of the API key that asked for it. */
  readonly actor: string;
} & (
  | { readonly kind: 'register' | 'cancel'; readonly orderId: string }
  | {
      readonly kind: 'mark';
      readonly orderId: string;
      readonly as: 'settled' | 'invalid';
      readonly reason: string;
    }
  | { readonly kind: 'assign'; readonly orderId: string; readonly transferId: string }
  | { readonly kind: 'dismiss'; readonly transferId: string }
  | { readonly kind: 'account' }
  /** Its row says nothing that can be done. */
  | { readonly kind: 'unreadable' }
  | {
      readonly kind: 'refund';
      readonly refundId: string;
      readonly transferId: string;
      readonly payer: AccountHex;
      readonly destination: AccountHex;
      readonly amount: bigint;
      readonly reference: string;
    }
  | { readonly kind: 'cancelRefund'; readonly refundId: string }
);
