import type { Logger } from 'pino';
import { ChaintillError } from '../../domain/errors.js';
import type { Exit, Guarded } from '../process/guarded.js';
import { keepRunning } from '../process/keep.js';
import { startNode } from './node.js';
import { awaitStall, createStallJudge, PATIENCE_MS } from './stall.js';

/** The indexer: @subql/node behind a guard, started again when it ends, or stands still. */
export interface Indexer {
  /** Of its own pages, on 127.0.0.1. */
  readonly url: string;
  /** Resolves with the reason when it failed too often without ever being ready; never otherwise. */
  readonly gaveUp: Promise<ChaintillError>;
  stop(): Promise<void>;
  kill(): void;
}

export interface IndexerOptions {
  /** The SubQuery project (project.ts). */
  readonly folder: string;
  /** Of the project. */
  readonly endpoints: readonly string[];
  readonly databaseUrl: string;
  readonly port: number;
  /** That it writes; default `chain`. */
  readonly schema?: string;
  readonly log: Logger;
  /** How long it may stand still while there is something to index, in milliseconds; default a minute. */
  readonly patienceMs?: number;
  /** Told in words when it ended and when it runs again. */
  readonly onNote?: (note: string) => void;
}

/** Failures in a row, without ever having been ready, after which trying again makes no sense. */
const HOPELESS = 5;

export async function startIndexer({
  folder,
  endpoints,
  databaseUrl,
  port,
  schema = 'chain',
  log,
  patienceMs = PATIENCE_MS,
  onNote,
}: IndexerOptions): Promise<Indexer> {
  const url = `http://127.0.0.1:${port}`;
  let complaint = 'it gave no reason';
  let everReady = false;
  const judge = createStallJudge(patienceMs);
  let stalled: string | null = null;

  async function start(): Promise<Guarded> {
    const node = await startNode({
      folder,
      databaseUrl,
      port,
      schema,
      onOutput({ level, category, message }) {
        if (level === 'error' || level === 'fatal') complaint = message;
        // SubQuery says this once its tables are there and it begins to index.
        if (category === 'subql-node' && message.startsWith('Node started')) everReady = true;
        log[level]({ category }, message);
      },
    });
    const watching = new AbortController();
    void node.exited.then(() => watching.abort());
    const { signal } = watching;
    void awaitStall({ endpoints, databaseUrl, schema, judge, everyMs: patienceMs / 4, signal }).then(
      (found) => {
        if (found === null) return undefined;
        stalled = `it stood still at block ${found.indexed} while ${found.finalized} was final`;
        return node.stop();
      },
    );
    return node;
  }

  const kept = await keepRunning({
    start,
    onFailure({ exit, error, delayMs }) {
      const why = stalled ?? (exit ? `${describe(exit)}, ${complaint}` : String(error));
      stalled = null;
      log.warn({ delayMs }, `the indexer ended: ${why}`);
      onNote?.(`Indexer ended (${why}); it starts again in ${delayMs / 1000} s`);
    },
    onRestart: () => onNote?.('Indexer runs again'),
    giveUp: (failures) => failures >= HOPELESS && !everReady,
  });
  return {
    url,
    gaveUp: kept.gaveUp.then(
      () => new ChaintillError('INDEXER_FAILED', `the indexer does not start: ${complaint}. See the log.`),
    ),
    stop: () => kept.stop(),
    kill: () => kept.kill(),
  };
}

function describe({ code, signal }: Exit): string {
  return signal === null ? `exit code ${code ?? 'unknown'}` : signal;
}
