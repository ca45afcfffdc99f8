import { join } from 'node:path';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { backfill, type BackfillProgress } from '../../backfill/run.js';
import { ChaintillError } from '../../domain/errors.js';
import type { NetworkProfile } from '../../domain/network.js';
import { indexWriter } from '../../store/chain/backfill/writer.js';
import { lockIndex } from '../postgres/index-lock.js';
import { indexedHeight, makeTables } from './tables.js';

export interface HistoryOptions {
  readonly databaseUrl: string;
  /** Absolute path of the data folder. */
  readonly data: string;
  readonly profile: Pick<NetworkProfile, 'name' | 'startBlock'>;
  readonly genesisHash: string;
  readonly endpoints: readonly string[];
  /** That it is written into; default `chain`. */
  readonly schema?: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly onProgress?: (progress: BackfillProgress) => void;
}

/**
 * Indexes what is finalized, without SubQuery but into its tables; SubQuery goes on behind it. The index is locked
 * against every other writer meanwhile.
 * @throws {ChaintillError} `INDEX_BUSY`, `TABLES_NOT_MADE`, and as `backfill`
 */
export async function indexHistory(options: HistoryOptions): Promise<BackfillProgress> {
  const { databaseUrl, data, profile, genesisHash, endpoints, log, signal, onProgress } = options;
  const { schema = 'chain' } = options;
  const { startBlock } = profile;
  await makeTables({
    databaseUrl,
    folder: join(data, 'indexer', `${profile.name}-${schema}-tables`),
    schema,
    target: { chainId: genesisHash, endpoints, startBlock },
    log,
    signal,
  });
  const client = new Client({ connectionString: databaseUrl, application_name: 'chaintill backfill' });
  client.on('error', () => undefined); // the statement that was running fails with the same error
  await client.connect();
  try {
    if (!(await lockIndex(client, undefined, schema))) {
      throw new ChaintillError('INDEX_BUSY', 'another indexer writes into this database: stop it first');
    }
    return await backfill({
      endpoints,
      genesisHash,
      writer: indexWriter(client, schema),
      startBlock,
      signal,
      onFailure: (error) => log.warn({ err: error }, 'a stretch of blocks is read again'),
      ...(onProgress && { onProgress }),
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** Blocks that SubQuery indexes while a backfill would begin. */
const FEW = 100;
/** What no other indexer gets over either. */
const FATAL: ReadonlySet<string> = new Set(['INDEX_BUSY', 'INDEX_AHEAD', 'INDEX_MOVED']);

/**
 * What comes before SubQuery: a backfill, where there is much to index. Where that cannot be done, SubQuery does it, so
 * the reason is logged and no more.
 * @param finalized height of the finalized head
 * @throws {ChaintillError} `INDEX_BUSY`, `INDEX_AHEAD`, `INDEX_MOVED`
 */
export async function catchUp(options: HistoryOptions, finalized: number): Promise<BackfillProgress | null> {
  const { databaseUrl, profile, log, signal } = options;
  try {
    const indexed = (await indexedHeight(databaseUrl, options.schema)) ?? profile.startBlock - 1;
    if (finalized - indexed < FEW) return null;
    const done = await indexHistory(options);
    log.info(done, 'indexed the history');
    return done;
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof ChaintillError && FATAL.has(error.code)) throw error;
    log.warn({ err: error }, 'the backfill ended early; SubQuery goes on from there');
    return null;
  }
}
