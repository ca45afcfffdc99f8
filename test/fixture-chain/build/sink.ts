/** Bytes written one after another: the target of SCALE encoding. */
export interface Sink {
  byte(value: number): void;
  bytes(value: Uint8Array): void;
  /** Little endian, `width` bytes. */
  integer(value: bigint, width: number): void;
  /** SCALE compact integer. */
  compact(value: bigint): void;
  /** A copy of what was written. */
  take(): Uint8Array;
}

export function newSink(): Sink {
  let buffer = new Uint8Array(256);
  let length = 0;

  function room(more: number): void {
    if (length + more <= buffer.length) return;
    const larger = new Uint8Array(Math.max(buffer.length * 2, length + more));
    larger.set(buffer.subarray(0, length));
    buffer = larger;
  }

  const sink: Sink = {
    byte(value) {
      room(1);
      buffer[length++] = value;
    },
    bytes(value) {
      room(value.length);
      buffer.set(value, length);
      length += value.length;
    },
    integer(value, width) {
      room(width);
      let rest = BigInt.asUintN(width * 8, value);
      for (let i = 0; i < width; i++) {
        buffer[length++] = Number(rest & 0xffn);
        rest >>= 8n;
      }
    },
    compact(value) {
      if (value < 0x40n) sink.byte(Number(value) << 2);
      else if (value < 0x4000n) sink.integer((value << 2n) | 1n, 2);
      else if (value < 0x4000_0000n) sink.integer((value << 2n) | 2n, 4);
      else {
        const width = Math.max(4, Math.ceil(value.toString(16).length / 2));
        sink.byte(((width - 4) << 2) | 3);
        sink.integer(value, width);
      }
    },
    take: () => buffer.slice(0, length),
  };
  return sink;
}

/** The bytes with their compact length before them. */
export function lengthPrefixed(bytes: Uint8Array): Uint8Array {
  const sink = newSink();
  sink.compact(BigInt(bytes.length));
  sink.bytes(bytes);
  return sink.take();
}
