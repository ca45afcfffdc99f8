import { ChaintillError } from '../domain/errors.js';

/** Postgres' error codes: https://www.postgresql.org/docs/17/errcodes-appendix.html */
const NOT_READY = new Set(['3F000', '42P01']);
const CANCELED = '57014';
const DISK_FULL = '53100';
/** Of a named statement: its rows have other columns since it was named, or the connection does not know the name. */
const OUTDATED_NAMES: ReadonlySet<unknown> = new Set(['0A000', '26000']);
/** A serialization failure, and a deadlock. */
const CONFLICTS: ReadonlySet<unknown> = new Set(['40001', '40P01']);
/** No connection, refused credentials, no such database, too many connections, shutting down. */
const UNAVAILABLE = /^(?:08|28|3D|53|57P0)/;
/** Of Node and of the driver, where no server answered. */
const NO_ANSWER =
  /ECONNREFUSED|ECONNRESET|ENOTFOUND|EPIPE|ETIMEDOUT|EHOSTUNREACH|connection (?:timeout|terminated)|timeout exceeded|Connection terminated|Query read timeout|not queryable/i;

/**
 * Says what a failure of the database means to the one who asked: `INDEX_NOT_READY`, `QUERY_TIMEOUT` or
 * `DATABASE_UNAVAILABLE`, with the failure as cause. Any other failure is a mistake of ours and is given back as it is.
 */
export function explainFailure(failure: unknown): unknown {
  // Errors of other realms and of drivers are not all instances of Error; these fields are what they share.
  const { code = '', message = '' } = Object(failure) as { code?: unknown; message?: unknown };
  if (NOT_READY.has(String(code))) {
    return new ChaintillError(
      'INDEX_NOT_READY',
      'nothing is indexed yet: start the indexer, or wait until it has made its tables',
      { cause: failure },
    );
  }
  if (code === CANCELED) {
    return new ChaintillError(
      'QUERY_TIMEOUT',
      'the query takes too long: narrow its filter (an account, a reference or a range of blocks), order by block, or leave totalCount out',
      { cause: failure },
    );
  }
  if (code === DISK_FULL) {
    return new ChaintillError(
      'DATABASE_UNAVAILABLE',
      'the disk of Postgres is full: free space on it, or try again later',
      { cause: failure },
    );
  }
  if (UNAVAILABLE.test(String(code)) || NO_ANSWER.test(`${String(code)} ${String(message)}`)) {
    return new ChaintillError(
      'DATABASE_UNAVAILABLE',
      'the database cannot be used: check that Postgres is running and that DATABASE_URL names it, or try again later',
      { cause: failure },
    );
  }
  return failure;
}

/** Whether an explained failure is that of a disk without space. */
export function isDiskFull(failure: unknown): boolean {
  return codeOf((failure as { cause?: unknown } | null)?.cause) === DISK_FULL;
}

/** Whether another writer came first: the same work succeeds when it is tried again. */
export function isConflict(failure: unknown): boolean {
  return CONFLICTS.has(codeOf(failure));
}

/** Whether a named statement failed for its name's sake, and would not without. */
export function isOutdatedName(failure: unknown): boolean {
  return OUTDATED_NAMES.has(codeOf(failure));
}

export function tablesChanged(cause: unknown): ChaintillError {
  return new ChaintillError(
    'DATABASE_UNAVAILABLE',
    'the tables were changed while they were read: ask again',
    { cause },
  );
}

function codeOf(failure: unknown): unknown {
  return (Object(failure) as { code?: unknown }).code;
}
