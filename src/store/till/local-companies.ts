/** Companies that merchants, or the operator for them, register here. */
import { randomBytes } from 'node:crypto';
import { sql, type Selectable } from 'kysely';
import type { CompanyData } from '../../domain/company/company-data.js';
import { decodeCompanyData } from '../../domain/company/decode.js';
import { encodeCompanyData } from '../../domain/company/encode.js';
import { companySettings } from '../../domain/company/settings.js';
import { ChaintillError } from '../../domain/errors.js';
import { bytesToHex, hexToBytes } from '../../domain/hex.js';
import { writeAudit, type Actor } from './audit-log.js';
import type { TillDatabase, TillTransaction } from './database.js';
import { endAddresses } from './local-company-releases.js';
import type { LocalCompanyTable, LocalCompanyVersionTable } from './local-company-tables.js';
import { registrationHeight } from './registration-height.js';

export type LocalCompany = Selectable<LocalCompanyTable>;

/** A company that somebody may change. */
export interface NamedCompany {
  readonly id: string;
  /** Null for the operator, who may change anybody's. */
  readonly merchantId: string | null;
  /** Schema of the index. */
  readonly chainSchema: string;
}

const MOST_COMPANIES = 100;

/**
 * Registers a company of a merchant, at the indexed height. It has no accounts yet.
 * @param merchantId of a merchant that there is
 * @throws {ChaintillError} `TOO_MANY_COMPANIES`, `INVALID_COMPANY_DATA`, `INDEX_NOT_READY`
 */
export async function createLocalCompany(
  till: TillDatabase,
  { merchantId, chainSchema }: { readonly merchantId: string; readonly chainSchema: string },
  data: CompanyData,
  actor: Actor,
): Promise<LocalCompany> {
  const id = `local-${randomBytes(8).toString('hex')}`;
  return till.transaction().execute(async (transaction) => {
    await refuseTooMany(transaction, merchantId);
    const height = await registrationHeight(transaction, chainSchema);
    const company = await transaction
      .insertInto('localCompanies')
      .values({ id, merchantId, name: data.name, firstBlock: height, blockNumber: height })
      .returningAll()
      .executeTakeFirstOrThrow();
    await transaction
      .insertInto('localCompanySumsState')
      .values({ companyId: id, generation: null })
      .execute();
    await insertVersion(transaction, company, data);
    await audit(transaction, actor, company, { action: 'company.create', before: null, after: data });
    return company;
  });
}

/**
 * Gives a company new data from the indexed height on. Orders that name it keep what they had.
 * @param change makes its new data from those it has
 * @throws {ChaintillError} `COMPANY_NOT_FOUND`, `INDEX_NOT_READY`, `INVALID_COMPANY_DATA`, what `change` throws
 */
export async function changeLocalCompany(
  till: TillDatabase,
  named: NamedCompany,
  change: (before: CompanyData) => CompanyData,
  actor: Actor,
): Promise<LocalCompany> {
  return till.transaction().execute(async (transaction) => {
    const company = await lockCompany(transaction, named);
    const before = await dataOf(transaction, company);
    const data = change(before);
    const next = await nextVersion(transaction, company, named.chainSchema, { name: data.name });
    await insertVersion(transaction, next, data);
    await audit(transaction, actor, next, { action: 'company.update', before, after: data });
    return next;
  });
}

/**
 * Takes a company out, and its accounts with it. What it was and moved until then stays to be read.
 * @throws {ChaintillError} `COMPANY_NOT_FOUND`, `INDEX_NOT_READY`
 */
export async function removeLocalCompany(
  till: TillDatabase,
  named: NamedCompany,
  actor: Actor,
): Promise<LocalCompany> {
  return till.transaction().execute(async (transaction) => {
    const company = await lockCompany(transaction, named);
    const before = await dataOf(transaction, company);
    const gone = await nextVersion(transaction, company, named.chainSchema, { status: 'unregistered' });
    await insertVersion(transaction, gone, null);
    await endAddresses(transaction, { companyId: company.id }, gone.blockNumber);
    await audit(transaction, actor, gone, { action: 'company.remove', before, after: null });
    return gone;
  });
}

/**
 * A company that is registered, kept until the transaction ends: what changes it comes one after the other.
 * @throws {ChaintillError} `COMPANY_NOT_FOUND`, also for another merchant's
 */
export async function lockCompany(
  transaction: TillTransaction,
  { id, merchantId }: NamedCompany,
): Promise<LocalCompany> {
  let query = transaction
    .selectFrom('localCompanies')
    .selectAll()
    .where('id', '=', id)
    .where('status', '=', 'approved');
  if (merchantId !== null) query = query.where('merchantId', '=', merchantId);
  const company = await query.forUpdate().executeTakeFirst();
  if (company) return company;
  throw new ChaintillError(
    'COMPANY_NOT_FOUND',
    'there is no such company for this key: write the id of one that is registered here, as local-0123456789abcdef',
  );
}

async function refuseTooMany(transaction: TillTransaction, merchantId: string): Promise<void> {
  // Held until the end: two that are made at once are counted one after the other.
  await transaction.selectFrom('merchants').select('id').where('id', '=', merchantId).forUpdate().execute();
  const { count } = await transaction
    .selectFrom('localCompanies')
    .select(sql<string>`count(*)`.as('count'))
    .where('merchantId', '=', merchantId)
    .executeTakeFirstOrThrow();
  if (Number(count) < MOST_COMPANIES) return;
  throw new ChaintillError(
    'TOO_MANY_COMPANIES',
    `a merchant has at most ${MOST_COMPANIES} companies, those that were taken out included: change one of them`,
  );
}

async function nextVersion(
  transaction: TillTransaction,
  company: LocalCompany,
  chainSchema: string,
  change: Partial<Pick<LocalCompany, 'name' | 'status'>>,
): Promise<LocalCompany> {
  const height = Math.max(await registrationHeight(transaction, chainSchema), company.blockNumber);
  await transaction
    .updateTable('localCompanyVersions')
    .set({ untilBlock: height })
    .where('companyId', '=', company.id)
    .where('untilBlock', 'is', null)
    .execute();
  return transaction
    .updateTable('localCompanies')
    .set({ ...change, blockNumber: height, version: company.version + 1 })
    .where('id', '=', company.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** @param data null for a company that is taken out */
async function insertVersion(
  transaction: TillTransaction,
  { id, version, blockNumber }: LocalCompany,
  data: CompanyData | null,
): Promise<void> {
  const settings = data && companySettings(data);
  await transaction
    .insertInto('localCompanyVersions')
    .values({
      id: `${id}-v${version}`,
      companyId: id,
      version,
      status: data ? 'approved' : 'unregistered',
      data: data && bytesToHex(encodeCompanyData(data)),
      name: data?.name ?? null,
      hook: settings?.hook ?? null,
      success: settings?.success ?? null,
      failure: settings?.failure ?? null,
      fromBlock: blockNumber,
      untilBlock: null,
    })
    .execute();
}

async function dataOf(transaction: TillTransaction, { id }: LocalCompany): Promise<CompanyData> {
  const { data: hex } = await transaction
    .selectFrom('localCompanyVersions')
    .select('data')
    .where('companyId', '=', id)
    .where('untilBlock', 'is', null)
    .executeTakeFirstOrThrow();
  const { data } = decodeCompanyData(hexToBytes(hex ?? '0x'));
  if (!data) throw new Error(`the data of company ${id} cannot be read`);
  return data;
}

interface Change {
  readonly action: string;
  readonly before: CompanyData | null;
  readonly after: CompanyData | null;
}

function audit(
  transaction: TillTransaction,
  actor: Actor,
  { id, merchantId }: LocalCompany,
  { action, before, after }: Change,
): Promise<void> {
  return writeAudit(transaction, actor, {
    merchantId,
    action,
    subjectKind: 'company',
    subjectId: id,
    before: before && plain(before),
    after: after && plain(after),
  });
}

function plain(data: CompanyData): Pick<LocalCompanyVersionTable, 'name' | 'hook' | 'success' | 'failure'> & {
  readonly logoUrl: string | null;
} {
  const { hook, success, failure } = companySettings(data);
  return { name: data.name, logoUrl: data.logoURL === '' ? null : data.logoURL, hook, success, failure };
}
