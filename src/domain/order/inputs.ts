import type { AccountHex } from '../extract/block.js';

/**
 * What moves an order, in one total order: its registration, then by height, and at one height payments by event index,
 * then failed attempts, then expiry, then commands.
 */
export type OrderInput = PaymentInput | FailureInput | ExpiryInput | CommandInput;

/** A finalized transfer to the order's key. */
export interface PaymentInput {
  readonly kind: 'payment';
  /** `<blockNumber>-<eventIndex>` */
  readonly transferId: string;
  /** Block of inclusion: lateness is decided by this alone. */
  readonly height: number;
  readonly eventIndex: number;
  /** The account that the transfer took the money from, whoever signed for it or paid the fee. */
  readonly from: AccountHex;
  /** Id in pallet assets, in decimal; null for the chain's own token. */
  readonly asset: string | null;
  /** In the asset's smallest unit. */
  readonly value: bigint;
}

/** Somebody tried to pay to the order's key, in a finalized block, and no money moved. */
export interface FailureInput {
  readonly kind: 'failure';
  /** `<blockNumber>-<ordinal>` */
  readonly failureId: string;
  readonly height: number;
  /** Among the failed payments of its block. */
  readonly ordinal: number;
  /** Whose money would have moved; null where the calls do not show it. */
  readonly from: AccountHex | null;
  /** Id in pallet assets, in decimal; null for the chain's own token. */
  readonly asset: string | null;
  /** In the asset's smallest unit; null where the call names no amount. */
  readonly value: bigint | null;
}

/** The index is past the order's last block. */
export interface ExpiryInput {
  readonly kind: 'expiry';
  readonly height: number;
}

/** What a person asked for, at the settled height at which it took effect, in the order of `ordinal`. */
export type CommandInput = {
  readonly kind: 'command';
  readonly id: string;
  readonly height: number;
  readonly ordinal: number;
} & OrderCommand;

export type OrderCommand =
  | { readonly command: 'register' }
  | { readonly command: 'cancel' }
  | { readonly command: 'mark'; readonly as: 'settled' | 'invalid'; readonly reason: string }
  /** Money that waits in the inbox is this order's. */
  | { readonly command: 'assign'; readonly payment: PaymentInput; readonly wasHeld: boolean };

const RANK = { payment: 0, failure: 1, expiry: 2, command: 3 } as const;

export function compareInputs(a: OrderInput, b: OrderInput): number {
  const registration = Number(isRegistration(b)) - Number(isRegistration(a));
  return registration || a.height - b.height || RANK[a.kind] - RANK[b.kind] || placeOf(a) - placeOf(b);
}

function isRegistration(input: OrderInput): boolean {
  return input.kind === 'command' && input.command === 'register';
}

function placeOf(input: OrderInput): number {
  if (input.kind === 'payment') return input.eventIndex;
  return input.kind === 'expiry' ? 0 : input.ordinal;
}
