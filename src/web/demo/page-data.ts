/** What the shop's server writes into its page, and what it answers afterwards. */
import type { Language } from '../language.js';

export interface Product {
  readonly id: string;
  readonly name: Readonly<Record<Language, string>>;
  readonly about: Readonly<Record<Language, string>>;
  /** In whole tokens, in decimal. */
  readonly price: string;
}

export type PurchaseStatus = 'awaiting' | 'seen' | 'paid' | 'closed';

export interface Purchase {
  readonly orderId: string;
  readonly productId: string;
  readonly status: PurchaseStatus;
  /** Where it is paid. */
  readonly payUrl: string;
}

/** A message that came to the shop's webhook. */
export interface LogEntry {
  readonly number: number;
  readonly receivedAt: string;
  /** Null where the signature is right. */
  readonly trouble: { readonly code: string; readonly message: string } | null;
  /** Null where it is not. */
  readonly event: {
    readonly id: string;
    readonly type: string;
    readonly orderId: string | null;
    readonly again: boolean;
  } | null;
  readonly body: string;
}

interface Shelf {
  /** Symbol of the token that prices are in. */
  readonly currency: string;
  readonly products: readonly Product[];
}

export interface Visit {
  /** As it was when the page was made; null for none. */
  readonly purchase: Purchase | null;
  /** How the buyer came back from paying; null for otherwise. The trouble is null where the gateway signed it. */
  readonly way: { readonly trouble: string | null } | null;
}

export type PageData = Shelf & ({ readonly view: 'shop' } | ({ readonly view: 'thanks' } & Visit));

export function readPage(root: HTMLElement): PageData {
  return JSON.parse(root.dataset['page'] ?? '') as PageData;
}
