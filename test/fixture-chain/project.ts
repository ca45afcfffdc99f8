/** Scenario blocks as the plain data that the extractor reads: what a faultless adapter would make of their encoding. */
import type { BlockData, CallData, EventData, ExtrinsicData, Field } from '../../src/domain/extract/block.js';
import { callFields, eventFields, needsInnerHash, type FieldKind } from '../../src/domain/extract/fields.js';
import { bytesToHex, type Hex } from '../../src/domain/hex.js';
import {
  call,
  innerCalls,
  isDispatchError,
  isVariant,
  type BlockScript,
  type Call,
  type Event,
  type ExtrinsicScript,
  type Value,
} from './build/plain.js';
import type { Hashing } from './simulate.js';

/** What encoding gives a block. */
export interface BlockIdentity {
  readonly number: number;
  readonly hash: Hex;
  /** That of the timestamp inherent first. */
  readonly extrinsicHashes: readonly Hex[];
}

export function projectBlock(script: BlockScript, identity: BlockIdentity, hashing: Hashing): BlockData {
  const inherent: ExtrinsicScript = {
    signer: null,
    call: call('timestamp.set', [script.timestamp]),
    events: [{ name: 'system.ExtrinsicSuccess', data: [] }],
  };
  const extrinsics = [inherent, ...(script.extrinsics ?? [])];
  return {
    number: identity.number,
    hash: identity.hash,
    timestamp: script.timestamp,
    extrinsics: extrinsics.map(({ signer, call }, i): ExtrinsicData => {
      const hash = identity.extrinsicHashes[i];
      if (!hash) throw new Error(`extrinsic ${i} has no hash`);
      return { hash, signer, call: projectCall(call, hashing) };
    }),
    events: [
      ...(script.initialization ?? []).map((event) => projectEvent(event, 'initialization')),
      ...extrinsics.flatMap(({ events }, i) => events.map((event) => projectEvent(event, i))),
      ...(script.finalization ?? []).map((event) => projectEvent(event, 'finalization')),
    ],
  };
}

export function projectCall(from: Call, hashing: Hashing): CallData {
  const calls = innerCalls(from).map((inner) => {
    const data = projectCall(inner, hashing);
    return needsInnerHash(from.name) ? { ...data, hash: hashing.callHash(inner) } : data;
  });
  return { name: from.name, fields: project(callFields(from.name), from.args), calls };
}

export function projectEvent({ name, data }: Event, phase: EventData['phase']): EventData {
  return { name, phase, fields: project(eventFields(name), data) };
}

function project(kinds: readonly FieldKind[], values: readonly Value[]): Field[] {
  return kinds.map((kind, i) => projectField(kind, values[i]));
}

function projectField(kind: FieldKind, value: Value): Field {
  switch (kind) {
    case 'account':
      return typeof value === 'string' ? value : null;
    case 'amount':
      return BigInt(value as bigint | number);
    case 'assetId':
      return BigInt(value as bigint | number).toString();
    case 'bytes':
      return value instanceof Uint8Array ? bytesToHex(value) : (value as Hex);
    case 'number':
      return Number(value);
    case 'error':
      return told(value);
    case 'result':
      return isVariant(value) && (value.variant === 'Ok' || told(value.fields[0]));
    case 'origin':
    case 'skip':
      return null;
  }
}

/** Of a DispatchError, or of a DispatchErrorWithPostInfo. */
function told(value: Value): Field {
  const error = Array.isArray(value) ? (value as readonly Value[]).at(-1) : value;
  return isDispatchError(error) ? error.told : null;
}
