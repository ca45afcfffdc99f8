/** Companies that are registered with a gateway and not on chain. What the chain calls `<registry>-<entity>` none of them is called. */
import { badField, readField } from '../bad-field.js';
import { parseName } from '../name.js';
import { readLink } from '../order/link.js';
import type { RequestRules } from '../order/request.js';
import { checkTarget, targetsOf } from '../webhook/target.js';
import { emptyCompany, type CompanyData } from './company-data.js';
import { withSettings } from './draft.js';
import { readCompanyId } from './registry.js';

const LOCAL_ID = /^local-[0-9a-f]{16}$/;

export function isLocalCompany(id: string): boolean {
  return LOCAL_ID.test(id);
}

/** Reads the id of a company, on chain (as `readCompanyId`) or off it. @returns null for anything else */
export function readAnyCompanyId(text: string): string | null {
  return isLocalCompany(text) ? text : readCompanyId(text);
}

/** What people say of a company. What is left out stays as it is, and an empty text takes it out. */
export interface LocalCompanyInput {
  readonly name?: string | null | undefined;
  readonly logoUrl?: string | null | undefined;
  readonly hook?: string | null | undefined;
  readonly success?: string | null | undefined;
  readonly failure?: string | null | undefined;
}

const LINKS = ['success', 'failure'] as const;

/**
 * The data of a company with these changes, as the registry on chain would take them.
 * @param before what it has; null for a new company
 * @throws {ChaintillError} with the field: `INVALID_NAME`, what `checkTarget` throws, `INVALID_COMPANY_DATA`, `BAD_USER_INPUT`
 */
export function localCompanyData(
  before: CompanyData | null,
  input: LocalCompanyInput,
  { allowLoopbackHttp }: RequestRules,
): CompanyData {
  const { name, logoUrl, hook } = input;
  if (before === null && name == null)
    throw badField('name', 'a company has a name: write 1 to 100 characters');
  const data: CompanyData = {
    ...(before ?? emptyCompany()),
    ...(name != null && { name: readField('name', () => parseName(name)) }),
    ...(logoUrl != null && { logoURL: logoUrl === '' ? '' : readLink('logoUrl', logoUrl, false) }),
  };
  const links = LINKS.map((field) => {
    const text = input[field] ?? undefined;
    return [field, text ? readLink(field, text, allowLoopbackHttp) : text] as const;
  });
  const target = (text: string): string => checkTarget(text, targetsOf(allowLoopbackHttp)).href;
  return withSettings(data, {
    hook: hook ? readField('hook', () => target(hook)) : (hook ?? undefined),
    ...Object.fromEntries(links),
  });
}
