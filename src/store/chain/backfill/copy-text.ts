import { ChaintillError } from '../../../domain/errors.js';

/** What a row of the index may hold; an absent value is undefined or null. */
export type ColumnValue = string | number | bigint | boolean | Date | null | undefined;

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Rows in the text format of Postgres' COPY: https://www.postgresql.org/docs/17/sql-copy.html. Times are UTC, in columns
 * without a zone.
 */
export function copyText(rows: readonly object[], columns: readonly string[]): string {
  let text = '';
  for (const row of rows as readonly Readonly<Record<string, ColumnValue>>[]) {
    for (let i = 0; i < columns.length; i++) text += (i > 0 ? '\t' : '') + copyValue(row[columns[i] ?? '']);
    text += '\n';
  }
  return text;
}

const SPECIAL = /[\\\n\r\t]/;

function copyValue(value: ColumnValue): string {
  if (value === undefined || value === null) return '\\N';
  if (typeof value !== 'string') return plainText(value);
  // Most are hex, and looking costs less than replacing nothing.
  return SPECIAL.test(value) ? value.replace(/[\\\n\r\t]/g, (character) => ESCAPES[character] ?? '') : value;
}

/** A value as Postgres reads it, which is no text. */
export function plainText(value: number | bigint | boolean | Date): string {
  if (value instanceof Date) {
    if (Number.isNaN(value.getTime()))
      throw new ChaintillError('BLOCK_UNREADABLE', 'a block has a time that no calendar has');
    return value.toISOString().replace('Z', '');
  }
  return String(value);
}
