/** The company that an order names, read in the transaction that registers the order. */
import { sql, type RawBuilder } from 'kysely';
import { badField } from '../../domain/bad-field.js';
import { decodeCompanyData } from '../../domain/company/decode.js';
import { companyFace } from '../../domain/company/face.js';
import { isLocalCompany } from '../../domain/company/local.js';
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
  readonly merchantId: string;
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
  { merchantId, request, dev, chainSchema }: CompanyOrder,
  height: number,
): Promise<{ readonly company: RegisteredCompany | null; readonly request: OrderRequest }> {
  if (request.company === null) return { company: null, request };
  const tables = isLocalCompany(request.company) ? localTables(merchantId) : chainTables(chainSchema);
  const company = await readOrderCompany(transaction, tables, { id: request.company, height });
  return { company, request: withCompany(request, company, { allowLoopbackHttp: dev }) };
}

/** Where a company's versions and accounts stand, and up to which height that is known. */
interface CompanyTables {
  readonly versions: RawBuilder<unknown>;
  readonly addresses: RawBuilder<unknown>;
  readonly height: RawBuilder<number | null> | null;
}

function chainTables(schema: string): CompanyTables {
  return {
    versions: chainTable(schema, 'companyVersions'),
    addresses: chainTable(schema, 'companyAddresses'),
    height: indexedHeight(schema),
  };
}

/** To every other merchant they have no such company. */
function localTables(merchantId: string): CompanyTables {
  return {
    versions: sql`(select v.* from till.local_company_versions v join till.local_companies l on l.id = v.company_id
      where l.merchant_id = ${merchantId} and (v.until_block is null or v.until_block > v.from_block))`,
    addresses: sql`till.local_company_addresses`,
    height: null,
  };
}

async function readOrderCompany(
  transaction: TillTransaction,
  { versions, addresses, height: known }: CompanyTables,
  { id, height }: { readonly id: string; readonly height: number },
): Promise<RegisteredCompany> {
  const { rows } = await sql<CompanyReading>`
    select v.id as version_id, v.status, v.data, v.hook, v.success, v.failure,
      ${known === null ? sql`true` : sql`${known} >= ${height}`} as indexed,
      array(
        select distinct a.account_id from ${addresses} a
        where a.company_id = ${id} and a.from_block <= ${height} and (a.until_block is null or a.until_block > ${height})
      ) as accounts
    from ${versions} v
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
    throw badField('company', 'there is no company of this id: check it, as 0-17 with its registry', {
      code: 'COMPANY_NOT_FOUND',
    });
  }
  if (row.status !== 'approved') {
    const why = isLocalCompany(id) ? 'it was taken out' : 'a registrar has to approve it first';
    throw badField('company', `company ${id} is not registered: ${why}`, { code: 'COMPANY_NOT_APPROVED' });
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

/** From now on the merchant is told when the company's hook changes on chain; of a local one it is the merchant's to change. */
export async function followCompany(
  transaction: TillTransaction,
  { merchantId, company, height }: { merchantId: string; company: { readonly id: string }; height: number },
): Promise<void> {
  if (isLocalCompany(company.id)) return;
  await transaction
    .insertInto('companyFollowers')
    .values({ companyId: company.id, merchantId, fromHeight: height })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
