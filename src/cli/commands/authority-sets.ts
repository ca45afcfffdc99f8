import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { ChaintillError } from '../../domain/errors.js';
import { authoritySetHash, readAuthoritySet } from '../../domain/finality/authorities.js';
import { isHex, type Hex } from '../../domain/hex.js';

const HASH = /^0x[0-9a-f]{64}$/;

const setSchema = z.object({
  setId: z.string(),
  authorities: z.custom<Hex>((value) => typeof value === 'string' && isHex(value)),
});

/**
 * The hashes of sets of authorities.
 * @param given hashes, and files with a set as receipts write it: JSON with `setId` and `authorities`
 * @throws {ChaintillError} `FILE_UNREADABLE`
 */
export function readAuthoritySets(given: readonly string[]): Promise<readonly Hex[]> {
  return Promise.all(
    given.map(async (one) => (HASH.test(one.toLowerCase()) ? (one.toLowerCase() as Hex) : readSet(one))),
  );
}

async function readSet(file: string): Promise<Hex> {
  let hash: Hex | null = null;
  let cause: unknown;
  try {
    const set = setSchema.parse(JSON.parse(await readFile(file, 'utf8')));
    hash = readAuthoritySet(set) && authoritySetHash(set);
  } catch (error) {
    cause = error;
  }
  if (hash !== null) return hash;
  throw new ChaintillError(
    'FILE_UNREADABLE',
    'the authorities cannot be read: give the hash of a set, or a file of JSON with setId and authorities',
    { cause },
  );
}
