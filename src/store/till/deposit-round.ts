/** The round in which every deposit address is compared with its transfers, a batch at a time (SETTLEMENT 18). */
import { sql } from 'kysely';
import type { DepositScheme } from '../../domain/deposit-address.js';
import type { DepositDifference } from '../../domain/deposit-difference.js';
import type { AccountHex } from '../../domain/extract/block.js';
import type { Hex } from '../../domain/hex.js';
import { snapshot } from '../snapshot.js';
import type { TillDatabase } from './database.js';
import { readMovements, type Movements } from './deposit-movements.js';
import { indexedHeight } from './indexed-height.js';
import { lockInstance } from './instance-lock.js';

/** A block up to which all transfers are indexed and settled. */
export interface ComparedHeight {
  readonly height: number;
  /** A settled block at or below it, by which to know the chain; null before the first transfer. */
  readonly anchor: { readonly height: number; readonly hash: Hex } | null;
}

/** @returns null while there is none, as while the index is rebuilt, or no deposit address to compare. */
export async function readComparedHeight(till: TillDatabase, schema: string): Promise<ComparedHeight | null> {
  const { rows } = await sql<{
    height: number | null;
    isIndexed: boolean | null;
    anchorHeight: number | null;
    anchorHash: Hex | null;
  }>`
    select settled_height as height, ${indexedHeight(schema)} >= settled_height as is_indexed, anchor_height, anchor_hash
    from till.instance
    where state in ('settling', 'unconfirmed') and exists (select from till.orders where mode = 'address')`.execute(
    till,
  );
  const [row] = rows;
  if (row?.isIndexed !== true || row.height === null) return null;
  const { height, anchorHeight, anchorHash } = row;
  const anchor =
    anchorHeight === null || anchorHash === null ? null : { height: anchorHeight, hash: anchorHash };
  return { height, anchor };
}

/** A deposit address, as far as comparing needs its order. */
export interface RoundDeposit {
  /** Of its order. */
  readonly id: string;
  readonly merchantId: string;
  readonly createdAt: Date;
  readonly address: AccountHex;
  readonly scheme: DepositScheme;
  /** What its order is paid in. */
  readonly asset: string | null;
}

/** The sum of what was noticed before at a deposit address, in one asset. */
export interface Noticed {
  readonly address: AccountHex;
  readonly asset: string | null;
  readonly amount: bigint;
}

export interface RoundBatch {
  readonly deposits: readonly RoundDeposit[];
  readonly movements: readonly Movements[];
  readonly noticed: readonly Noticed[];
  /** Nothing comes after them: the next batch begins a new round. */
  readonly isLast: boolean;
}

/**
 * The deposit addresses that are next, with all that is known of them at that height.
 * @returns null where the index does not have that height any more
 */
export async function readRoundBatch(
  till: TillDatabase,
  schema: string,
  height: number,
  most: number,
): Promise<RoundBatch | null> {
  return snapshot(till, async (at) => {
    const now = await readComparedHeight(at, schema);
    if (now === null || now.height < height) return null;
    const { afterCreatedAt, afterId } = await at
      .selectFrom('depositRound')
      .selectAll()
      .executeTakeFirstOrThrow();
    const after = afterId === null ? sql`` : sql`and (created_at, id) > (${afterCreatedAt}, ${afterId})`;
    const { rows } = await sql<RoundDeposit>`
      select id, merchant_id, created_at, payee as address, deposit_scheme as scheme, asset
      from till.orders where mode = 'address' ${after}
      order by created_at, id limit ${most + 1}`.execute(at);
    const deposits = rows.slice(0, most);
    const addresses = deposits.map(({ address }) => address);
    return {
      deposits,
      movements: await readMovements(at, schema, addresses, height),
      noticed: await readNoticed(
        at,
        deposits.map(({ id }) => id),
      ),
      isLast: rows.length <= most,
    };
  });
}

/** @param orderIds UUIDs of the deposit addresses' orders */
export async function readNoticed(
  till: TillDatabase,
  orderIds: readonly string[],
): Promise<readonly Noticed[]> {
  const rows = await till
    .selectFrom('depositDifferences')
    .select(['address', 'asset', sql<string>`sum(amount)`.as('amount')])
    .where('orderId', '=', sql<string>`any(${[...orderIds]}::uuid[])`)
    .groupBy(['address', 'asset'])
    .execute();
  return rows.map(({ address, asset, amount }) => ({ address, asset, amount: BigInt(amount) }));
}

export interface NoticedDifference extends DepositDifference {
  readonly deposit: RoundDeposit;
  readonly asset: string | null;
  readonly expected: bigint;
  readonly found: bigint;
}

/**
 * Keeps what was noticed in a batch, and moves the round on, both or neither.
 * @param epoch of this settler's leadership
 * @throws {ChaintillError} `LEADERSHIP_LOST`
 */
export async function finishRoundBatch(
  till: TillDatabase,
  epoch: bigint,
  { deposits, isLast }: RoundBatch,
  block: { readonly height: number; readonly hash: Hex },
  differences: readonly NoticedDifference[],
): Promise<void> {
  const last = isLast ? undefined : deposits.at(-1);
  await till.transaction().execute(async (transaction) => {
    await lockInstance(transaction, epoch);
    if (differences.length > 0) {
      await transaction
        .insertInto('depositDifferences')
        .values(
          differences.map(({ deposit, ...difference }) => ({
            ...difference,
            merchantId: deposit.merchantId,
            orderId: deposit.id,
            address: deposit.address,
            height: block.height,
            blockHash: block.hash,
          })),
        )
        .execute();
    }
    await transaction
      .updateTable('depositRound')
      .set({ afterCreatedAt: last?.createdAt ?? null, afterId: last?.id ?? null })
      .execute();
  });
}
