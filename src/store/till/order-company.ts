/** The company that an order names, read in the transaction that registers the order. */
import { sql } from 'kysely';
import { badField } from '../../domain/bad-field.js';
import { decodeCompanyData } from '../../domain/company/decode.js';
import { companyFace } from '../../domain/company/face.js';
import { withCompany, type RegisteredCompany } from '../../domain/company/order-company.js';
import { ChaintillError } from '../../domain/errors.js';
import type { AccountHex } from '../../domain/extract/block.js';
import { hexToBytes, type Hex } from '../../domain/hex.js';
import type { OrderRequest } from '../../domain/order/request.js';
import { chainTable, type TillTransaction } from './database.js';
import { indexedHeight } from './indexed-height.js';

interface CompanyReading {
  readonly versionId: string;
  readonly status: string;
  readonly data: Hex | null;
  readonly hook: string | null;
  readonly success: string | null;
  readonly failure: string | null;
  readonly accounts: readonly AccountHex[];
  /** Whether everything up to the asked height is indexed. */
  readonly indexed: boolean;
}

/** An order that is to be registered. */
interface CompanyOrder {
  readonly request: OrderRequest;
  readonly dev: boolean;
  readonly chainSchema: string;
}

/**
 * What an order is to keep: the company that it names, as it is at the end of a block, and the request with what that says
 * of hook and redirects (SETTLEMENT 16).
 * @throws {ChaintillError} `COMPANY_NOT_FOUND`, `COMPANY_NOT_APPROVED`; `INDEX_NOT_READY` while the index is behind that
 * block; what `withCompany` throws
 */
export async function takeCompany(
  transaction: TillTransaction,
  { request, dev, chainSchema }: CompanyOrder,
  height: number,
): Promise<{ readonly company: RegisteredCompany | null; readonly request: OrderRequest }> {
  if (request.company === null) return { company: null, request };
  const company = await readOrderCompany(transaction, chainSchema, { id: request.company, height });
  return { company, request: withCompany(request, company, { allowLoopbackHttp: dev }) };
}

async function readOrderCompany(
  transaction: TillTransaction,
  chainSchema: string,
  { id, height }: { readonly id: string; readonly height: number },
): Promise<RegisteredCompany> {
  const { rows } = await sql<CompanyReading>`
    select v.id as version_id, v.status, v.data, v.hook, v.success, v.failure,
      ${indexedHeight(chainSchema)} >= ${height} as indexed,
      array(
        select distinct a.account_id from ${chainTable(chainSchema, 'companyAddresses')} a
        where a.company_id = ${id} and a.from_block <= ${height} and (a.until_block is null or a.until_block > ${height})
      ) as accounts
    from ${chainTable(chainSchema, 'companyVersions')} v
    where v.company_id = ${id} and v.from_block <= ${height}
    order by v.from_block desc limit 1`.execute(transaction);
  const [row] = rows;
  if (row?.indexed === false) {
    throw new ChaintillError(
      'INDEX_NOT_READY',
      'the index is being built anew, and does not say yet what companies are: try again later',
    );
  }
  if (!row) {
    throw badField('company', 'the chain knows no company of this id: check it, as 0-17 with its registry', {
      code: 'COMPANY_NOT_FOUND',
    });
  }
  if (row.status !== 'approved') {
    throw badField('company', `company ${id} is not registered: a registrar has to approve it first`, {
      code: 'COMPANY_NOT_APPROVED',
    });
  }
  const { versionId, hook, success, failure, accounts, data } = row;
  const face = companyFace(data === null ? null : decodeCompanyData(hexToBytes(data)).data);
  return { id, versionId, hook, success, failure, accounts, ...face };
}

/** What an order keeps of its company: later versions change nothing of it. */
export function companyColumns(company: RegisteredCompany | null) {
  return {
    companyId: company?.id ?? null,
    companyVersion: company?.versionId ?? null,
    companyName: company?.name ?? null,
    companyLogo: company?.logoUrl ?? null,
  };
}

/** From now on the merchant is told when the company's hook changes. */
export async function followCompany(
  transaction: TillTransaction,
  { merchantId, company, height }: { merchantId: string; company: { readonly id: string }; height: number },
): Promise<void> {
  await transaction
    .insertInto('companyFollowers')
    .values({ companyId: company.id, merchantId, fromHeight: height })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
