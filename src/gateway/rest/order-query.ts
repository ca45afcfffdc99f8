import { z } from 'zod';
import { parseAccount } from '../../domain/account.js';
import { badField } from '../../domain/bad-field.js';
import type { Condition } from '../../store/lists/condition.js';
import { wordOf } from '../constant.js';
import { AMOUNT_STATES, FLAGS, REFUND_STATES, STATUSES } from './order-constants.js';
import { readConstants, readMoment, readParameter, type Query } from './query.js';

const NATIVE = 'native';

const moment = z.iso.datetime({ offset: true }).optional();
const account = z.string().optional();

/** Parameters that narrow a list of orders. */
export const orderFilters = {
  orderId: z.string().optional().describe("The merchant's own id"),
  status: z
    .array(z.enum(STATUSES))
    .optional()
    .describe('Of these; an order that is `PROCESSING` is `OPEN` here'),
  amountState: z.array(z.enum(AMOUNT_STATES)).optional().describe('Of these'),
  refundState: z.array(z.enum(REFUND_STATES)).optional().describe('Of these'),
  flags: z.array(z.enum(FLAGS)).optional().describe('With all of these'),
  account: account.describe("The merchant's account, with any prefix"),
  payee: account.describe('The account to pay, with any prefix'),
  reference: z.string().optional().describe('What payments name'),
  asset: z.string().optional().describe(`An asset's id, or \`${NATIVE}\` for the chain's own token`),
  createdFrom: moment.describe('Registered at this time or later'),
  createdBefore: moment.describe('Registered before this time'),
};
export const ORDER_FILTERS = Object.keys(orderFilters);

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
