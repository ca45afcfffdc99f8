import { columnOf, type Column, type Columns } from '../../store/lists/condition.js';
import type { Key, Order } from '../../store/lists/order.js';
import { isUuid } from '../../domain/uuid.js';
import { badInput } from './input.js';
import { parseMoment } from './moment.js';

const INT_MIN = -(2 ** 31);
const INT_MAX = 2 ** 31 - 1;
const LONGEST_TEXT = 4096;

/**
 * A row's place in a complete order, as opaque text. Format: base64url of the JSON array [order, ...values]. It holds
 * places, not numbers of rows, so it stays right while rows arrive.
 */
export function encodeCursor(order: readonly Order[], key: Key): string {
  return Buffer.from(JSON.stringify([signature(order), ...key])).toString('base64url');
}

/** @throws {ChaintillError} `BAD_USER_INPUT` for what is no cursor, or one of another order. */
export function decodeCursor(cursor: string, order: readonly Order[], columns: Columns): Key {
  const content = parse(cursor);
  if (!Array.isArray(content) || typeof content[0] !== 'string') throw invalid();
  const [made, ...values] = content as [string, ...unknown[]];
  if (made !== signature(order)) {
    throw badInput(
      'this cursor belongs to a list in another order: give the orderBy it came from, or start without it',
    );
  }
  if (values.length !== order.length) throw invalid();
  return order.map(({ column }, i) => checkValue(columnOf(columns, column), values[i]));
}

function parse(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch (cause) {
    throw invalid(cause);
  }
}

function checkValue({ kind, nullable }: Column, value: unknown): string | number | null {
  if (value === null && nullable) return null;
  if (kind === 'integer') {
    if (typeof value === 'number' && Number.isInteger(value) && value >= INT_MIN && value <= INT_MAX)
      return value;
    throw invalid();
  }
  if (typeof value !== 'string' || value.length > LONGEST_TEXT || value.includes('\0')) throw invalid();
  if (kind === 'numeric' && !/^-?\d{1,100}$/.test(value)) throw invalid();
  if ((kind === 'timestamp' || kind === 'timestamptz') && parseMoment(value) === null) throw invalid();
  if (kind === 'uuid' && !isUuid(value)) throw invalid();
  return value;
}

function signature(order: readonly Order[]): string {
  return order.map(({ column, direction }) => `${column} ${direction}`).join(',');
}

function invalid(cause?: unknown): Error {
  return badInput('this is not a cursor: take one from edges.cursor or pageInfo of an earlier page', cause);
}
