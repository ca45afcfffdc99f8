import { formatAccount } from '../domain/account.js';
import type { AccountHex } from '../domain/extract/block.js';

/** Addresses of each of two generations; one takes some 250 bytes. */
const MOST_OF_A_GENERATION = 25_000;

/**
 * Writes accounts as their chain does, and keeps what it wrote lately: a page names an account many times, and to hash each
 * takes as long as all the rest of its row. What was not asked for while a generation filled is forgotten with the next.
 */
export function openAccountWriter(ss58Prefix: number): (account: AccountHex) => string {
  let young = new Map<AccountHex, string>();
  let old = new Map<AccountHex, string>();
  return (account) => {
    const known = young.get(account);
    if (known !== undefined) return known;
    const text = old.get(account) ?? formatAccount(account, ss58Prefix);
    if (young.size >= MOST_OF_A_GENERATION) [old, young] = [young, new Map<AccountHex, string>()];
    young.set(account, text);
    return text;
  };
}
