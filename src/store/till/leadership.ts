import pg from 'pg';
import type { Logger } from 'pino';
import { ChaintillError } from '../../domain/errors.js';
import { explainFailure } from '../failures.js';
import { judgeVersion, MIGRATIONS_DONE } from './version.js';

/** The settler's place: one at a time in a database, and free again as soon as its connection is gone. */
export interface Leadership {
  /** Fencing: what this leader's transactions must find (settling/instance-lock.ts). */
  readonly epoch: bigint;
  /** Resolves with the reason once the place is lost. */
  readonly lost: Promise<string>;
  /** Waits for a flush of the indexer or a command, or at most so long. */
  woken(atMostMs: number): Promise<void>;
  /** Sees to it that the indexer's flushes wake us; again after a rebuild of its tables. */
  ensureWakeUps(schema: string): Promise<void>;
  release(): Promise<void>;
}

/** The number is arbitrary, and this lock is nobody else's. */
const LOCK = '7232110456';
const CHANNEL = 'chaintill_settle';
const TRIGGER = 'chaintill_wake';

/**
 * @returns null while another settler leads.
 * @param chainIdentity of the chain that the till must belong to (SETTLEMENT 4)
 * @throws {ChaintillError} `DATABASE_UNAVAILABLE`, `TILL_NOT_READY` before the till belongs to a chain or this version has
 * migrated it, `TILL_TOO_NEW`, `TILL_OF_OTHER_CHAIN`
 */
export async function tryLead(
  databaseUrl: string,
  chainIdentity: string,
  log: Logger,
): Promise<Leadership | null> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    connectionTimeoutMillis: 3_000,
    query_timeout: 10_000,
    keepAlive: true,
    application_name: 'chaintill settler',
  });
  let markLost: (reason: string) => void = () => undefined;
  const lost = new Promise<string>((resolve) => (markLost = resolve));
  client.on('error', (error) => {
    log.warn({ err: error }, 'the settler lost its connection to Postgres');
    markLost(error.message);
  });
  client.on('end', () => markLost('the connection to Postgres ended'));
  try {
    await client.connect();
    // A leader whose machine is gone must not keep its place for the hours that TCP would wait.
    await client.query(
      'set tcp_keepalives_idle = 5; set tcp_keepalives_interval = 2; set tcp_keepalives_count = 3',
    );
    // Before the lock: a settler of the version that migrated the till must find the place free.
    judgeVersion((await client.query<{ name: string }>(MIGRATIONS_DONE)).rows);
    const { rows } = await client.query<{ mine: boolean }>('select pg_try_advisory_lock($1) as mine', [LOCK]);
    if (rows[0]?.mine !== true) {
      await client.end();
      return null;
    }
    const { rows: raised } = await client.query<{ epoch: string; owner: string }>(
      `update till.instance set epoch = epoch + (chain_identity = $1)::int
       returning epoch, chain_identity as owner`,
      [chainIdentity],
    );
    if (!raised[0]) throw new ChaintillError('TILL_NOT_READY', 'the till belongs to no chain yet');
    if (raised[0].owner !== chainIdentity) {
      throw new ChaintillError(
        'TILL_OF_OTHER_CHAIN',
        `the database holds the orders of another chain (${raised[0].owner}): set DATABASE_URL to another database`,
      );
    }
    await client.query(`listen ${CHANNEL}`);
    return lead(client, BigInt(raised[0].epoch), lost);
  } catch (failure) {
    await client.end().catch(() => undefined);
    throw explainFailure(failure);
  }
}

function lead(client: pg.Client, epoch: bigint, lost: Promise<string>): Leadership {
  let pending = false;
  let wake: () => void = () => undefined;
  client.on('notification', () => {
    pending = true;
    wake();
  });
  return {
    epoch,
    lost,
    async woken(atMostMs) {
      if (!pending) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, atMostMs);
          wake = (): void => {
            clearTimeout(timer);
            resolve();
          };
          void lost.then(wake);
        });
      }
      pending = false;
    },
    async ensureWakeUps(schema) {
      const table = `${pg.escapeIdentifier(schema)}._metadata`;
      const { rows } = await client.query<{ missing: boolean }>(
        `select to_regclass($1) is not null and not exists (
           select from pg_trigger where tgrelid = to_regclass($1) and tgname = $2) as missing`,
        [table, TRIGGER],
      );
      if (rows[0]?.missing !== true) return;
      await client.query(
        `create trigger ${TRIGGER} after insert or update on ${table}
         for each statement execute function till.wake_settler()`,
      );
    },
    release: () => client.end(),
  };
}
