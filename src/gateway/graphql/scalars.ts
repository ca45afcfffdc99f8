import { GraphQLError, GraphQLScalarType, Kind, valueFromASTUntyped, type ValueNode } from 'graphql';
import { parseDecimal, type Decimal } from './decimal.js';
import { parseMoment } from './moment.js';

/** Inside it is plain decimal text; a JSON number that a client may have rounded is refused. */
export const BigFloat = new GraphQLScalarType<Decimal, string>({
  name: 'BigFloat',
  serialize: (value) => String(value),
  parseValue(value) {
    if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
      throw new GraphQLError('BigFloat cannot take a number above 2^53 exactly: write it as a string');
    }
    if (typeof value !== 'string' && typeof value !== 'number') throw noNumber();
    return readDecimal(String(value));
  },
  parseLiteral(node) {
    if (node.kind !== Kind.STRING && node.kind !== Kind.INT && node.kind !== Kind.FLOAT) throw noNumber();
    return readDecimal(node.value);
  },
});

export const Datetime = new GraphQLScalarType<string, string>({
  name: 'Datetime',
  serialize: (value) => String(value),
  parseValue: readMoment,
  parseLiteral: (node) => readMoment(stringOf(node)),
});

export const Cursor = new GraphQLScalarType<string, string>({
  name: 'Cursor',
  serialize: (value) => String(value),
  parseValue: readCursor,
  parseLiteral: (node) => readCursor(stringOf(node)),
});

/** Any JSON, as it is. */
export const JSONScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  serialize: (value) => value,
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

function readDecimal(text: string): Decimal {
  const decimal = parseDecimal(text);
  if (decimal === null) throw noNumber();
  return decimal;
}

function noNumber(): GraphQLError {
  return new GraphQLError('BigFloat must be a number of at most 100 digits, as "1500000000000"');
}

function readMoment(value: unknown): string {
  const moment = typeof value === 'string' ? parseMoment(value) : null;
  if (moment === null) throw new GraphQLError('Datetime must be ISO 8601, as "2026-11-21T12:00:00Z"');
  return moment;
}

function readCursor(value: unknown): string {
  if (typeof value !== 'string') throw new GraphQLError('Cursor must be a string that an earlier page gave');
  return value;
}

function stringOf(node: ValueNode): unknown {
  return node.kind === Kind.STRING ? node.value : null;
}
