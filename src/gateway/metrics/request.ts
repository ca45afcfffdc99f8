/** Which figures are asked for, by whichever way they are. */
import { parseAccount } from '../../domain/account.js';
import { readAnyCompanyId } from '../../domain/company/local.js';
import { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import { divideWindow, type Interval, type Window } from '../../domain/metrics/intervals.js';
import { badField, readField } from '../../domain/bad-field.js';
import type { LocalReader } from '../../store/company/local.js';
import type { Caller } from '../auth/caller.js';
import { localReader } from '../auth/local-reader.js';
import { merchantFor } from '../auth/on-behalf.js';

/** Whose payments. The first two are facts of the chain, which everybody may ask for; a local company is for its own merchant. */
export type Subject =
  | { readonly kind: 'account'; readonly account: AccountHex }
  | { readonly kind: 'company'; readonly companyId: string; readonly reader: LocalReader }
  | { readonly kind: 'merchant'; readonly merchantId: string };

export interface GivenSubject {
  readonly account?: string | null;
  readonly company?: string | null;
  readonly merchantId?: string | null;
}

/**
 * An account, a company, or, where neither is named, the merchant of the key.
 * @throws {ChaintillError} `BAD_USER_INPUT`, `INVALID_ADDRESS`, and as `merchantFor`
 */
export function readSubject({ account, company, merchantId }: GivenSubject, caller: Caller): Subject {
  const named = [account, company, merchantId].filter((name) => name != null);
  if (named.length > 1) {
    throw new ChaintillError(
      'BAD_USER_INPUT',
      'name one of account, company and merchantId, or none for the merchant of the key',
    );
  }
  if (account != null) {
    return { kind: 'account', account: readField('account', () => parseAccount(account)) };
  }
  if (company != null) {
    const companyId = readAnyCompanyId(company);
    if (companyId === null) {
      throw badField('company', 'write <registry>-<entity>, as 0-17, or the number of the entity alone');
    }
    return { kind: 'company', companyId, reader: localReader(caller) };
  }
  return { kind: 'merchant', merchantId: merchantFor(caller, 'orders:read', merchantId) };
}

/**
 * @param from,to ISO 8601, in UTC
 * @throws {ChaintillError} `INVALID_WINDOW`, `UNKNOWN_TIME_ZONE`
 */
export function readWindow(from: string, to: string, interval: Interval, timeZone: string): Window {
  return divideWindow({ from: Date.parse(from), to: Date.parse(to) }, interval, timeZone);
}
