/** Failed payments of the index, as far as they have the key of an order. */
import { sql, type RawBuilder } from 'kysely';
import type { AccountHex } from '../../../domain/extract/block.js';
import type { Failure, FailureError } from '../../../domain/settlement/work.js';
import type { TillDatabase, TillTransaction } from '../database.js';
import type { HeightRange } from './facts.js';

interface FailureRow extends Omit<Failure, 'from' | 'to' | 'value' | 'fee' | 'error'> {
  readonly fromAccount: AccountHex | null;
  readonly toAccount: AccountHex;
  readonly value: string | null;
  readonly fee: string | null;
  readonly errorPallet: FailureError['pallet'];
  readonly errorName: FailureError['name'];
  readonly errorDocs: FailureError['documentation'];
}

const COLUMNS = sql`
  t.id as failure_id, t.block_number, t.ordinal, t.block_id as block_hash, t.extrinsic_index, t.extrinsic_hash,
  t.timestamp as block_time, t.from_id as from_account, t.to_id as to_account, t.signer_id as signer, t.call_path,
  t.asset, t.value, t.reference, t.how, t.outcome, t.error_pallet, t.error_name, t.error_docs, t.fee`;

function failedPayments(schema: string): RawBuilder<unknown> {
  return sql.id(schema, 'failed_payments');
}

/**
 * Whether the index tells of failed payments. One that an earlier version made does not, until it is made anew: then
 * nobody is told of what failed meanwhile, and money is settled all the same.
 */
export async function tellsFailures(db: TillDatabase, schema: string): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass(${`"${schema}".failed_payments`}) is not null as there`.execute(db);
  return rows[0]?.there === true;
}

/** The height of the first failed payment of some blocks that is beyond so many, as an expression; null for none. */
export function heightBeyond(schema: string, { after, to }: HeightRange, most: number): RawBuilder<unknown> {
  return sql`
    (select block_number from ${failedPayments(schema)} where block_number > ${after} and block_number <= ${to}
     order by block_number, ordinal limit 1 offset ${most})`;
}

/** Those of some blocks, and those of earlier ones that have the key of an order which is taken up now. */
export async function readFailures(
  db: TillTransaction,
  schema: string,
  { after, to }: HeightRange,
  registering: readonly string[],
): Promise<Failure[]> {
  const failures = [
    ...(to > after ? await readNewFailures(db, schema, { after, to }) : []),
    ...(registering.length > 0 ? await readFailuresOfOrders(db, schema, registering, to) : []),
  ];
  return [...new Map(failures.map((failure) => [failure.failureId, failure])).values()];
}

function readNewFailures(
  db: TillTransaction,
  schema: string,
  { after, to }: HeightRange,
): Promise<Failure[]> {
  return describe(
    db,
    sql`select ${COLUMNS} from ${failedPayments(schema)} t where t.block_number > ${after} and t.block_number <= ${to}`,
    UNRECORDED,
  );
}

/** Those that have the key of one of these orders, from its window on and up to a height. */
function readFailuresOfOrders(
  db: TillTransaction,
  schema: string,
  orderIds: readonly string[],
  to: number,
): Promise<Failure[]> {
  // Written so that no index of heights is taken for it, as with transfers.
  const inTime = sql`t.block_number + 0 >= k.window_from and t.block_number + 0 <= ${to}`;
  return describe(db, withKeys(schema, orderIds, inTime), UNRECORDED);
}

/** All up to a height that have the key of one of these orders, recorded before or not. */
export function readFailuresEver(
  db: TillTransaction,
  schema: string,
  orderIds: readonly string[],
  to: number,
): Promise<Failure[]> {
  return describe(db, withKeys(schema, orderIds, sql`t.block_number + 0 <= ${to}`), sql`true`);
}

function withKeys(
  schema: string,
  orderIds: readonly string[],
  inTime: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const orders = sql`till.orders k join ${failedPayments(schema)} t`;
  return sql`select ${COLUMNS} from ${orders} on k.id = any(${orderIds}::uuid[]) and k.mode = 'reference'
      and t.reference = k.reference and t.to_id = k.payee and ${inTime}
    union all select ${COLUMNS} from ${orders} on k.id = any(${orderIds}::uuid[]) and k.mode = 'address'
      and t.to_id = k.payee and ${inTime}`;
}

const UNRECORDED = sql`not exists (select from till.order_failures r where r.failure_id = f.failure_id)`;

/**
 * Finds the order of each by its key, and drops what has none. An order is looked up by its key alone and its merchant
 * compared after, as for transfers.
 */
async function describe(
  db: TillTransaction,
  source: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
): Promise<Failure[]> {
  const { rows } = await sql<FailureRow>`
    with f as materialized (${source})
    select f.*, coalesce(d.merchant_id, o.merchant_id) as to_merchant,
      coalesce(fa.merchant_id, fd.merchant_id) as from_merchant, coalesce(d.id, o.id) as order_id
    from f
    left join till.orders d on d.payee = f.to_account and d.mode = 'address'
    left join till.accounts a on a.account = f.to_account and f.block_number >= a.from_height
      and (a.to_height is null or f.block_number < a.to_height)
    left join till.orders o on o.payee = f.to_account and o.reference = f.reference and o.mode = 'reference'
    left join till.accounts fa on fa.account = f.from_account and f.block_number >= fa.from_height
      and (fa.to_height is null or f.block_number < fa.to_height)
    left join till.orders fd on fd.payee = f.from_account and fd.mode = 'address'
    where (d.id is not null or o.merchant_id = a.merchant_id) and ${where}`.execute(db);
  return rows.map(({ fromAccount, toAccount, value, fee, errorPallet, errorName, errorDocs, ...row }) => ({
    ...row,
    from: fromAccount,
    to: toAccount,
    value: value === null ? null : BigInt(value),
    fee: fee === null ? null : BigInt(fee),
    error: { pallet: errorPallet, name: errorName, documentation: errorDocs },
  }));
}
