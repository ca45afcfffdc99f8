import { TypeRegistry } from '@polkadot/types';
import type { Header } from '@polkadot/types/interfaces';
import type { Hex } from '../domain/hex.js';

/** Where a block stands in its chain. */
export interface BlockRef {
  readonly number: number;
  readonly hash: Hex;
  readonly parentHash: Hex;
}

/** Headers are of the same form on every chain that the indexer can read, so no metadata is needed. */
const registry = new TypeRegistry();

/**
 * The block of a header as `chain_getHeader` and head subscriptions give it. They do not tell its hash, which is computed
 * here, so an answer cannot claim to be another block.
 * @throws {Error} where it is no header
 */
export function readHeader(answer: unknown): BlockRef {
  if (typeof answer !== 'object' || answer === null) throw new Error('the node gives no header');
  const header: Header = registry.createType('Header', answer);
  return {
    number: header.number.toNumber(),
    hash: header.hash.toHex(),
    parentHash: header.parentHash.toHex(),
  };
}
