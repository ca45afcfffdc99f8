import { deflate } from 'pako';
import { ChaintillError } from '../errors.js';
import { MAX_INFLATED_BYTES } from '../inflate.js';
import { encodeUtf8 } from '../utf8.js';

/** Longer remarks are not decoded. Chains set lower limits of their own: `llm.remark` on Liberland takes 256 bytes. */
export const MAX_REMARK_BYTES = 16_384;

/**
 * The envelope of Liberland's remarks: SCALE bytes as a zlib stream of pako's default level, as its wallet makes it.
 * @throws {ChaintillError} `INVALID_REMARK` when `decodeRemark` would refuse the result for its size.
 */
export function seal(scale: Uint8Array): Uint8Array {
  if (scale.length > MAX_INFLATED_BYTES) throw tooLong();
  return limited(deflate(scale));
}

/** @throws {ChaintillError} `INVALID_REMARK` above MAX_REMARK_BYTES. */
export function limited(remark: Uint8Array): Uint8Array {
  if (remark.length > MAX_REMARK_BYTES) throw tooLong();
  return remark;
}

/** @throws {ChaintillError} `INVALID_REMARK` when the text holds half of a surrogate pair. */
export function remarkUtf8(field: string, text: string): Uint8Array {
  const bytes = encodeUtf8(text);
  if (bytes === null) {
    throw new ChaintillError(
      'INVALID_REMARK',
      `${field}: half of a surrogate pair (a broken emoji?) cannot be written as UTF-8; remove it`,
    );
  }
  return bytes;
}

function tooLong(): ChaintillError {
  return new ChaintillError('INVALID_REMARK', `the remark is too long: at most ${MAX_REMARK_BYTES} bytes`);
}
