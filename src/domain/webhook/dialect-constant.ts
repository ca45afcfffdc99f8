import { DIALECTS, type Dialect } from './dialect.js';

/** A dialect as the API writes it: `STANDARD`. */
export type DialectConstant = Uppercase<Dialect>;

export const DIALECT_CONSTANTS = DIALECTS.map((dialect) => dialect.toUpperCase() as DialectConstant);

export function dialectOf(constant: DialectConstant): Dialect {
  return constant.toLowerCase() as Dialect;
}
