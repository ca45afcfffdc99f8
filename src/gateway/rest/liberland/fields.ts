/** What shops that were written for Liberland's middleware send, as they send it. */
import { parseAccount } from '../../../domain/account.js';
import { badField, readField } from '../../../domain/bad-field.js';
import type { AccountHex } from '../../../domain/extract/block.js';
import { isReference } from '../../../domain/reference.js';
import { parsePrice, type Price } from '../../price.js';

/** Which payment is meant. */
export interface Purchase {
  readonly reference: string;
  readonly price: Price;
  readonly payee: AccountHex;
  /** Id in pallet assets; null for the chain's own token. */
  readonly asset: string | null;
}

export type Fields = Readonly<Record<string, unknown>>;

/** What the middleware calls the chain's own token. */
const NATIVE = 'Native';
/** WooCommerce's plugin tries these one after the other; the middleware knows an order by its number alone. */
const WORDY_ID = /^order(?: #?|#)(\d{1,20})$/i;

/**
 * The fields of a request: those of its body, and those of its address where the body has none.
 * @throws {ChaintillError} `BAD_USER_INPUT`
 */
export function fieldsOf(query: unknown, body: unknown): Fields {
  if (body !== undefined && (typeof body !== 'object' || body === null || Array.isArray(body))) {
    throw badField('body', 'send an object of fields');
  }
  return { ...(query as Fields), ...body };
}

/**
 * The text of one field. Numbers count as their digits, where JSON has not rounded them.
 * @returns null where it is left out or empty.
 * @throws {ChaintillError} `BAD_USER_INPUT`
 */
export function readText(fields: Fields, name: string): string | null {
  const value = fields[name];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value.toString();
  throw badField(name, 'write it once, as a string');
}

/**
 * Reads which payment is meant.
 * @returns null where that cannot be told: a part of it is missing, or no payment can name an order so. An address that
 * is written without encoding loses what stands behind the `#` of `Order #557`, so this comes often and is nobody's fault.
 * @throws {ChaintillError} `INVALID_AMOUNT`, `INVALID_ADDRESS`, `BAD_USER_INPUT`
 */
export function readPurchase(fields: Fields): Purchase | null {
  const [orderId, price, toId] = ['orderId', 'price', 'toId'].map((name) => readText(fields, name));
  if (orderId == null || price == null || toId == null) return null;
  const reference = referenceOf(orderId);
  if (reference === null) return null;
  return {
    reference,
    price: readField('price', () => parsePrice(price)),
    payee: readField('toId', () => parseAccount(toId)),
    asset: readAsset(fields),
  };
}

function referenceOf(orderId: string): string | null {
  const reference = WORDY_ID.exec(orderId)?.[1] ?? orderId;
  return isReference(reference) ? reference : null;
}

/** Id in pallet assets, in `assetId`; null for the chain's own token. @throws {ChaintillError} `BAD_USER_INPUT` */
export function readAsset(fields: Fields): string | null {
  const text = readText(fields, 'assetId');
  if (text === null || text === NATIVE) return null;
  if (!/^\d{1,39}$/.test(text)) {
    throw badField('assetId', "write an asset's id in digits, or leave it out for the chain's own token");
  }
  return BigInt(text).toString();
}
