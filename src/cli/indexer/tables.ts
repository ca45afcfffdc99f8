import type { Logger } from 'pino';
import { Client } from 'pg';
import { ChaintillError } from '../../domain/errors.js';
import { forgetBeginning } from '../../store/chain/backfill/metadata.js';
import { hasIndexTables } from '../../store/chain/backfill/tables.js';
import { indexWriter } from '../../store/chain/backfill/writer.js';
import { freePort } from '../process/port.js';
import { startNode } from './node.js';
import { writeProject, type ProjectTarget } from './project.js';

/** Above the head of any chain. */
const NEVER = 0x7fff_ffff;

/**
 * Has @subql/node make the tables of an index that has none: told to begin above the chain's head, it makes them and ends.
 * @param folder for a SubQuery project that is written for this
 * @throws {ChaintillError} `TABLES_NOT_MADE` with what it said
 */
export async function makeTables(options: {
  readonly databaseUrl: string;
  readonly folder: string;
  readonly target: ProjectTarget;
  /** Default `chain`. */
  readonly schema?: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}): Promise<void> {
  const { databaseUrl, folder, target, schema = 'chain', log, signal } = options;
  if (await withIndex(databaseUrl, schema, isReady)) return;
  await writeProject(folder, { ...target, startBlock: NEVER });
  let complaint = 'it gave no reason';
  const node = await startNode({
    folder,
    databaseUrl,
    port: await freePort(),
    schema,
    onOutput({ level, category, message }) {
      if (level === 'error' || level === 'fatal') complaint = message;
      log.debug({ category }, message);
    },
  });
  const stop = (): void => void node.stop();
  signal.addEventListener('abort', stop, { once: true });
  await node.exited;
  signal.removeEventListener('abort', stop);
  signal.throwIfAborted();
  if (await withIndex(databaseUrl, schema, isReady)) return;
  throw new ChaintillError(
    'TABLES_NOT_MADE',
    `the indexer did not make the tables of the index: ${complaint}`,
  );
}

/** Height of the last block that is indexed; null in an index that has none, or no tables yet. */
export function indexedHeight(databaseUrl: string, schema = 'chain'): Promise<number | null> {
  return withIndex(databaseUrl, schema, async (client) =>
    (await hasIndexTables(client, schema)) ? indexWriter(client, schema).height() : null,
  );
}

/** Whether the tables are there; of an index without any block, what the node noted of its beginning is taken away. */
async function isReady(client: Client, schema: string): Promise<boolean> {
  if (!(await hasIndexTables(client, schema))) return false;
  await forgetBeginning(client, schema);
  return true;
}

async function withIndex<T>(
  databaseUrl: string,
  schema: string,
  work: (client: Client, schema: string) => Promise<T>,
): Promise<T> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return await work(client, schema);
  } finally {
    await client.end();
  }
}
