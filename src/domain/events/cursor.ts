/**
 * Places in the event log. Text: `<log epoch>:<number>`, as the body of each event has it in `cursor`. The epoch changes
 * when the log is restored or reset: a place in the old one means nothing in the new.
 */
import { ChaintillError } from '../errors.js';
import { isUuid } from '../uuid.js';

export interface LogPosition {
  /** A UUID. */
  readonly logEpoch: string;
  /** Of the last event; 0 before the first. */
  readonly cursor: bigint;
}

/** Before the first event, whatever the epoch. */
const BEGINNING = '0';
/** Eighteen digits are below the largest number that a bigint of Postgres holds. */
const NUMBER = /^(?:0|[1-9]\d{0,17})$/;

export function printCursor({ logEpoch, cursor }: LogPosition): string {
  return `${logEpoch}:${cursor}`;
}

/**
 * The place that a cursor names in the log as it is now; `0` names the place before the first event.
 * @param end where the log ends now
 * @throws {ChaintillError} `CURSOR_MALFORMED`; `CURSOR_UNKNOWN_EPOCH` for one of a log that was restored or reset since;
 * `CURSOR_BEYOND_END` for a place that the log has not come to.
 */
export function readLogCursor(text: string, end: LogPosition): bigint {
  if (text === BEGINNING) return 0n;
  const colon = text.indexOf(':');
  const logEpoch = text.slice(0, colon);
  const number = text.slice(colon + 1);
  if (colon === -1 || !isUuid(logEpoch) || !NUMBER.test(number)) {
    throw refused(
      'CURSOR_MALFORMED',
      'this is not a cursor: take one from an event or a page of events, or write 0 for the beginning of the log',
    );
  }
  if (logEpoch !== end.logEpoch) throw unknownEpoch();
  const cursor = BigInt(number);
  if (cursor > end.cursor) throw beyondEnd();
  return cursor;
}

export function unknownEpoch(): ChaintillError {
  return refused(
    'CURSOR_UNKNOWN_EPOCH',
    'this cursor is of a log that was restored or reset since: read your orders anew, then start from 0',
  );
}

export function beyondEnd(): ChaintillError {
  return refused(
    'CURSOR_BEYOND_END',
    'the log has not come to this cursor: take one from an event or a page of events',
  );
}

function refused(code: string, message: string): ChaintillError {
  return new ChaintillError(code, message, { field: 'after' });
}
