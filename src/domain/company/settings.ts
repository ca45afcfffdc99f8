/**
 * Payment settings by convention: entries of `onlineAddresses` whose description is a reserved label. They fit the wallet's
 * own form and need no change of the chain (docs/companies.md).
 */
import { parseAccount } from '../account.js';
import { ChaintillError } from '../errors.js';
import type { AccountHex } from '../extract/block.js';
import { storableText } from '../storable-text.js';
import { isAddress } from '../webhook/public-address.js';
import type { CompanyData } from './company-data.js';

export interface CompanySettings {
  /** Where the company's events go: a URL that begins with http:// or https://. */
  readonly hook: string | null;
  /** Where a buyer goes who has paid. */
  readonly success: string | null;
  /** Where a buyer goes who has not. */
  readonly failure: string | null;
  /** Accounts that the company says it is paid at, each once, in the order of the entries. */
  readonly addresses: readonly AccountHex[];
  /** Entries that mean a setting and do not count. */
  readonly problems: readonly SettingProblem[];
}

export interface SettingProblem {
  /** Place of the entry in `onlineAddresses`, from 0. */
  readonly place: number;
  /** As it is written, at most 64 characters. */
  readonly label: string;
  /** What is wrong, for people; it repeats nothing of the entry. */
  readonly problem: string;
}

export const NO_SETTINGS: CompanySettings = {
  hook: null,
  success: null,
  failure: null,
  addresses: [],
  problems: [],
};

/** The labels of settings of which there is one each. */
export const URL_LABELS = {
  'payment-hook': 'hook',
  'payment-success': 'success',
  'payment-failure': 'failure',
} as const;
export const ADDRESS_LABEL = 'payment-address';

const PREFIX = 'payment-';
export const MOST_ADDRESSES = 100;
const LONGEST_URL = 2_048;
const LONGEST_LABEL = 64;
/**
 * Scheme, host, port, and a rest without characters that readers of URLs change silently. By pattern and not by the
 * platform's reader, whose rules change with its version: rows of the index must not.
 */
const URL_SHAPE =
  /^https?:\/\/([a-z0-9.-]+|\[[0-9a-f:.]+\])(?::([0-9]{1,5}))?(?:[/?#][\x21-\x5b\x5d-\x7e]*)?$/i;
const CREDENTIALS = /^https?:\/\/[^/?#]*@/i;
const QUAD = /^(?:\d{1,3}\.){3}\d{1,3}$/;
const LAST_PORT = 65_535;

/** Reads the settings among a company's online addresses. Labels are read without regard to case and outer white space. */
export function companySettings({ onlineAddresses }: CompanyData): CompanySettings {
  const found: Partial<Record<'hook' | 'success' | 'failure', string>> = {};
  const addresses = new Set<AccountHex>();
  const problems: SettingProblem[] = [];

  function take(label: string, text: string): string | null {
    if (label === ADDRESS_LABEL) return takeAddress(text);
    if (!isUrlLabel(label)) {
      return `no such setting: there are ${[...Object.keys(URL_LABELS), ADDRESS_LABEL].join(', ')}`;
    }
    const setting = URL_LABELS[label];
    if (found[setting] !== undefined) return 'given twice: the first one counts';
    const problem = urlProblem(text);
    if (problem === null) found[setting] = text;
    return problem;
  }

  function takeAddress(text: string): string | null {
    const account = readAccount(text);
    if (typeof account !== 'string') return account.message;
    if (addresses.has(account)) return 'given twice: the first one counts';
    if (addresses.size === MOST_ADDRESSES) return `too many: the first ${MOST_ADDRESSES} addresses count`;
    addresses.add(account);
    return null;
  }

  onlineAddresses.forEach(({ description, url }, place) => {
    const written = description.value.trim();
    const label = written.toLowerCase();
    if (!label.startsWith(PREFIX)) return;
    const encrypted = description.isEncrypted || url.isEncrypted;
    const problem = encrypted ? 'marked as encrypted: write it in the open' : take(label, url.value.trim());
    if (problem === null) return;
    problems.push({
      place,
      label: storableText(Array.from(written).slice(0, LONGEST_LABEL).join('')),
      problem,
    });
  });
  const { hook = null, success = null, failure = null } = found;
  return { hook, success, failure, addresses: [...addresses], problems };
}

function isUrlLabel(label: string): label is keyof typeof URL_LABELS {
  return Object.hasOwn(URL_LABELS, label);
}

/** What is wrong with a URL as a setting; null for one that counts. */
export function urlProblem(text: string): string | null {
  if (text.length > LONGEST_URL) return `too long: a URL has at most ${LONGEST_URL} characters`;
  if (CREDENTIALS.test(text)) return 'leave the user name and password out of the URL';
  const [, host = '', port = '0'] = URL_SHAPE.exec(text) ?? [];
  return isHost(host) && Number(port) <= LAST_PORT
    ? null
    : 'no URL: write it in full, as https://shop.example/paid, other characters as %XX';
}

/** A name, or an address in the usual notation: other hosts that end in a number are read in many ways. */
function isHost(host: string): boolean {
  const literal = /^\[(.*)\]$/.exec(host)?.[1];
  if (literal !== undefined) return isAddress(literal);
  const labels = host.replace(/\.$/, '').split('.');
  if (/^(?:\d+|0x[0-9a-f]*)$/i.test(labels.at(-1) ?? '')) return QUAD.test(host) && isAddress(host);
  return labels.every((label) => /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));
}

function readAccount(text: string): AccountHex | ChaintillError {
  try {
    return parseAccount(text);
  } catch (error) {
    if (error instanceof ChaintillError) return error;
    throw error;
  }
}
