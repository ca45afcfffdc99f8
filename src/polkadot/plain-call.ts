import type { AnyTuple, CallBase } from '@polkadot/types/types';
import type { Codec } from '@polkadot/types-codec/types';
import type { CallData } from '../domain/extract/block.js';
import { callFields, needsInnerHash } from '../domain/extract/fields.js';
import { argumentsWithCalls } from './call-arguments.js';
import { plainField } from './plain-field.js';

/** A call and all calls inside it as plain data. */
export function plainCall(call: CallBase<AnyTuple>, specVersion: number, hashed = false): CallData {
  const name = `${call.section}.${call.method}`;
  const kinds = callFields(name);
  const holders = argumentsWithCalls(call, specVersion);
  const args = kinds.length > 0 || holders.length > 0 ? call.args : [];
  const inner = holders.flatMap((position) => callsIn(args[position]));
  return {
    name,
    fields: kinds.map((kind, i) => plainField(args[i], kind)),
    calls: inner.map((child) => plainCall(child, specVersion, needsInnerHash(name))),
    ...(hashed ? { hash: call.hash.toHex() } : {}),
  };
}

/** The ways in which polkadot.js wraps a call: Option, OpaqueCall (WrapperKeepOpaque), Vec and tuple, struct, enum. */
interface MaybeCall extends Codec {
  readonly callIndex?: Uint8Array;
  readonly isNone?: boolean;
  readonly isDecoded?: boolean;
  readonly inner?: Codec;
  unwrap?(): Codec;
  values?(): Iterable<Codec>;
}

function callsIn(codec: Codec | undefined): CallBase<AnyTuple>[] {
  const value = codec as MaybeCall | undefined;
  if (!value || value.isNone === true || value.isDecoded === false) return [];
  if (value.callIndex) return [value as unknown as CallBase<AnyTuple>];
  if (value.unwrap) return callsIn(value.unwrap());
  if (value.inner) return callsIn(value.inner);
  if (value.values && !(value instanceof Uint8Array)) return [...value.values()].flatMap(callsIn);
  return [];
}
