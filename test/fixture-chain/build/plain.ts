/**
 * Chain content as plain data, before any encoding: what a scenario writes and what the simulator makes. Names are those
 * of polkadot.js (`utility.batchAll`, `balances.Transfer`); values are given by position.
 */
import type { Hex } from '../../../src/domain/hex.js';

/**
 * A value of any SCALE type, read by the type it is encoded as: integers as number or bigint, bytes and accounts as
 * hex, text as string, `Option` as null or the value, structs, tuples and lists as arrays. A missing value
 * is the zero of its type (0, none, empty, the first variant).
 */
export type Value =
  undefined | null | boolean | number | bigint | string | Uint8Array | readonly Value[] | Variant | Call;

/** A variant of an enum that carries fields; one without fields is written as its name alone. */
export interface Variant {
  readonly variant: string;
  readonly fields: readonly Value[];
}

/** A call, with the script of what happens when it is dispatched; the script is not encoded. */
export interface Call {
  /** `pallet.call` */
  readonly name: string;
  readonly args: readonly Value[];
  readonly script?: Script;
}

export interface Script {
  /** The call returns an error by itself. */
  readonly fails?: boolean;
  /** What a pallet dispatches for this call though it is not among its arguments: a stored multisig call, a motion. */
  readonly stored?: Call;
  /** `multisig.asMulti`, `*.propose`: this one does not complete the approvals, so nothing is dispatched yet. */
  readonly pending?: boolean;
  /** The amount that the arguments do not say (`balances.transferAll`). */
  readonly amount?: bigint;
  /** The payee of a transfer did not exist before. */
  readonly newAccount?: boolean;
  /** Events of a call that the simulator knows nothing of. */
  readonly emits?: readonly Event[];
}

export interface Event {
  /** `pallet.Event` */
  readonly name: string;
  readonly data: readonly Value[];
}

export interface ExtrinsicScript {
  /** Null for an unsigned extrinsic. */
  readonly signer: Hex | null;
  readonly call: Call;
  /** In order, the final ExtrinsicSuccess or ExtrinsicFailed among them. */
  readonly events: readonly Event[];
}

/** A block; the inherent `timestamp.set` comes first without being written here. */
export interface BlockScript {
  /** Milliseconds since 1970. */
  readonly timestamp: number;
  readonly initialization?: readonly Event[];
  /** From extrinsic 1 on. */
  readonly extrinsics?: readonly ExtrinsicScript[];
  readonly finalization?: readonly Event[];
}

export function call(name: string, args: readonly Value[] = [], script?: Script): Call {
  return script ? { name, args, script } : { name, args };
}

export function event(name: string, data: readonly Value[] = []): Event {
  return { name, data };
}

export function isCall(value: Value): value is Call {
  return typeof value === 'object' && value !== null && 'args' in value;
}

export function isVariant(value: Value): value is Variant {
  return typeof value === 'object' && value !== null && 'variant' in value;
}

/** The calls among a call's arguments, in order; those of a list in the order of the list. */
export function innerCalls(outer: Call): Call[] {
  return outer.args.flatMap((argument) => {
    if (isCall(argument)) return [argument];
    return Array.isArray(argument) ? (argument as readonly Value[]).filter(isCall) : [];
  });
}

/** A DispatchError, with what it says to those who can read it; that is not encoded. */
export interface DispatchError extends Variant {
  readonly told: { readonly pallet: string | null; readonly name: string; readonly docs: string | null };
}

/** An error that is no pallet's: `BadOrigin`, or of a group of errors `Token`, `NoFunds`. */
export function plainDispatchError(variant: string, kind?: string): DispatchError {
  const name = kind === undefined ? variant : `${variant}.${kind}`;
  return { variant, fields: kind === undefined ? [] : [kind], told: { pallet: null, name, docs: null } };
}

export function isDispatchError(value: Value): value is DispatchError {
  return isVariant(value) && 'told' in value;
}

const OK: Variant = { variant: 'Ok', fields: [] };

/** A DispatchResult. */
export function dispatchResult(error: DispatchError | null): Variant {
  return error ? { variant: 'Err', fields: [error] } : OK;
}
