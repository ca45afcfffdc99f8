import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ChaintillError } from '../domain/errors.js';
import type { Notation } from '../domain/events/notation.js';
import { planSettlement } from '../domain/settlement/plan.js';
import { isConflict } from '../store/failures.js';
import { openTillDatabase, type TillDatabase } from '../store/till/database.js';
import { tryLead, type Leadership } from '../store/till/leadership.js';
import { settleStep, type Limit, type StepResult } from '../store/till/settling/step.js';
import { traceFailedStep, traceStep } from './step-span.js';

export interface SettlerOptions {
  /** `postgres://user:password@host:port/database` */
  readonly databaseUrl: string;
  /** Schema of the index. */
  readonly schema: string;
  /** Of the chain that the till must belong to. */
  readonly chainIdentity: string;
  /** Amount below which a transfer in an asset makes no event, in its smallest unit. */
  readonly dustOf: (asset: string | null) => bigint;
  /** How events write accounts and amounts. */
  readonly notation: Notation;
  readonly log: Logger;
  /** What keeps the next step from using all that is indexed; asked before each. Null for nothing. */
  readonly limit?: (till: TillDatabase) => Promise<Limit | null>;
  /** What runs beside settlement for as long as this settler leads; stopped when it no longer does. */
  readonly beside?: (till: TillDatabase, epoch: bigint) => { close(): Promise<void> };
}

export interface SettlerState {
  /** `standby`: another settler leads. `waiting`: the database cannot be used, or has no till yet. */
  readonly state: 'waiting' | 'standby' | StepResult['state'];
  /** Why it does not settle; null while it does. */
  readonly reason: string | null;
  readonly settledHeight: number | null;
}

export interface Settler {
  state(): SettlerState;
  close(): Promise<void>;
}

/** Transfers, commands or expiries of one transaction: large enough to be fast, small enough to be over in a second. */
const MOST = 2_000;
const STANDBY_MS = 1_000;
const RETRY_MS = 500;
/** Notifications wake it; this is for those that are lost. */
const IDLE_MS = 1_000;
const ENSURE_MS = 5_000;

/**
 * Settles for as long as it is not closed, if no other settler of this database does; else it stands by. Never throws: a
 * failure is a state and a line in the log.
 */
export function startSettler(options: SettlerOptions): Settler {
  const { databaseUrl, schema, log } = options;
  const till = openTillDatabase({ url: databaseUrl, log, size: 4, statementTimeoutMs: 60_000 });
  const stop = new AbortController();
  const stopped = (): boolean => stop.signal.aborted;
  let now: SettlerState = { state: 'waiting', reason: 'starting', settledHeight: null };

  function become(next: SettlerState): void {
    if (next.state !== now.state || (next.reason !== now.reason && next.state !== 'waiting')) {
      const line = { reason: next.reason, settledHeight: next.settledHeight };
      if (next.state === 'alarm') log.error(line, 'settlement stopped');
      else log.info(line, `settlement: ${next.state}`);
    }
    now = next;
  }

  async function run(): Promise<void> {
    while (!stopped()) {
      let lead: Leadership | null = null;
      try {
        lead = await tryLead(databaseUrl, options.chainIdentity, log);
        if (lead) await settle(lead);
        else become({ ...now, state: 'standby', reason: 'another settler leads' });
      } catch (error) {
        const reason = error instanceof Error ? error.message : 'unknown';
        const expected = error instanceof ChaintillError;
        if (!stopped()) log[expected ? 'warn' : 'error']({ err: error }, 'settlement waits, and tries again');
        become({ ...now, state: 'waiting', reason });
      } finally {
        await lead?.release().catch(() => undefined); // gone already
      }
      await pause(STANDBY_MS);
    }
  }

  async function settle(lead: Leadership): Promise<void> {
    log.info({ epoch: String(lead.epoch) }, 'this settler leads');
    const besides = options.beside?.(till, lead.epoch);
    const place = { held: true };
    void lead.lost.then(() => (place.held = false));
    let ensuredAt = -Infinity;
    try {
      while (!stopped() && place.held) {
        if (performance.now() - ensuredAt > ENSURE_MS) {
          await lead.ensureWakeUps(schema);
          ensuredAt = performance.now();
        }
        const result = await step(lead.epoch);
        if (result === 'retry') continue;
        report(result);
        if (!result.more) await Promise.race([lead.woken(IDLE_MS), pause(IDLE_MS)]);
      }
    } finally {
      await besides?.close();
    }
  }

  async function step(epoch: bigint): Promise<StepResult | 'retry'> {
    const startedAt = Date.now();
    try {
      const result = await settleStep(till, {
        epoch,
        schema,
        most: MOST,
        limit: (await options.limit?.(till)) ?? null,
        plan: (work) => planSettlement(work, options.dustOf, options.notation),
      });
      traceStep(startedAt, result);
      return result;
    } catch (error) {
      if (!isConflict(error)) {
        traceFailedStep(startedAt, error);
        throw error;
      }
      log.debug({ err: error }, 'another writer came first; trying again');
      await pause(RETRY_MS / 10);
      return 'retry';
    }
  }

  function report({ state, reason, settledHeight, setAside, counts }: StepResult): void {
    become({ state, reason, settledHeight });
    for (const { orders, reason: failure } of setAside) {
      log.error(
        { orders, failure },
        'orders were set aside: settling them failed, and everybody else goes on',
      );
    }
    if (counts.facts + counts.commands + counts.events > 0)
      log.debug({ settledHeight, ...counts }, 'settled');
  }

  async function pause(ms: number): Promise<void> {
    await delay(ms, undefined, { signal: stop.signal }).catch(() => undefined);
  }

  const running = run();
  return {
    state: () => now,
    async close() {
      stop.abort();
      await running;
      await till.destroy();
    },
  };
}
