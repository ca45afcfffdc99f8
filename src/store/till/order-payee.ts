import { sql } from 'kysely';
import { badField } from '../../domain/bad-field.js';
import { isLocalCompany } from '../../domain/company/local.js';
import type { RegisteredCompany } from '../../domain/company/order-company.js';
import type { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import type { OrderRequest } from '../../domain/order/request.js';
import { findOwner, type AccountRow } from './accounts.js';
import type { TillTransaction } from './database.js';

export interface PayeeChoice {
  readonly merchantId: string;
  readonly request: Pick<OrderRequest, 'payee' | 'mode'>;
  /** The company that the order names: only its accounts will do. */
  readonly company: Pick<RegisteredCompany, 'id' | 'accounts'> | null;
  /** Whether every account can have deposit addresses, without a proof. */
  readonly depositsUnproved: boolean;
}

/**
 * The merchant's own account that an order is paid to, held until the end of the transaction: it is not released in the
 * meantime, and in mode address nobody else takes its next index.
 * @throws {ChaintillError} `PAYEE_NOT_REGISTERED`, `PAYEE_NOT_OF_COMPANY`, `DEPOSITS_NOT_ENABLED`
 */
export async function lockPayee(transaction: TillTransaction, choice: PayeeChoice): Promise<AccountRow> {
  const { merchantId, request, company, depositsUnproved } = choice;
  let query = transaction
    .selectFrom('accounts')
    .selectAll()
    .where('merchantId', '=', merchantId)
    .where('toHeight', 'is', null)
    .limit(2);
  if (request.payee !== null) query = query.where('account', '=', request.payee);
  else if (company)
    query = query.where('account', '=', sql<AccountHex>`any(${[...company.accounts]}::text[])`);
  const [account, second] = await (
    request.mode === 'address' ? query.forUpdate() : query.forShare()
  ).execute();
  if (!account) throw company && request.payee === null ? noneOfCompany(company) : notRegistered(request);
  if (second) throw severalAccounts(company);
  if (company?.accounts.includes(account.account) === false) throw otherThanCompany(company);
  if (request.mode === 'reference' || account.depositEnabledAt !== null) return account;
  if (!depositsUnproved) {
    throw badField(
      'mode',
      'the owner of this account has not shown that it can move what comes to deposit addresses: show that first, or use mode REFERENCE',
      { code: 'DEPOSITS_NOT_ENABLED' },
    );
  }
  return transaction
    .updateTable('accounts')
    .set({ depositEnabledAt: sql<Date>`now()` })
    .where('id', '=', account.id)
    .returningAll()
    .executeTakeFirstOrThrow();
}

/**
 * What moves between accounts of one merchant pays no order, so nobody could pay one that names such a payer.
 * @throws {ChaintillError} `OWN_ACCOUNT`
 */
export async function refuseOwnPayer(
  transaction: TillTransaction,
  { merchantId, request }: { readonly merchantId: string; readonly request: Pick<OrderRequest, 'payer'> },
): Promise<void> {
  const { payer } = request;
  if (payer === null || (await findOwner(transaction, payer)) !== merchantId) return;
  throw badField('payer', "this is the merchant's own account: name the account of the buyer", {
    code: 'OWN_ACCOUNT',
  });
}

function severalAccounts(company: PayeeChoice['company']): ChaintillError {
  const several = company ? `several of the accounts of company ${company.id}` : 'several';
  return badField('payee', `say which account, as the merchant has ${several}`);
}

function noneOfCompany({ id }: { readonly id: string }): ChaintillError {
  return badField(
    'company',
    `none of the merchant's accounts is one of company ${id}: ${
      isLocalCompany(id)
        ? 'add one to it first'
        : "register one of its accounts, with its proof, or have the company list one of the merchant's as payment-address"
    }`,
    { code: 'PAYEE_NOT_OF_COMPANY' },
  );
}

function otherThanCompany({ id }: { readonly id: string }): ChaintillError {
  return badField(
    'payee',
    `this account is ${isLocalCompany(id) ? `none of company ${id}` : `neither the owner of company ${id} nor a payment-address of it`}: name one that is`,
    { code: 'PAYEE_NOT_OF_COMPANY' },
  );
}

/** Whether another merchant has the account is not told. */
function notRegistered({ payee }: PayeeChoice['request']): ChaintillError {
  return badField(
    'payee',
    payee === null
      ? 'register an account of the merchant first'
      : 'this is no account of the merchant: register it first, or name one that is',
    { code: 'PAYEE_NOT_REGISTERED' },
  );
}
