import { sql, type RawBuilder } from 'kysely';
import { readByIndex } from '../by-index.js';
import { chainTable, type TillDatabase, type TillTransaction } from '../database.js';
import { heightBeyond, tellsFailures } from '../settling/failures.js';
import { readIndexState } from '../settling/index-state.js';
import { addFailures, addPayments } from './adding.js';
import { BLOCKS_OF_AN_HOUR } from './failures-sql.js';
import { readGeneration } from './generation.js';

export interface RollUpOptions {
  /** Schema of the index. */
  readonly schema: string;
  /** Payments that one step takes, about; a block is never divided. */
  readonly most: number;
}

export interface RollUpResult {
  /** Everything up to this block is in; -1 for nothing. */
  readonly height: number;
  /** Whether another step has something to do already. */
  readonly more: boolean;
}

interface Progress {
  readonly fill: number;
  readonly generation: string | null;
  readonly height: number;
  readonly failuresHeight: number;
}

/** Rows of an earlier fill that are removed at once. */
const MOST_REMOVED = 20_000;

/**
 * Adds the blocks to the roll-ups that were settled since, in one transaction, as far as the index that they are read from is
 * the one that settlement has accepted. What is settled is final, so nothing that is in is ever taken out again; an index that
 * was made anew is counted anew. It can be ended at any moment, and done by several at a time, without a difference.
 * @throws {ChaintillError} `DATABASE_UNAVAILABLE`, `QUERY_TIMEOUT`; a serialization failure (40001) means that another came
 * first: the step can be tried again.
 */
export async function rollUp(till: TillDatabase, options: RollUpOptions): Promise<RollUpResult> {
  return till
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (db) => {
      await readByIndex(db);
      const locked = await db.selectFrom('metricProgress').selectAll().forUpdate().executeTakeFirstOrThrow();
      const settled = await readSettled(db, options.schema);
      if (settled === null) return { height: locked.height, more: false };
      const progress = beginAnew(locked, settled.generation);
      const { failuresLeft, ...moved } = await advance(db, options, progress, settled.height);
      const now = { ...progress, ...moved };
      if (
        now.height !== locked.height ||
        now.failuresHeight !== locked.failuresHeight ||
        now.fill !== locked.fill
      ) {
        await db.updateTable('metricProgress').set(now).execute();
      }
      const isThere = now.height >= settled.height;
      const removed = isThere && (await removeOld(db, now.fill));
      return { height: now.height, more: !isThere || failuresLeft || removed };
    });
}

/** How far settlement is, with the index as it is now; null while they are not of one another. */
async function readSettled(
  db: TillTransaction,
  schema: string,
): Promise<{ readonly height: number; readonly generation: string } | null> {
  const index = await readIndexState(db, schema);
  const instance = await db
    .selectFrom('instance')
    .select(['settledHeight', 'chainGeneration', 'state'])
    .executeTakeFirst();
  if (!instance || instance.settledHeight === null || index.generation === null) return null;
  const isAccepted =
    instance.chainGeneration === index.generation && /^(?:settling|unconfirmed)$/.test(instance.state);
  if (!isAccepted || (index.indexedHeight ?? -1) < instance.settledHeight) return null;
  return { height: instance.settledHeight, generation: await readGeneration(db, schema) };
}

function beginAnew({ fill, generation, height, failuresHeight }: Progress, now: string): Progress {
  if (generation === now) return { fill, generation, height, failuresHeight };
  return { fill: fill + 1, generation: now, height: -1, failuresHeight: -1 };
}

async function advance(
  db: TillTransaction,
  { schema, most }: RollUpOptions,
  { fill, height: after, failuresHeight }: Progress,
  settled: number,
): Promise<{ readonly height: number; readonly failuresHeight: number; readonly failuresLeft: boolean }> {
  const height = await lastOf(
    db,
    after,
    settled,
    sql`least(${beyond(schema, 'transfers', after, most)},
    ${beyond(schema, 'assetTransfers', after, most)})`,
  );
  if (height > after)
    await addPayments(db, sql.id('till', 'metric_payments'), { schema, fill }, { after, to: height });
  if (!(await tellsFailures(db, schema))) return { height, failuresHeight, failuresLeft: false };
  const decided = Math.max(failuresHeight, height - BLOCKS_OF_AN_HOUR);
  const span = { after: failuresHeight, to: decided };
  // Each looks for later payments, so fewer of them are as much work.
  const to = await lastOf(db, span.after, span.to, heightBeyond(schema, span, Math.ceil(most / 4)));
  if (to > failuresHeight) {
    const table = sql.id('till', 'metric_failures');
    await addFailures(db, table, { schema, fill, height }, { after: failuresHeight, to });
  }
  return { height, failuresHeight: to, failuresLeft: to < decided };
}

/** The last block to take, given the first that is too many: whole blocks, and one at least. */
async function lastOf(
  db: TillTransaction,
  after: number,
  to: number,
  tooMany: RawBuilder<unknown>,
): Promise<number> {
  if (to <= after) return after;
  const { rows } = await sql<{ height: number | null }>`select ${tooMany} as height`.execute(db);
  const first = rows[0]?.height ?? null;
  return first === null ? to : Math.min(to, Math.max(after + 1, first - 1));
}

function beyond(
  schema: string,
  table: 'transfers' | 'assetTransfers',
  after: number,
  most: number,
): RawBuilder<unknown> {
  return sql`(select block_number from ${chainTable(schema, table)} where block_number > ${after}
    order by block_number, event_index limit 1 offset ${most})`;
}

/** @returns whether there may be more */
async function removeOld(db: TillTransaction, fill: number): Promise<boolean> {
  let left = false;
  for (const table of ['metric_payments', 'metric_failures']) {
    const { numAffectedRows = 0n } = await sql`
      delete from ${sql.id('till', table)} where ctid = any(array(
        select ctid from ${sql.id('till', table)} where fill < ${fill} limit ${MOST_REMOVED}))`.execute(db);
    left ||= numAffectedRows === BigInt(MOST_REMOVED);
  }
  return left;
}
