/** Which accounts are a local company's, and in which blocks. */
import { sql } from 'kysely';
import { badField } from '../../domain/bad-field.js';
import { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import { holdAccount } from './accounts.js';
import { writeAudit, type Actor } from './audit-log.js';
import type { TillDatabase, TillTransaction } from './database.js';
import { lockCompany, type NamedCompany } from './local-companies.js';
import {
  auditRelease,
  endAddresses,
  setSumsBack,
  type LocalCompanyAddress,
} from './local-company-releases.js';
import { registrationHeight } from './registration-height.js';

export interface NewAddress {
  readonly account: AccountHex;
  /** The first block of its time with the company; null for the indexed one. */
  readonly fromBlock: number | null;
  /** The first block after it, of a time that is over; null for one that goes on. */
  readonly untilBlock: number | null;
  /** Whether it must have signed a challenge; else the operator's word does, too. */
  readonly bySignature: boolean;
}

/** Times that are over included. */
const MOST_ADDRESSES = 500;
const OVERLAPS = '23P01';

/**
 * Adds an account of the company's merchant to it, also for blocks that are long past: what is public of them is the company's
 * from then on.
 * @throws {ChaintillError} `COMPANY_NOT_FOUND`, `ACCOUNT_NOT_FOUND`, `ACCOUNT_NOT_PROVED`, `ADDRESS_TAKEN`, `TOO_MANY_ADDRESSES`,
 * `INDEX_NOT_READY`, `BAD_USER_INPUT`
 */
export async function addCompanyAddress(
  till: TillDatabase,
  named: NamedCompany,
  { account, fromBlock, untilBlock, bySignature }: NewAddress,
  actor: Actor,
): Promise<LocalCompanyAddress> {
  return till.transaction().execute(async (transaction) => {
    const { id: companyId, merchantId } = await lockCompany(transaction, named);
    const owned = await holdAccount(transaction, merchantId, account);
    if (!owned) throw notOwned();
    if (bySignature && owned.provedBy !== 'signature') throw notProved();
    const height = await registrationHeight(transaction, named.chainSchema);
    const from = fromBlock ?? height;
    if (from > height) throw beyond('fromBlock', height);
    if (untilBlock !== null && untilBlock > height) throw beyond('untilBlock', height);
    if (untilBlock !== null && untilBlock <= from)
      throw badField('untilBlock', 'write a block after fromBlock');
    await refuseTooMany(transaction, companyId);
    await refuseOthersTime(transaction, merchantId, { account, fromBlock: from, untilBlock });
    const address = await transaction
      .insertInto('localCompanyAddresses')
      .values({ companyId, accountId: account, provedBy: owned.provedBy, fromBlock: from, untilBlock })
      .returningAll()
      .executeTakeFirstOrThrow()
      .catch((failure: unknown) => {
        throw (Object(failure) as { code?: unknown }).code === OVERLAPS ? taken() : failure;
      });
    await setSumsBack(transaction, companyId, from);
    const { provedBy } = owned;
    await writeAudit(transaction, actor, {
      merchantId,
      action: 'company.address.add',
      subjectKind: 'company',
      subjectId: companyId,
      before: null,
      after: { account, fromBlock: from, untilBlock, provedBy },
    });
    return address;
  });
}

/**
 * Ends an account's time with a company: what it moves from that block on is no longer the company's.
 * @param untilBlock the first block that is not; null for the indexed one
 * @throws {ChaintillError} `COMPANY_NOT_FOUND`, `ADDRESS_NOT_FOUND`, `INDEX_NOT_READY`, `BAD_USER_INPUT`
 */
export async function releaseCompanyAddress(
  till: TillDatabase,
  named: NamedCompany,
  { account, untilBlock }: { readonly account: AccountHex; readonly untilBlock: number | null },
  actor: Actor,
): Promise<LocalCompanyAddress> {
  return till.transaction().execute(async (transaction) => {
    const { id: companyId, merchantId } = await lockCompany(transaction, named);
    const height = await registrationHeight(transaction, named.chainSchema);
    if (untilBlock !== null && untilBlock > height) throw beyond('untilBlock', height);
    const [released] = await endAddresses(transaction, { companyId, account }, untilBlock ?? height);
    if (!released) {
      throw new ChaintillError('ADDRESS_NOT_FOUND', 'the company has no such account now: see its addresses');
    }
    await auditRelease(transaction, merchantId, released, actor);
    return released;
  });
}

async function refuseTooMany(transaction: TillTransaction, companyId: string): Promise<void> {
  const { count } = await transaction
    .selectFrom('localCompanyAddresses')
    .select(sql<string>`count(*)`.as('count'))
    .where('companyId', '=', companyId)
    .executeTakeFirstOrThrow();
  if (Number(count) < MOST_ADDRESSES) return;
  throw new ChaintillError(
    'TOO_MANY_ADDRESSES',
    `a company has at most ${MOST_ADDRESSES} accounts, those that it has no more included: register another company`,
  );
}

/** Nobody takes for a company what was another merchant's in those blocks. */
async function refuseOthersTime(
  transaction: TillTransaction,
  merchantId: string,
  {
    account,
    fromBlock,
    untilBlock,
  }: Pick<LocalCompanyAddress, 'fromBlock' | 'untilBlock'> & { account: AccountHex },
): Promise<void> {
  let query = transaction
    .selectFrom('accounts')
    .select('id')
    .where('account', '=', account)
    .where('merchantId', '<>', merchantId)
    .where('toHeight', '>', fromBlock)
    .limit(1);
  if (untilBlock !== null) query = query.where('fromHeight', '<', untilBlock);
  if (await query.executeTakeFirst()) throw taken();
}

function beyond(field: string, height: number): ChaintillError {
  return badField(field, `blocks are indexed up to ${height}: write one of them`);
}

function notOwned(): ChaintillError {
  return badField('account', 'this is no account of the merchant: register it first, with its proof', {
    code: 'ACCOUNT_NOT_FOUND',
  });
}

function notProved(): ChaintillError {
  return badField(
    'account',
    'this account has not signed that it is the merchant’s: prove it first (requestAccountChallenge, proveAccount), or ask the operator to add it',
    { code: 'ACCOUNT_NOT_PROVED' },
  );
}

/** Whose it was is not told. */
function taken(): ChaintillError {
  return badField(
    'fromBlock',
    'the account belonged to a company, or to another owner, in some of the blocks from there on: begin after that, or release it there first',
    { code: 'ADDRESS_TAKEN' },
  );
}
