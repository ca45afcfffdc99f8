/** What pallet companyRegistry holds, as storage keys and values, and the events that go with it. */
import { blake2AsU8a, xxhashAsU8a } from '@polkadot/util-crypto';
import { bytesToHex, hexToBytes, type Hex } from '../../../src/domain/hex.js';
import { event, type Event } from '../build/plain.js';
import { newSink, type Sink } from '../build/sink.js';
import type { StorageChange } from '../storage.js';

const DEPOSIT = 10_000_000_000n;

/** A registration, or a request for one, from a block on; null for none. */
export function registryEntry(
  map: 'Registries' | 'Requests',
  {
    from,
    entity,
    data,
  }: { readonly from: number; readonly entity: number; readonly data: Uint8Array | null },
): StorageChange {
  return { from, key: storageKey(map, [0, entity]), value: data && entryBytes(data) };
}

export function entityOwner(from: number, entity: number, owner: Hex): StorageChange {
  return { from, key: storageKey('EntityOwner', [entity]), value: owner };
}

export function companyEvent(name: string, entity: number): Event {
  return event(`companyRegistry.${name}`, [entity, 0]);
}

/** The value of an entry: deposit, data, whether the registrar may edit it. */
function entryBytes(data: Uint8Array): Hex {
  return written((sink) => {
    sink.integer(DEPOSIT, 16);
    sink.compact(BigInt(data.length));
    sink.bytes(data);
    sink.byte(1);
  });
}

/** Pallet and item by xxhash-128; each u32 key behind its blake2-128. */
function storageKey(item: string, keys: readonly number[]): Hex {
  return written((sink) => {
    sink.bytes(xxhashAsU8a('CompanyRegistry', 128));
    sink.bytes(xxhashAsU8a(item, 128));
    for (const key of keys) {
      const bytes = hexToBytes(written((inner) => inner.integer(BigInt(key), 4)));
      sink.bytes(blake2AsU8a(bytes, 128));
      sink.bytes(bytes);
    }
  });
}

function written(write: (sink: Sink) => void): Hex {
  const sink = newSink();
  write(sink);
  return bytesToHex(sink.take());
}
