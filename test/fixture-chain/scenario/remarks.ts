/** Remarks of every kind with what they say, written from the formats and not with the project's own encoders. */
import { deflate } from 'pako';
import { bytesToHex, type Hex } from '../../../src/domain/hex.js';
import { newSink } from '../build/sink.js';

/** What a row about a remark must say. */
export interface Reading {
  readonly codec: 'liberland' | 'liberland-government' | 'text' | 'unknown' | 'oversized';
  readonly reference: string | null;
  readonly text: string | null;
}

export interface KnownRemark {
  readonly data: Hex;
  readonly reading: Reading;
}

const UNREAD = { reference: null, text: null };

export function textRemark(text: string, reference: string | null): KnownRemark {
  return { data: bytesToHex(new TextEncoder().encode(text)), reading: { codec: 'text', reference, text } };
}

/** `RemarkInfoUser { id: u64, description: Text }`, deflated. */
export function liberlandRemark(id: bigint, description: string): KnownRemark {
  const sink = newSink();
  sink.integer(id, 8);
  sink.bytes(scaleText(description));
  return {
    data: bytesToHex(deflate(sink.take())),
    reading: { codec: 'liberland', reference: id.toString(), text: description },
  };
}

/** `RemarkInfo`, as Liberland's offices write it; the order is the end of the destination. */
export function governmentRemark(orderId: string, description: string): KnownRemark {
  const sink = newSink();
  for (const text of ['Bridge', 'Transmitter', 'Ministry', description]) sink.bytes(scaleText(text));
  sink.bytes(scaleText(`0x${'ab'.repeat(20)}, ${orderId}`));
  sink.integer(1_250n, 8);
  sink.integer(1_760_000_000_000n, 8);
  sink.bytes(scaleText('LLD'));
  return {
    data: bytesToHex(deflate(sink.take())),
    reading: { codec: 'liberland-government', reference: orderId, text: description },
  };
}

/** Bytes that no codec reads. */
export function unreadableRemark(data: Hex): KnownRemark {
  return { data, reading: { codec: 'unknown', ...UNREAD } };
}

/** Above what is decoded; only `system.remark` takes that much. */
export function oversizedRemark(size: number): KnownRemark {
  return { data: `0x${'6f'.repeat(size)}`, reading: { codec: 'oversized', ...UNREAD } };
}

const KINDS: readonly ((n: number) => KnownRemark)[] = [
  (n) => textRemark(`order:INV-${n}`, `INV-${n}`),
  (n) => textRemark(`order:shop.${n}_b two coffees, naïvely ☕`, `shop.${n}_b`),
  (n) => liberlandRemark(BigInt(n), `Order #${n}`),
  (n) => textRemark(`thanks for number ${n}`, null),
  (n) => governmentRemark(`GOV-${n}`, 'Spending'),
  (n) => unreadableRemark(`0xdead00${(n % 0x10000).toString(16).padStart(4, '0')}ff`),
  (n) => textRemark(`order: INV-${n}`, null),
  (n) => liberlandRemark(0xffff_ffff_ffff_ff00n + BigInt(n % 200), ''),
  // NUL: Postgres takes it in no text, and no reference holds it.
  (n) => unreadableRemark(bytesToHex(new TextEncoder().encode(`order:INV-${n}\0`))),
  (n) => liberlandRemark(BigInt(n) * 1_000n, `nul \0 in a description ${n}`),
  (n) => unreadableRemark(n % 2 === 0 ? '0x' : '0x789cffff'),
];

/** The n-th remark: every kind comes up again and again, no two are equal but the shortest. */
export function remarkOf(n: number): KnownRemark {
  const kind = KINDS[n % KINDS.length];
  if (!kind) throw new RangeError('n must not be negative');
  return kind(n);
}

function scaleText(text: string): Uint8Array {
  const bytes = new TextEncoder().encode(text);
  const sink = newSink();
  sink.compact(BigInt(bytes.length));
  sink.bytes(bytes);
  return sink.take();
}
