import { sql, type RawBuilder } from 'kysely';
import type { AccountHex } from '../../../domain/extract/block.js';
import type { Fact } from '../../../domain/settlement/work.js';
import { chainTable, type TillTransaction } from '../database.js';

interface FactRow extends Omit<Fact, 'from' | 'to' | 'value'> {
  readonly fromAccount: AccountHex;
  readonly toAccount: AccountHex;
  readonly value: string;
}

/** Columns of a transfer in schema chain, by the names that the till gives them. */
const columns = (asset: RawBuilder<unknown>): RawBuilder<unknown> => sql`
  t.id as transfer_id, t.block_number, t.event_index, t.block_id as block_hash, t.extrinsic_index, t.extrinsic_hash,
  t.timestamp as block_time, t.from_id as from_account, t.to_id as to_account, t.signer_id as signer, t.call_path,
  ${asset} as asset, t.value, t.reference, t.remark, t.pairing`;

/** Transfers of both kinds that meet a condition on `t`; `from` may join others to it. */
function transfers(
  schema: string,
  from: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const select = (table: 'transfers' | 'assetTransfers', asset: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`select ${columns(asset)} from ${from} join ${chainTable(schema, table)} t on ${where}`;
  return sql`${select('transfers', sql`null::text`)} union all ${select('assetTransfers', sql`t.asset`)}`;
}

const ONE = sql`(select 1) as one`;

/** Written so that no index of heights is taken for it: the key finds few rows, a height nearly all. */
function upTo(height: number): RawBuilder<unknown> {
  return sql`t.block_number + 0 <= ${height}`;
}

/** Heights above `after`, up to and with `to`. */
export interface HeightRange {
  readonly after: number;
  readonly to: number;
}

/** The transfers of some blocks that concern a merchant or a refund. */
export function readNewFacts(
  db: TillTransaction,
  schema: string,
  { after, to }: HeightRange,
): Promise<Fact[]> {
  return describe(
    db,
    transfers(schema, ONE, sql`t.block_number > ${after} and t.block_number <= ${to}`),
    sql`a.id is not null or d.id is not null or r.id is not null`,
  );
}

/** All transfers up to a height that have the key of one of these orders, whenever they were made. */
export function readFactsOfOrders(
  db: TillTransaction,
  schema: string,
  orderIds: readonly string[],
  to: number,
): Promise<Fact[]> {
  return describe(
    db,
    sql`${transfers(
      schema,
      sql`till.orders k`,
      sql`k.id = any(${orderIds}::uuid[]) and k.mode = 'reference' and t.reference = k.reference and t.to_id = k.payee
        and ${upTo(to)}`,
    )} union all ${transfers(
      schema,
      sql`till.orders k`,
      sql`k.id = any(${orderIds}::uuid[]) and k.mode = 'address' and t.to_id = k.payee and ${upTo(to)}`,
    )}`,
    sql`d.id is not null or o.id is not null`,
  );
}

/** All transfers up to a height to accounts since they were registered, by the ids of their registrations. */
export function readFactsOfAccounts(
  db: TillTransaction,
  schema: string,
  accountIds: readonly string[],
  to: number,
): Promise<Fact[]> {
  return describe(
    db,
    transfers(
      schema,
      sql`till.accounts k`,
      sql`k.id = any(${accountIds}::uuid[]) and t.to_id = k.account and t.block_number >= k.from_height
        and t.block_number <= ${to}`,
    ),
    sql`a.id is not null`,
  );
}

/** Those of some transfers, by their ids, that concern anybody. */
export function readFactsById(
  db: TillTransaction,
  schema: string,
  transferIds: readonly string[],
  to: number,
): Promise<Fact[]> {
  return describe(
    db,
    transfers(schema, ONE, sql`t.id = any(${transferIds}::text[]) and ${upTo(to)}`),
    sql`a.id is not null or d.id is not null or r.id is not null`,
  );
}

/** All transfers up to a height that carry the references of some refunds, whoever sent them. */
export function readFactsOfRefunds(
  db: TillTransaction,
  schema: string,
  refundIds: readonly string[],
  to: number,
): Promise<Fact[]> {
  return describe(
    db,
    transfers(
      schema,
      sql`till.refunds k`,
      sql`k.id = any(${refundIds}::uuid[]) and t.reference = k.reference and ${upTo(to)}`,
    ),
    sql`r.id is not null`,
  );
}

/**
 * Says whom transfers concern: by the owners of their accounts at their height, by key, by a refund's reference. An order
 * is looked up by its key alone and its merchant compared after: an index of merchants would find all of one's orders.
 */
async function describe(
  db: TillTransaction,
  source: RawBuilder<unknown>,
  where: RawBuilder<unknown>,
): Promise<Fact[]> {
  const { rows } = await sql<FactRow>`
    with f as materialized (${source})
    select f.*, coalesce(a.merchant_id, d.merchant_id) as to_merchant,
      coalesce(fa.merchant_id, fd.merchant_id) as from_merchant,
      coalesce(d.id, case when o.merchant_id = a.merchant_id then o.id end) as order_id, r.id as refund_id
    from f
    left join till.accounts a on a.account = f.to_account and f.block_number >= a.from_height
      and (a.to_height is null or f.block_number < a.to_height)
    left join till.orders d on d.payee = f.to_account and d.mode = 'address'
    left join till.accounts fa on fa.account = f.from_account and f.block_number >= fa.from_height
      and (fa.to_height is null or f.block_number < fa.to_height)
    left join till.orders fd on fd.payee = f.from_account and fd.mode = 'address'
    left join till.orders o on o.payee = f.to_account and o.reference = f.reference and o.mode = 'reference'
    left join till.refunds r on r.reference = f.reference
    where ${where}`.execute(db);
  return rows.map(({ fromAccount, toAccount, value, ...row }) => ({
    ...row,
    from: fromAccount,
    to: toAccount,
    value: BigInt(value),
  }));
}
