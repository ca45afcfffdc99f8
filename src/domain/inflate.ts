import { concatBytes } from '@noble/hashes/utils.js';
import { Inflate } from 'pako';

/** How much a remark may hold once inflated: far above any real one, far below what hurts. */
export const MAX_INFLATED_BYTES = 65_536;
const CHUNK_BYTES = 4096;
const OK = 0;

/**
 * Inflates one zlib stream (RFC 1950) that is exactly `bytes`: header and checksum right, nothing missing, nothing after
 * its end. Output above `limit` bytes ends it at once, so that a small input can never fill the memory.
 * @returns null when the bytes are anything else.
 */
export function inflate(bytes: Uint8Array, limit = MAX_INFLATED_BYTES): Uint8Array | null {
  if (!hasZlibHeader(bytes)) return null;
  const stream = new Inflate({ chunkSize: CHUNK_BYTES });
  const chunks: Uint8Array[] = [];
  let size = 0;
  /** The status of the end, once there was one. */
  const ends: number[] = [];
  stream.onData = (chunk) => {
    size += chunk.byteLength;
    if (size > limit) throw new OutputTooLarge();
    chunks.push(new Uint8Array(chunk));
  };
  stream.onEnd = (status) => ends.push(status);
  try {
    // pako ignores what follows the end of a stream. Held back, the last byte shows whether the end came before it.
    stream.push(bytes.subarray(0, -1), false);
    if (ends.length > 0) return null;
    stream.push(bytes.subarray(-1), true);
  } catch (error) {
    if (error instanceof OutputTooLarge) return null;
    throw error;
  }
  return ends[0] === OK ? concatBytes(...chunks) : null;
}

/** Keeps out gzip, which pako reads too, and spares plain text, which most remarks are, the setting up of its tables. */
function hasZlibHeader(bytes: Uint8Array): boolean {
  const [method, flags] = [bytes[0] ?? 0, bytes[1] ?? 0];
  return (method & 0x0f) === 8 && (method * 256 + flags) % 31 === 0;
}

/** Leaves pako's loop from inside; it has no other way to stop early. */
class OutputTooLarge extends Error {}
