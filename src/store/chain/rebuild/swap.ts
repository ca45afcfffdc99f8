import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { ChaintillError } from '../../../domain/errors.js';
import { inTransaction } from '../../connection.js';
import { isConflict } from '../../failures.js';
import { readMetadata } from '../backfill/metadata.js';
import { NEXT_SCHEMA, OLD_SCHEMA, ownerOf } from './next.js';

/** Whoever comes to read waits behind the swap, which therefore waits for long reads in short turns. */
const TURN_MS = 2_000;
const PAUSE_MS = 1_000;
const TURNS = 200;
/** Postgres' `lock_not_available`: https://www.postgresql.org/docs/17/errcodes-appendix.html */
const NOT_IN_TIME = '55P03';

/**
 * Puts the new index in the place of the old one, in one transaction: whoever reads sees the one or the other. Nobody may
 * be writing either.
 * @returns the height of the new index, which is not below that of the old one
 * @throws {ChaintillError} `INDEX_MOVED` where the old one is further after all, `INDEX_IN_USE`
 */
export async function swapIndex(client: pg.Client): Promise<number> {
  for (let turns = 0; turns < TURNS; turns++) {
    try {
      return await inTransaction(client, '', () => swap(client));
    } catch (failure) {
      if (!isConflict(failure) && (failure as { code?: unknown }).code !== NOT_IN_TIME) throw failure;
      await sleep(PAUSE_MS);
    }
  }
  throw new ChaintillError(
    'INDEX_IN_USE',
    'somebody reads from the old index for many minutes, so it stays in its place: run reindex again when that has ended; it goes on from there',
  );
}

async function swap(client: pg.Client): Promise<number> {
  // What is being written is waited for, and what is being read.
  await client.query(`set local lock_timeout = ${TURN_MS}`);
  await client.query(`lock table ${(await tablesOf(client, 'chain')).join(', ')} in access exclusive mode`);
  const before = await readMetadata(client, 'chain', 'lastProcessedHeight');
  const after = await readMetadata(client, NEXT_SCHEMA, 'lastProcessedHeight');
  if (after === null || after < (before ?? 0)) {
    throw new ChaintillError(
      'INDEX_MOVED',
      `the new index is at block ${after ?? 'none'}, and the old one at ${before ?? 'none'}: somebody else writes into it; run reindex again, which goes on from there`,
    );
  }
  // They are named after the schema; the indexer and settlement make their own again.
  const { rows: triggers } = await client.query<{ name: string }>(
    `select t.tgname as name from pg_trigger t where t.tgrelid = $1::regclass and not t.tgisinternal`,
    [`${NEXT_SCHEMA}._metadata`],
  );
  for (const { name } of triggers)
    await client.query(`drop trigger ${pg.escapeIdentifier(name)} on ${NEXT_SCHEMA}._metadata`);
  const owner = (await ownerOf(client, 'chain')) ?? '';
  await client.query(`alter schema chain rename to ${OLD_SCHEMA}; alter schema ${NEXT_SCHEMA} rename to chain;
    comment on schema chain is ${pg.escapeLiteral(owner)}`);
  return after;
}

async function tablesOf(client: pg.Client, schema: string): Promise<readonly string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = $1 and c.relkind = 'r' order by 1`,
    [schema],
  );
  return rows.map(({ name }) => `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`);
}
