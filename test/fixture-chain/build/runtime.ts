/** A runtime to encode for: recorded metadata and the version that a node reports with it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Metadata, TypeRegistry } from '@polkadot/types';
import { stringCamelCase } from '@polkadot/util';
import type { Si1Variant } from '@polkadot/types/interfaces';
import { bytesToHex, type Hex } from '../../../src/domain/hex.js';
import type { Call, DispatchError, Event } from './plain.js';
import { typeEncoders, type Encode } from './scale.js';
import type { Sink } from './sink.js';

/** The answer to `state_getRuntimeVersion`. */
export interface RuntimeVersion {
  readonly specName: string;
  readonly implName: string;
  readonly authoringVersion: number;
  readonly specVersion: number;
  readonly implVersion: number;
  readonly apis: readonly (readonly [Hex, number])[];
  readonly transactionVersion: number;
  readonly stateVersion: number;
}

export interface Runtime {
  readonly version: RuntimeVersion;
  /** The answer to `state_getMetadata`. */
  readonly metadata: Hex;
  /** Whether the runtime has that call (`pallet.call`). */
  hasCall(name: string): boolean;
  /** Whether the runtime has that event (`pallet.Event`). */
  hasEvent(name: string): boolean;
  /** Errors of pallets by `pallet.Error`. */
  readonly palletErrors: ReadonlyMap<string, DispatchError>;
  /** @throws {Error} naming the call, where the runtime has no such call or its arguments do not fit. */
  encodeCall(call: Call, sink: Sink): void;
  encodeEvent(event: Event, sink: Sink): void;
  /** The signed extension of an extrinsic (era, nonce, tip, ...): the zero of each, the nonce as given. */
  encodeExtension(nonce: number, sink: Sink): void;
}

/** Names of the files in metadata/; record-metadata.ts says where they come from. */
export type RuntimeName = 'liberland-8' | 'liberland-22' | 'rococo-asset-hub-900';

const FOLDER = join(process.cwd(), 'test', 'fixture-chain', 'metadata');
const loaded = new Map<RuntimeName, Runtime>();

/** @throws {Error} when run from another folder than the project's. */
export function loadRuntime(name: RuntimeName): Runtime {
  const known = loaded.get(name);
  if (known) return known;
  const version = JSON.parse(readFileSync(join(FOLDER, `${name}.version.json`), 'utf8')) as RuntimeVersion;
  const runtime = readRuntime(gunzipSync(readFileSync(join(FOLDER, `${name}.scale.gz`))), version);
  loaded.set(name, runtime);
  return runtime;
}

/** @param bytes SCALE metadata V14 with its magic number */
export function readRuntime(bytes: Uint8Array, version: RuntimeVersion): Runtime {
  const metadata = bytesToHex(bytes);
  const { lookup, pallets, extrinsic } = new Metadata(new TypeRegistry(), metadata).asV14;
  const callType = lookup
    .getSiType(extrinsic.type)
    .params.find((param) => param.name.toString() === 'Call')
    ?.type.unwrap();
  if (!callType) throw new Error('the metadata does not say which type the outer call is');
  const encoders = typeEncoders(lookup, callType.toNumber(), (call, sink) =>
    encodeNamed(calls, call.name, call.args, sink),
  );

  const calls = new Map<string, Lazy>();
  const events = new Map<string, Lazy>();
  const palletErrors = new Map<string, DispatchError>();
  for (const pallet of pallets) {
    const prefix = stringCamelCase(pallet.name.toString());
    const index = pallet.index.toNumber();
    for (const variant of variantsOf(pallet.calls.unwrapOr(null))) {
      calls.set(`${prefix}.${stringCamelCase(variant.name.toString())}`, lazy(index, variant));
    }
    for (const variant of variantsOf(pallet.events.unwrapOr(null))) {
      events.set(`${prefix}.${variant.name.toString()}`, lazy(index, variant));
    }
    for (const variant of variantsOf(pallet.errors.unwrapOr(null))) {
      const name = variant.name.toString();
      const docs = variant.docs.map((line) => line.toString()).join('\n');
      palletErrors.set(`${prefix}.${name}`, {
        variant: 'Module',
        fields: [[index, Uint8Array.of(variant.index.toNumber(), 0, 0, 0)]],
        told: { pallet: pallet.name.toString(), name, docs: docs.trim() || null },
      });
    }
  }
  const extensions = extrinsic.signedExtensions.map((extension) => ({
    isNonce: extension.identifier.toString() === 'CheckNonce',
    encode: encoders.byId(extension.type.toNumber()),
  }));

  function variantsOf(
    holder: { readonly type: Parameters<typeof lookup.getSiType>[0] } | null,
  ): readonly Si1Variant[] {
    return holder ? lookup.getSiType(holder.type).def.asVariant.variants : [];
  }

  function lazy(pallet: number, variant: Si1Variant): Lazy {
    let encode: Encode | undefined;
    return {
      pallet,
      index: variant.index.toNumber(),
      encode: (value, sink) => (encode ??= encoders.fields(variant))(value, sink),
    };
  }

  return {
    version,
    metadata,
    hasCall: (name) => calls.has(name),
    hasEvent: (name) => events.has(name),
    palletErrors,
    encodeCall: (call, sink) => encodeNamed(calls, call.name, call.args, sink),
    encodeEvent: (event, sink) => encodeNamed(events, event.name, event.data, sink),
    encodeExtension(nonce, sink) {
      for (const { isNonce, encode } of extensions) encode(isNonce ? nonce : undefined, sink);
    },
  };
}

interface Lazy {
  readonly pallet: number;
  readonly index: number;
  readonly encode: Encode;
}

function encodeNamed(table: ReadonlyMap<string, Lazy>, name: string, values: Call['args'], sink: Sink): void {
  const found = table.get(name);
  if (!found) throw new Error(`the runtime has no ${name}`);
  sink.byte(found.pallet);
  sink.byte(found.index);
  try {
    found.encode(values, sink);
  } catch (cause) {
    throw new Error(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
}
