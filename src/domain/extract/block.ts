/**
 * One block as plain data: all that `extract` reads. Adapters (SubQuery handlers, watcher, backfill) make it from what
 * their decoder gives. Names are those of polkadot.js: pallets and calls in camelCase (`utility.batchAll`), events with
 * the variant's own name (`utility.BatchCompleted`).
 */
import type { Hex } from '../hex.js';

/** A public key (or 20-byte account) in lower-case hex. */
export type AccountHex = Hex;

/** A DispatchError, decoded by the metadata of its block. */
export interface ChainError {
  /** The pallet of a pallet's error, as the metadata names it (`Balances`); null for an error that is no pallet's. */
  readonly pallet: string | null;
  /** `InsufficientBalance`; of an error that is no pallet's `BadOrigin`, `Token.FundsUnavailable`. */
  readonly name: string;
  /** What the metadata says of a pallet's error; null where it says nothing. */
  readonly docs: string | null;
}

/**
 * A decoded field of an event or call: accounts and bytes as hex, amounts as bigint. Which fields an adapter must read,
 * and as what, says `fields.ts`.
 */
export type Field = string | bigint | boolean | number | null | ChainError;

export interface CallData {
  /** `pallet.call`, as `utility.batchAll`. */
  readonly name: string;
  /** The leading arguments that `CALL_FIELDS` asks for; empty for a call that it does not list. */
  readonly fields: readonly Field[];
  /** The calls among its arguments at any depth, in order, an OpaqueCall decoded. */
  readonly calls: readonly CallData[];
  /** blake2-256 of the encoded call; needed for the call inside `multisig.asMulti` only. */
  readonly hash?: Hex;
}

export interface ExtrinsicData {
  readonly hash: Hex;
  /** Null for an unsigned or inherent extrinsic. */
  readonly signer: AccountHex | null;
  readonly call: CallData;
}

/** Where in the block an event happened: an index into the extrinsics, or one of the two hooks. */
export type Phase = number | 'initialization' | 'finalization';

export interface EventData {
  /** `pallet.Event`, as `balances.Transfer`. */
  readonly name: string;
  readonly phase: Phase;
  /** The leading fields that `EVENT_FIELDS` asks for; empty for an event that it does not list. */
  readonly fields: readonly Field[];
}

export interface BlockData {
  readonly number: number;
  readonly hash: Hex;
  /** The block's own time in milliseconds since 1970, null where the chain has none. */
  readonly timestamp: number | null;
  readonly extrinsics: readonly ExtrinsicData[];
  /** All events of the block in order: an event's place in the list is its index on chain. */
  readonly events: readonly EventData[];
}
