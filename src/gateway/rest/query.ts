/** What stands behind the question mark of a REST address. */
import { badField, readField } from '../../domain/bad-field.js';
import { ChaintillError } from '../../domain/errors.js';
import { parseMoment } from '../graphql/moment.js';

export type Query = Readonly<Record<string, string>>;

/**
 * @param allowed names that the route takes; another is refused, since a mistyped filter would give everything
 * @throws {ChaintillError} `BAD_USER_INPUT`, with the parameter as field
 */
export function readQuery(query: unknown, allowed: readonly string[]): Query {
  const known = allowed.length === 0 ? 'write none' : `write none but ${allowed.join(', ')}`;
  const entries = Object.entries(query as Record<string, unknown>);
  return Object.fromEntries(
    entries.map(([name, value]) => {
      if (!allowed.includes(name)) {
        throw new ChaintillError('BAD_USER_INPUT', `the address has a parameter that is not known: ${known}`);
      }
      if (typeof value !== 'string')
        throw badField(name, 'write it once; several values are joined by commas');
      if (value === '' || value.includes('\0')) throw badField(name, 'write a value, or leave it out');
      return [name, value];
    }),
  );
}

/** From 1 to `most`. @throws {ChaintillError} `BAD_USER_INPUT` */
export function readWhole(query: Query, name: string, absent: number, most: number): number {
  const text = query[name];
  if (text === undefined) return absent;
  const value = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (value < 1 || value > most) throw badField(name, `write a whole number from 1 to ${most}`);
  return value;
}

/** One of a few words, the first if it is left out. @throws {ChaintillError} `BAD_USER_INPUT` */
export function readWord<Word extends string>(
  query: Query,
  name: string,
  words: readonly [Word, ...Word[]],
): Word {
  const text = query[name];
  if (text === undefined) return words[0];
  const word = words.find((known) => known === text);
  if (word === undefined) throw badField(name, `write ${words.join(' or ')}`);
  return word;
}

/** Constants, joined by commas, in capitals or not. @throws {ChaintillError} `BAD_USER_INPUT` */
export function readConstants(name: string, text: string, constants: readonly string[]): readonly string[] {
  return text.split(',').map((part) => {
    const constant = constants.find((known) => known === part.toUpperCase());
    if (constant === undefined)
      throw badField(name, `write of these, joined by commas: ${constants.join(', ')}`);
    return constant;
  });
}

/** What a parameter says, if it is there; a reader's complaint names the parameter. */
export function readParameter<T>(query: Query, name: string, read: (text: string) => T): T | null {
  const text = query[name];
  return text === undefined ? null : readField(name, () => read(text));
}

/** A time, in ISO 8601, as UTC; null where it is left out. @throws {ChaintillError} `BAD_USER_INPUT` */
export function readMoment(query: Query, name: string): string | null {
  const text = query[name];
  const moment = text === undefined ? null : parseMoment(text);
  if (text === undefined || moment !== null) return moment;
  throw badField(name, 'write ISO 8601, as 2026-11-21T12:00:00Z');
}
