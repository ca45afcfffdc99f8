import { parseAccount } from '../../../domain/account.js';
import { readAnyCompanyId } from '../../../domain/company/local.js';
import { ChaintillError } from '../../../domain/errors.js';
import { COMPANY_COLUMNS, COMPANY_POSITION } from '../../../store/chain/companies.js';
import type { ChainDatabase } from '../../../store/chain/database.js';
import { readIndexing } from '../../../store/chain/indexing.js';
import {
  findKnownCompanies,
  findKnownCompaniesOf,
  findKnownCompany,
  findKnownVersionAt,
  listKnownAddresses,
  listKnownCompanies,
  listKnownVersions,
} from '../../../store/company/known.js';
import { localReader } from '../../auth/local-reader.js';
import { viewCompany, viewCompanyAddress, viewVersion, type CompanyView } from '../../company-view.js';
import { inBatches } from '../batch.js';
import type { GatewayContext } from '../context.js';
import { badInput, readInput } from '../input.js';
import { listField, type Resolver } from '../list-field.js';
import { readPageSize } from '../paging.js';

/** What one statement for one company costs of an operation's rows: of a list of companies, there is one for each. */
const STATEMENT = 25;
const MOST_MEMBERSHIPS = 100;

interface AtBlock {
  readonly atBlock?: number | null;
}

const company: Resolver<{ id: string }> = async (_source, { id }, { chain, caller, views }) => {
  const known = readAnyCompanyId(id);
  if (known === null) {
    throw badInput('id: write <registry>-<entity>, as 0-17, or the number of the entity alone');
  }
  const row = await findKnownCompany(chain, localReader(caller), known);
  return row ? viewCompany(row, views) : null;
};

const companies = listField({
  columns: COMPANY_COLUMNS,
  position: COMPANY_POSITION,
  read: ({ chain, caller }: GatewayContext, request) =>
    listKnownCompanies(chain, localReader(caller), request),
  view: (rows, { views }) => rows.map((row) => viewCompany(row, views)),
});

const companyByAddress: Resolver<AtBlock & { account: string }> = async (_source, args, context) => {
  const { chain, caller } = context;
  const account = readInput('account', () => parseAccount(args.account));
  context.rows.take(MOST_MEMBERSHIPS);
  const at = await readHeight(chain, args.atBlock);
  return findKnownCompaniesOf(chain, localReader(caller), account, { at, limit: MOST_MEMBERSHIPS });
};

const companyOf = inBatches<string, CompanyView | null>(async ({ chain, caller, views }, ids) => {
  const rows = await findKnownCompanies(chain, localReader(caller), [...new Set(ids)]);
  const found = new Map(rows.map((row) => [row.id, viewCompany(row, views)]));
  return ids.map((id) => found.get(id) ?? null);
});

const version: Resolver<AtBlock, CompanyView> = async ({ id }, { atBlock }, context) => {
  context.rows.take(STATEMENT);
  const at = await readHeight(context.chain, atBlock);
  const row = await findKnownVersionAt(context.chain, id, at);
  return row ? viewVersion(row, context.views) : null;
};

const versions: Resolver<{ first?: number | null; beforeBlock?: number | null }, CompanyView> = async (
  { id },
  { first = null, beforeBlock = null },
  context,
) => {
  const { limit } = readPageSize({ first });
  context.rows.take(Math.max(limit, STATEMENT));
  const rows = await listKnownVersions(context.chain, id, { before: beforeBlock, limit });
  return rows.map((row) => viewVersion(row, context.views));
};

const addresses: Resolver<AtBlock & { first?: number | null }, CompanyView> = async (
  { id },
  { first = null, atBlock = null },
  context,
) => {
  const { limit } = readPageSize({ first });
  context.rows.take(Math.max(limit, STATEMENT));
  const at = atBlock === null ? null : await readHeight(context.chain, atBlock);
  const rows = await listKnownAddresses(context.chain, id, { at, limit });
  return rows.map((row) => viewCompanyAddress(row, context.views));
};

/**
 * The block that is asked for: what comes after the indexed one is not known yet.
 * @throws {ChaintillError} `INDEX_NOT_READY`, `BAD_USER_INPUT`
 */
async function readHeight(chain: ChainDatabase, atBlock: number | null | undefined): Promise<number> {
  const { indexedHeight } = await readIndexing(chain);
  if (indexedHeight === null) {
    throw new ChaintillError('INDEX_NOT_READY', 'no block is indexed yet: try again later');
  }
  if ((atBlock ?? 0) > indexedHeight) {
    throw badInput(
      `atBlock: blocks are indexed up to ${indexedHeight}; ask for one of them, or leave it out`,
    );
  }
  return atBlock ?? indexedHeight;
}

const membershipCompany: Resolver<object, { companyId: string }> = ({ companyId }, _args, context) =>
  companyOf(context, companyId);

export const companyResolvers = {
  Query: { company, companies, companyByAddress },
  Company: { version, versions, addresses },
  CompanyMembership: { company: membershipCompany },
};
