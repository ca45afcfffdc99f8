/** How a company is shown to people: what its registered data says of it, as far as it can be shown. */
import type { CompanyData } from './company-data.js';
import { urlProblem } from './settings.js';

export interface CompanyFace {
  /** One line; null where the data has no name that can be shown. */
  readonly name: string | null;
  /** Where the company says its logo is, https; null for none that could be loaded. Whoever loads it trusts that host. */
  readonly logoUrl: string | null;
}

const LONGEST_NAME = 120;
/** What has no place in one line: control and format characters, among them those that turn the direction of writing. */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Cs}]/gu;

/** @param data null for bytes that cannot be read */
export function companyFace(data: Pick<CompanyData, 'name' | 'logoURL'> | null): CompanyFace {
  const name = shownName(data?.name ?? '');
  const logo = data?.logoURL.trim() ?? '';
  const usable = /^https:\/\//i.test(logo) && urlProblem(logo) === null;
  return { name: name === '' ? null : name, logoUrl: usable ? logo : null };
}

function shownName(name: string): string {
  const line = name.replace(/\s/gu, ' ').replace(UNSHOWN, '').replace(/ +/g, ' ').trim();
  const letters = Array.from(line);
  return letters.length <= LONGEST_NAME ? line : `${letters.slice(0, LONGEST_NAME - 1).join('')}…`;
}
