import { blake2b } from '@noble/hashes/blake2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { bytesToHex } from '../hex.js';

/**
 * The id of an event: the same whenever and however often it is derived, so that a restart or a re-index says nothing
 * twice. Format: `evt_` and 40 hex digits, blake2b-160 of the parts, each ended by a zero byte.
 * @param instance id of this till
 * @param subject random id of the order, or of the merchant for what belongs to no order
 * @param cause the transfer, the failed payment, the version of a company, `register`, `expiry:<height>`, `command:<id>`, or for
 *   a hint `<block hash>:<event index>`
 */
export function eventId(instance: string, subject: string, type: string, cause: string): string {
  const text = [instance, subject, type, cause].map((part) => `${part}\0`).join('');
  return `evt_${bytesToHex(blake2b(utf8ToBytes(text), { dkLen: 20 })).slice(2)}`;
}
