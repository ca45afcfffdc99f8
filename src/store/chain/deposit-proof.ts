import { sql } from 'kysely';
import type { AccountHex } from '../../domain/extract/block.js';
import { bytesToHex } from '../../domain/hex.js';
import { encodeUtf8 } from '../../domain/utf8.js';
import type { ChainDatabase } from './database.js';
import { readIndexing } from './indexing.js';

/** How the index writes three levels of `utility.asDerivative`: as deep as deposit addresses are. */
const AS_DERIVATIVE = 'utility.asDerivative.utility.asDerivative.utility.asDerivative.%';

/**
 * Looks for the remark by which an account has shown that it can dispatch as its derivative accounts: of exactly this
 * text, executed, signed by the account itself, and final.
 * @returns the remark's id; null where there is none.
 * @throws {ChaintillError} `INDEX_NOT_READY`
 */
export async function findDepositProof(
  chain: ChainDatabase,
  account: AccountHex,
  text: string,
): Promise<string | null> {
  const { indexedHeight } = await readIndexing(chain);
  const remark = await chain.db
    .selectFrom('remarks')
    .select('id')
    .where('signerId', '=', account)
    .where('data', '=', bytesToHex(encodeUtf8(text) ?? new Uint8Array()))
    .where('executed', '=', 'yes')
    .where('callPath', 'like', AS_DERIVATIVE)
    .where('blockNumber', '<=', indexedHeight ?? sql<number>`-1`)
    .limit(1)
    .executeTakeFirst();
  return remark?.id ?? null;
}
