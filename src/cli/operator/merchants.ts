import { ChaintillError } from '../../domain/errors.js';
import { readMerchantId } from '../../gateway/auth/on-behalf.js';
import type { TillDatabase } from '../../store/till/database.js';
import { findMerchant, listMerchants, type MerchantRow } from '../../store/till/merchants.js';

const PAGE = 1_000;

/** @throws {ChaintillError} `MERCHANT_NOT_FOUND` */
export async function namedMerchant(till: TillDatabase, text: string): Promise<MerchantRow> {
  const merchant = await findMerchant(till, readMerchantId(text));
  if (merchant) return merchant;
  throw new ChaintillError('MERCHANT_NOT_FOUND', 'there is no such merchant: see the query merchants');
}

/**
 * The merchant that is named, or all, by their ids.
 * @throws {ChaintillError} `MERCHANT_NOT_FOUND`
 */
export async function* merchantsOf(
  till: TillDatabase,
  named: string | undefined,
): AsyncGenerator<MerchantRow> {
  if (named !== undefined) {
    yield await namedMerchant(till, named);
    return;
  }
  let after: string | null = null;
  do {
    const found: readonly MerchantRow[] = await listMerchants(till, PAGE, after);
    const page = found.slice(0, PAGE);
    yield* page;
    after = found.length > PAGE ? (page.at(-1)?.id ?? null) : null;
  } while (after !== null);
}
