/** Accounts that leave a local company, in the transaction of whatever ends their time with it. */
import { sql, type Selectable } from 'kysely';
import type { AccountHex } from '../../domain/extract/block.js';
import { SUM_EVERY } from '../company/sums.js';
import { writeAudit, type Actor } from './audit-log.js';
import type { TillTransaction } from './database.js';
import type { LocalCompanyAddressTable } from './local-company-tables.js';

export type LocalCompanyAddress = Selectable<LocalCompanyAddressTable>;

/** Ends the time of an account that its merchant gives up with whatever company has it, in the transaction of that. */
export async function releaseFromCompany(
  transaction: TillTransaction,
  { merchantId, account, height }: { merchantId: string; account: AccountHex; height: number },
  actor: Actor,
): Promise<void> {
  const holder = await transaction
    .selectFrom('localCompanyAddresses')
    .select('companyId')
    .where('accountId', '=', account)
    .where('untilBlock', 'is', null)
    .executeTakeFirst();
  if (!holder) return;
  for (const released of await endAddresses(transaction, { ...holder, account }, height)) {
    await auditRelease(transaction, merchantId, released, actor);
  }
}

/** Ends what is open of a company's accounts, or of one of them. @returns those, with the block that they ended at */
export async function endAddresses(
  transaction: TillTransaction,
  { companyId, account }: { readonly companyId: string; readonly account?: AccountHex },
  untilBlock: number,
): Promise<readonly LocalCompanyAddress[]> {
  let query = transaction
    .updateTable('localCompanyAddresses')
    .set({ untilBlock: sql<number>`greatest(from_block, ${untilBlock})` })
    .where('companyId', '=', companyId)
    .where('untilBlock', 'is', null);
  if (account !== undefined) query = query.where('accountId', '=', account);
  const ended = await query.returningAll().execute();
  if (ended.length > 0) await setSumsBack(transaction, companyId, untilBlock);
  return ended;
}

/** What is summed up of a block whose accounts have changed is wrong: it is made again from there. */
export async function setSumsBack(
  transaction: TillTransaction,
  companyId: string,
  block: number,
): Promise<void> {
  const start = block - (block % SUM_EVERY);
  await sql`
    update till.local_company_sums_state set summed_block = least(summed_block, ${start}::integer)
    where company_id = ${companyId}`.execute(transaction);
  await sql`delete from till.company_sums where company_id = ${companyId} and until_block > ${start}`.execute(
    transaction,
  );
}

export function auditRelease(
  transaction: TillTransaction,
  merchantId: string,
  { companyId, accountId, untilBlock }: LocalCompanyAddress,
  actor: Actor,
): Promise<void> {
  return writeAudit(transaction, actor, {
    merchantId,
    action: 'company.address.release',
    subjectKind: 'company',
    subjectId: companyId,
    before: { account: accountId, untilBlock: null },
    after: { account: accountId, untilBlock },
  });
}
