import { concatBytes } from '@noble/hashes/utils.js';
import { ChaintillError } from '../errors.js';
import { encodeText, encodeU64, readScale, U64_MAX } from '../scale.js';
import { remarkUtf8, seal } from './envelope.js';

/** What Liberland's payment page writes: `RemarkInfoUser` of its wallet. */
export interface LiberlandRemark {
  /** The order's number, 0 to 2^64 - 1. */
  readonly id: bigint;
  readonly description: string;
}

const DECIMAL = /^(?:0|[1-9][0-9]{0,19})$/;

/** Reads the inflated bytes of a remark; null unless they are one `RemarkInfoUser`, to the last byte. */
export function readLiberlandRemark(inflated: Uint8Array): LiberlandRemark | null {
  return readScale(inflated, (scale) => ({ id: scale.u64(), description: scale.text() }));
}

/**
 * The bytes of Liberland's remark for a payment, equal to those of its own wallet.
 * @param id 0 to 2^64 - 1. As text: decimal without leading zeros, so that it is also the reference that the payment gets.
 * @throws {ChaintillError} `INVALID_REMARK`
 */
export function encodeLiberlandRemark(id: bigint | string, description: string): Uint8Array {
  if (typeof id === 'string' && !DECIMAL.test(id)) {
    throw invalidId('write a whole number in decimal, without sign or leading zeros');
  }
  const number = BigInt(id);
  if (number < 0n || number > U64_MAX) throw invalidId(`write a number from 0 to ${U64_MAX.toString()}`);
  return seal(concatBytes(encodeU64(number), encodeText(remarkUtf8('description', description))));
}

function invalidId(reason: string): ChaintillError {
  return new ChaintillError('INVALID_REMARK', `not an id of a Liberland remark: ${reason}`);
}
