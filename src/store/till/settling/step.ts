import { sql } from 'kysely';
import type { Part } from '../../../domain/settlement/outcome.js';
import type { Fact, Work } from '../../../domain/settlement/work.js';
import { ChaintillError } from '../../../domain/errors.js';
import { readByIndex } from '../by-index.js';
import { chainTable, type TillDatabase, type TillTransaction } from '../database.js';
import { readAssetUnits } from './asset-units.js';
import { heightBeyond, readFailures, tellsFailures } from './failures.js';
import { readFactsOfAccounts, readFactsOfOrders, readNewFacts, type HeightRange } from './facts.js';
import { judgeIndex, readIndexState, type Objection } from './index-state.js';
import { lockInstance, type LockedInstance } from '../instance-lock.js';
import { putOutToFormerHooks, readHookChanges } from './hook-changes.js';
import { readCommands, readExpiring, readOrders, readPayments, readRefunds } from './known.js';
import { setAside, writeParts, type Writing } from './write.js';

export interface StepOptions {
  /** Of this settler's leadership. */
  readonly epoch: bigint;
  /** Schema of the index. */
  readonly schema: string;
  /** Transfers, commands and expiries that one step takes at most; a single block's transfers are never divided. */
  readonly most: number;
  /** What keeps it from using all that is indexed; null for nothing. */
  readonly limit: Limit | null;
  /** Decides, without I/O. */
  readonly plan: (work: Work) => readonly Part[];
}

/** Nothing above this height is used, whatever is indexed. */
export interface Limit {
  readonly upTo: number;
  /** `settling`: it will move on at once. `unconfirmed`: it may be lifted by itself. `alarm`: a person must look. */
  readonly state: 'settling' | 'unconfirmed' | 'alarm';
  /** Null where nothing is wrong. */
  readonly reason: string | null;
}

export interface StepResult {
  readonly state: 'settling' | 'unconfirmed' | 'rebuilding' | 'alarm';
  readonly reason: string | null;
  readonly settledHeight: number | null;
  /** What that was before the step. */
  readonly settledBefore: number | null;
  /** Whether another step has something to do already. */
  readonly more: boolean;
  /** Orders that this step had to set aside, with what failed. */
  readonly setAside: readonly { readonly orders: readonly string[]; readonly reason: string }[];
  readonly counts: {
    readonly facts: number;
    readonly commands: number;
    /** That were changed. */
    readonly orders: number;
    readonly events: number;
  };
}

const NOTHING = { facts: 0, commands: 0, orders: 0, events: 0 };

/**
 * Settles what is new, in one transaction: reads everything at one moment, lets `plan` decide, stores the outcome and moves
 * the settled height on. It can be ended at any moment, and done again, without a difference.
 * @throws {ChaintillError} `LEADERSHIP_LOST`, `TILL_NOT_READY`, `TILL_TOO_NEW`, `DATABASE_UNAVAILABLE`; a serialization failure (40001)
 * means that another writer came first: the step can be tried again.
 */
export async function settleStep(till: TillDatabase, options: StepOptions): Promise<StepResult> {
  return till
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (db) => {
      await readByIndex(db);
      const instance = await lockInstance(db, options.epoch);
      const index = await readIndexState(db, options.schema);
      const objection = await judgeIndex(db, options.schema, instance, index);
      if (objection) return pause(db, instance, objection);
      if (index.indexedHeight === null) return idle(instance);
      return advance(db, options, instance, index.indexedHeight, index.generation);
    });
}

function idle({ settledHeight }: LockedInstance): StepResult {
  return {
    state: 'settling',
    reason: null,
    settledHeight,
    settledBefore: settledHeight,
    more: false,
    setAside: [],
    counts: NOTHING,
  };
}

async function pause(
  db: TillTransaction,
  instance: LockedInstance,
  { state, reason }: Objection,
): Promise<StepResult> {
  if (instance.state !== state || instance.stateReason !== reason) {
    await db.updateTable('instance').set({ state, stateReason: reason }).execute();
  }
  return { ...idle(instance), state, reason };
}

async function advance(
  db: TillTransaction,
  options: StepOptions,
  instance: LockedInstance,
  indexedHeight: number,
  generation: string | null,
): Promise<StepResult> {
  const { schema, most, limit } = options;
  const allowed = Math.min(indexedHeight, limit?.upTo ?? indexedHeight);
  const state = limit?.state ?? 'settling';
  const reason = limit?.reason ?? null;
  // A new till has nothing to settle from before; orders and accounts look back for themselves.
  const after = instance.settledHeight ?? allowed;
  const withFailures = await tellsFailures(db, schema);
  const span = { after, to: allowed };
  const height = Math.max(after, await boundHeight(db, schema, span, most, withFailures));
  const waiting = await readCommands(db, most);
  const expiring = await readExpiring(db, height, most);
  const work = await readWork(db, { schema, after, height, waiting, expiring, instance, withFailures });

  const { facts, failures, hookChanges } = work;
  const isIdle = [facts, failures, hookChanges, waiting, expiring].every(({ length }) => length === 0);
  const parts = isIdle ? [] : options.plan(work);
  const writing = { cursor: instance.cursor, logEpoch: instance.logEpoch, height };
  const stored = await store(db, writing, parts);
  await putOutToFormerHooks(db, instance, hookChanges);

  const changed =
    parts.length > 0 ||
    height !== instance.settledHeight ||
    generation !== instance.chainGeneration ||
    instance.state !== state ||
    instance.stateReason !== reason;
  if (changed) {
    const anchor = newest(work.facts, instance.anchorHeight ?? 0);
    await db
      .updateTable('instance')
      .set({
        settledHeight: height,
        ...(anchor && { anchorHeight: anchor.blockNumber, anchorHash: anchor.blockHash }),
        chainGeneration: generation,
        cursor: stored.cursor,
        commandOrdinal: String(instance.commandOrdinal + waiting.length),
        state,
        stateReason: reason,
      })
      .execute();
  }
  if (stored.cursor > instance.cursor) await sql`notify chaintill_events`.execute(db);
  return {
    state,
    reason,
    settledHeight: height,
    settledBefore: instance.settledHeight,
    more:
      height < allowed ||
      (state === 'settling' && allowed < indexedHeight) ||
      waiting.length === most ||
      expiring.length === most,
    setAside: stored.setAside,
    counts: {
      facts: work.facts.length,
      commands: waiting.length,
      orders: parts.reduce((sum, { orders }) => sum + orders.length, 0),
      events: Number(stored.cursor - instance.cursor),
    },
  };
}

/** The last height that the step takes so that it has about as many rows as it may, and whole blocks. */
async function boundHeight(
  db: TillTransaction,
  schema: string,
  { after, to: indexedHeight }: HeightRange,
  most: number,
  withFailures: boolean,
): Promise<number> {
  if (indexedHeight <= after + 1) return indexedHeight;
  const height = (table: 'transfers' | 'assetTransfers'): ReturnType<typeof sql> => sql`
    (select block_number from ${chainTable(schema, table)} where block_number > ${after} and block_number <= ${indexedHeight}
     order by block_number, event_index limit 1 offset ${most})`;
  const { rows } = await sql<{ height: number | null }>`
    select least(${height('transfers')}, ${height('assetTransfers')},
      ${withFailures ? heightBeyond(schema, { after, to: indexedHeight }, most) : sql`null`}) as height`.execute(
    db,
  );
  const beyond = rows[0]?.height ?? null;
  return beyond === null ? indexedHeight : Math.max(after + 1, beyond - 1);
}

interface Reading {
  readonly schema: string;
  readonly after: number;
  readonly height: number;
  readonly waiting: Awaited<ReturnType<typeof readCommands>>;
  readonly expiring: readonly string[];
  readonly instance: LockedInstance;
  readonly withFailures: boolean;
}

async function readWork(db: TillTransaction, reading: Reading): Promise<Work> {
  const { schema, after, height, waiting, expiring, instance } = reading;
  const commands = waiting.map(({ command }) => command);
  const registering = commands.flatMap((command) => (command.kind === 'register' ? [command.orderId] : []));
  const accounts = waiting.flatMap(({ accountId }) => (accountId === null ? [] : [accountId]));
  const facts = distinct([
    ...(height > after ? await readNewFacts(db, schema, { after, to: height }) : []),
    ...(registering.length > 0 ? await readFactsOfOrders(db, schema, registering, height) : []),
    ...(accounts.length > 0 ? await readFactsOfAccounts(db, schema, accounts, height) : []),
  ]);
  const span = { after, to: height };
  const failures = reading.withFailures ? await readFailures(db, schema, span, registering) : [];
  const hookChanges = await readHookChanges(db, schema, span, registering);
  const asked = commands.flatMap((command) => ('transferId' in command ? [command.transferId] : []));
  const refundIds = [
    ...facts.flatMap(({ refundId }) => (refundId === null ? [] : [refundId])),
    ...commands.flatMap((command) => (command.kind === 'cancelRefund' ? [command.refundId] : [])),
  ];
  const refunds = await readRefunds(db, refundIds, asked);
  const payments = await readPayments(db, [
    ...new Set([
      ...facts.map(({ transferId }) => transferId),
      ...asked,
      ...[...refunds.values()].map(({ transferId }) => transferId),
    ]),
  ]);
  const orderIds = [
    ...expiring,
    ...facts.map(({ orderId }) => orderId),
    ...failures.map(({ orderId }) => orderId),
    ...commands.map((command) => ('orderId' in command ? command.orderId : null)),
    ...[...payments.values()].map(({ orderId }) => orderId),
    ...[...refunds.values()].map(({ orderId }) => orderId),
  ].filter((id) => id !== null && id !== '');
  const orders = await readOrders(db, [...new Set(orderIds)] as string[]);
  const assets = await readAssetUnits(db, schema, [
    ...facts.map(({ asset }) => asset),
    ...failures.map(({ asset }) => asset),
    ...[...orders.values()].map(({ terms }) => terms.asset),
    ...[...payments.values()].map(({ fact }) => fact.asset),
  ]);
  return {
    instanceId: instance.id,
    height,
    lastOrdinal: instance.commandOrdinal,
    facts,
    failures,
    hookChanges,
    commands,
    orders,
    payments,
    refunds,
    assets,
  };
}

function distinct(facts: readonly Fact[]): Fact[] {
  return [...new Map(facts.map((fact) => [fact.transferId, fact])).values()];
}

/** The fact of the newest block, if that is at or above the last anchor. */
function newest(facts: readonly Fact[], anchorHeight: number): Fact | null {
  return facts.reduce<Fact | null>(
    (best, fact) => (fact.blockNumber >= (best?.blockNumber ?? anchorHeight) ? fact : best),
    null,
  );
}

/** Stores all parts; where that fails, each for itself, so that one order that cannot be stored stops nobody else's. */
async function store(
  db: TillTransaction,
  writing: Writing,
  parts: readonly Part[],
): Promise<{ cursor: bigint; setAside: StepResult['setAside'] }> {
  if (parts.length === 0) return { cursor: writing.cursor, setAside: [] };
  const whole = await attempt(db, () => writeParts(db, writing, parts));
  if (whole.ok) return { cursor: whole.value, setAside: [] };
  let { cursor } = writing;
  const failed: { orders: readonly string[]; reason: string }[] = [];
  for (const part of parts) {
    const one = await attempt(db, () => writeParts(db, { ...writing, cursor }, [part]));
    if (one.ok) {
      cursor = one.value;
      continue;
    }
    // Money that belongs to no order and cannot be stored: nothing of the step is kept, and it is said aloud.
    if (part.orders.length === 0 && part.commands.length === 0) throw one.error;
    const reason = one.error instanceof Error ? one.error.message : 'unknown';
    failed.push({ orders: part.orders.map(({ id }) => id), reason });
    await setAside(db, writing, part, reason);
  }
  return { cursor, setAside: failed };
}

type Attempt<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: unknown };

/** Does a piece of work whole or not at all, and the transaction lives on. */
async function attempt<T>(db: TillTransaction, work: () => Promise<T>): Promise<Attempt<T>> {
  await sql`savepoint part`.execute(db);
  try {
    const value = await work();
    await sql`release savepoint part`.execute(db);
    return { ok: true, value };
  } catch (error) {
    // Without a database there is nothing to go on with.
    if (error instanceof ChaintillError) throw error;
    await sql`rollback to savepoint part`.execute(db);
    return { ok: false, error };
  }
}
