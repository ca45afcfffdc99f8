import { parseAccount } from '../../domain/account.js';
import { badField } from '../../domain/bad-field.js';
import type { Condition } from '../../store/lists/condition.js';
import { wordOf } from '../constant.js';
import { readConstants, readMoment, readParameter, type Query } from './query.js';

const STATUSES = ['OPEN', 'SETTLED', 'EXPIRED', 'CANCELED', 'INVALID'];
const AMOUNT_STATES = ['NONE', 'UNDER', 'EXACT', 'OVER'];
const REFUND_STATES = ['NONE', 'PENDING', 'PARTIAL', 'FULL'];
const FLAGS = ['LATE', 'MULTIPLE', 'MANUAL', 'WRONG_ASSET', 'BEFORE_WINDOW', 'CLOSED_PAID'];
const NATIVE = 'native';

/** Parameters that narrow a list of orders. */
export const ORDER_FILTERS = [
  'orderId',
  'status',
  'amountState',
  'refundState',
  'flags',
  'account',
  'payee',
  'reference',
  'asset',
  'createdFrom',
  'createdBefore',
] as const;

/**
 * Which orders are wanted: all of what is given. Several values of one parameter are alternatives; of `flags`, all are
 * wanted.
 * @throws {ChaintillError} `BAD_USER_INPUT`, with the parameter as field
 */
export function readOrderFilter(query: Query): Condition {
  const parts = [
    ...['orderId', 'reference'].map((name) => readParameter(query, name, (text) => equals(name, text))),
    words(query, 'status', STATUSES),
    words(query, 'amountState', AMOUNT_STATES),
    words(query, 'refundState', REFUND_STATES),
    flags(query),
    readParameter(query, 'account', (text) => equals('owner', parseAccount(text))),
    readParameter(query, 'payee', (text) => equals('payee', parseAccount(text))),
    asset(query),
    created(query, 'createdFrom', '>='),
    created(query, 'createdBefore', '<'),
  ];
  return { kind: 'all', of: parts.filter((part) => part !== null) };
}

function equals(column: string, value: string): Condition {
  return { kind: 'compare', column, comparator: '=', value };
}

function words(query: Query, name: string, constants: readonly string[]): Condition | null {
  const text = query[name];
  if (text === undefined) return null;
  const values = readConstants(name, text, constants).map(wordOf);
  return { kind: 'any', of: [...new Set(values)].map((value) => equals(name, value)) };
}

function flags(query: Query): Condition | null {
  const text = query['flags'];
  if (text === undefined) return null;
  return {
    kind: 'contains',
    column: 'flags',
    all: true,
    values: readConstants('flags', text, FLAGS).map(wordOf),
  };
}

function asset(query: Query): Condition | null {
  const text = query['asset'];
  if (text === undefined) return null;
  if (text === NATIVE) return { kind: 'isNull', column: 'asset', yes: true };
  if (/^\d{1,39}$/.test(text)) return equals('asset', BigInt(text).toString());
  throw badField('asset', `write an asset's id, or ${NATIVE} for the chain's own token`);
}

function created(query: Query, name: string, comparator: '>=' | '<'): Condition | null {
  const value = readMoment(query, name);
  return value === null ? null : { kind: 'compare', column: 'createdAt', comparator, value };
}
