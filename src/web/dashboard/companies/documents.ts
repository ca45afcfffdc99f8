import type { PageInfo } from '../gateway/documents.js';
import { COMPANY_LINE, type CompanyLine } from './line.js';

export const COMPANY_STATUSES = ['requested', 'approved', 'unregistered', 'canceled'] as const;
export type CompanyStatus = (typeof COMPANY_STATUSES)[number];

export const COMPANIES = `query ($first: Int, $last: Int, $after: Cursor, $before: Cursor, $filter: CompanyFilter) {
  companies(first: $first, last: $last, after: $after, before: $before, filter: $filter) {
    nodes { ${COMPANY_LINE} }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`;

export interface CompaniesAnswer {
  readonly companies: { readonly nodes: readonly CompanyLine[]; readonly pageInfo: PageInfo };
}

export const COMPANIES_OF = `query ($account: String!) {
  companyByAddress(account: $account) { role company { ${COMPANY_LINE} } }
}`;

export interface CompaniesOfAnswer {
  readonly companyByAddress: readonly { readonly role: string; readonly company: CompanyLine }[];
}
