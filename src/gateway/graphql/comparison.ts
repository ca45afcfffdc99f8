import { parseAccount } from '../../domain/account.js';
import { NEVER, type ColumnKind, type Comparator, type Condition } from '../../store/lists/condition.js';
import { wordOf } from '../constant.js';
import { wholeNeighbours } from './decimal.js';
import { badInput, readInput } from './input.js';
import { TEXT_OPERATORS, textMatch } from './text-match.js';

/**
 * What a filter's field holds: a kind of column; an asset's id, which the schema has as a number and the database as text;
 * or the constant of an enum, which the database has as a word.
 */
export type FieldKind = ColumnKind | 'assetId' | 'constant';

const EQUALITY: Readonly<Record<string, Comparator>> = {
  equalTo: '=',
  notEqualTo: '<>',
  distinctFrom: 'is distinct from',
  notDistinctFrom: 'is not distinct from',
};
const RANGE: Readonly<Record<string, Comparator>> = {
  lessThan: '<',
  lessThanOrEqualTo: '<=',
  greaterThan: '>',
  greaterThanOrEqualTo: '>=',
};
const MOST_VALUES = 1_000;

/**
 * Reads one comparison of a filter, as `greaterThan: "5"`.
 * @throws {ChaintillError} `BAD_USER_INPUT`
 */
export function readComparison(
  column: string,
  kind: FieldKind,
  operator: string,
  operand: unknown,
  place: string,
): Condition {
  if (operand === null) throw badInput(`${place} is null: to find rows without a value, write isNull: true`);
  if (operator === 'isNull') return { kind: 'isNull', column, yes: operand === true };
  if (operator === 'in' || operator === 'notIn') {
    return oneOf(column, kind, operator === 'in', operand as readonly unknown[], place);
  }
  if (operator === 'contains' || operator === 'overlaps') {
    const values = (operand as readonly unknown[]).map((part) => wordOf(String(part)));
    return { kind: 'contains', column, all: operator === 'contains', values };
  }
  const equality = EQUALITY[operator];
  if (equality) return compare(column, kind, equality, readValue(kind, operand, place));
  if (kind === 'account' || kind === 'assetId') {
    throw badInput(
      `${place}: ${NOUNS[kind]} has no order and no parts; compare it with equalTo, notEqualTo, in or notIn`,
    );
  }
  const range = RANGE[operator];
  if (range) return compare(column, kind, range, readValue(kind, operand, place));
  const text = TEXT_OPERATORS[operator];
  if (text) {
    const value = readValue(kind, operand, place);
    if (text.match === 'like' && /(?<!\\)(?:\\\\)*\\$/.test(value)) {
      throw badInput(
        `${place}: a pattern cannot end with a single backslash; write two for the character itself`,
      );
    }
    return textMatch(column, text, value);
  }
  throw new Error(`the schema has an operator that nobody reads: ${operator}`);
}

const NOUNS = { account: 'an account', assetId: "an asset's id" } as const;

function compare(column: string, kind: FieldKind, comparator: Comparator, value: string): Condition {
  return kind === 'integer'
    ? compareInteger(column, comparator, value)
    : { kind: 'compare', column, comparator, value };
}

function oneOf(
  column: string,
  kind: FieldKind,
  yes: boolean,
  operands: readonly unknown[],
  place: string,
): Condition {
  if (operands.length > MOST_VALUES)
    throw badInput(`${place}: it has too many values; write at most ${MOST_VALUES}`);
  const values = operands.map((operand) => readValue(kind, operand, place));
  if (kind !== 'integer') return { kind: 'oneOf', column, yes, values };
  const whole = values.filter((value) => isWhole(value) && isStorable(BigInt(value)));
  return { kind: 'oneOf', column, yes, values: whole };
}

/** @returns the value as its column's comparison takes it. */
function readValue(kind: FieldKind, operand: unknown, place: string): string {
  const text = String(operand);
  switch (kind) {
    case 'account':
      return readInput(place, () => parseAccount(text));
    case 'assetId':
      if (!/^\d+$/.test(text)) throw badInput(`${place}: an asset's id is a whole number, 0 or more`);
      return text;
    case 'constant':
      return wordOf(text);
    case 'text':
      if (text.includes('\0')) throw badInput(`${place}: no text here has a NUL; leave it out`);
      return text;
    default:
      return text;
  }
}

/** Heights and indexes are whole and small; a number that is neither is compared all the same. */
function compareInteger(column: string, comparator: Comparator, decimal: string): Condition {
  const { floor, ceil } = wholeNeighbours(decimal);
  const exists: Condition = { kind: 'isNull', column, yes: false };
  switch (comparator) {
    case '<':
    case '>=': {
      if (ceil > INT8_MAX) return comparator === '<' ? exists : NEVER;
      if (ceil < INT8_MIN) return comparator === '<' ? NEVER : exists;
      return { kind: 'compare', column, comparator, value: ceil.toString() };
    }
    case '>':
    case '<=': {
      if (floor > INT8_MAX) return comparator === '<=' ? exists : NEVER;
      if (floor < INT8_MIN) return comparator === '<=' ? NEVER : exists;
      return { kind: 'compare', column, comparator, value: floor.toString() };
    }
    default: {
      if (floor === ceil && isStorable(floor))
        return { kind: 'compare', column, comparator, value: floor.toString() };
      if (comparator === '<>') return exists;
      return comparator === 'is distinct from' ? { kind: 'all', of: [] } : NEVER;
    }
  }
}

/** Range of the type that whole numbers are compared in. */
const INT8_MAX = 2n ** 63n - 1n;
const INT8_MIN = -(2n ** 63n);

function isStorable(value: bigint): boolean {
  return value >= INT8_MIN && value <= INT8_MAX;
}

function isWhole(decimal: string): boolean {
  return !decimal.includes('.');
}
