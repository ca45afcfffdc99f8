/** What a merchant sends to put a product into its catalogue, or to change one. Unknown fields are refused. */
import { z } from 'zod';
import { parseAccount } from '../account.js';
import { parseAmount } from '../amount.js';
import { badField, readField } from '../bad-field.js';
import type { AccountHex } from '../extract/block.js';
import { readLink } from '../order/link.js';
import type { PriceUnit } from '../order/registration.js';
import { LONGEST_DESCRIPTION } from '../order/request-schema.js';
import { refusalOf } from '../schema-issue.js';

/** What a product is. */
export interface Product {
  /** The merchant's own name for it, unique among its products. */
  readonly sku: string;
  readonly name: string;
  readonly description: string | null;
  /** Of one, in the asset's smallest unit. */
  readonly price: bigint;
  /** Id in pallet assets, in decimal; null for the chain's own token. */
  readonly asset: string | null;
  /** The merchant's account that is paid; null for its only one. */
  readonly payee: AccountHex | null;
  readonly imageUrl: string | null;
  /** How many blocks its orders live; null for the gateway's default. */
  readonly expiresInBlocks: number | null;
  /** Whether it can be ordered. */
  readonly active: boolean;
}

/** What was sent, each field by itself of the right form; what was left out is undefined. */
export type ProductRequest = z.infer<typeof productRequestSchema>;

/** Strangers make these orders, so they live no longer than a day on a chain with a block every six seconds. */
export const MOST_PRODUCT_BLOCKS = 14_400;

const SKU = 'write 1 to 64 of the characters A-Z a-z 0-9 . _ -, and more than dots';
const ONE_LINE = /^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]*$/u;
const NAME = 'write 1 to 100 characters, without line breaks';
const BLOCKS = `write a whole number from 1 to ${MOST_PRODUCT_BLOCKS}`;

const text = (error: string): z.ZodString => z.string({ error });

export const productRequestSchema = z.strictObject({
  sku: text(SKU)
    .regex(/^(?=.*[^.])[A-Za-z0-9._-]{1,64}$/, SKU)
    .optional(),
  name: text(NAME).trim().min(1, NAME).max(100, NAME).regex(ONE_LINE, NAME).optional(),
  description: text('write a text')
    .max(LONGEST_DESCRIPTION, `write at most ${LONGEST_DESCRIPTION} characters`)
    .regex(ONE_LINE, 'leave out control characters and line breaks')
    .nullish(),
  price: text('write the price as a string, as "12.5"').optional(),
  assetId: text("write an asset's id as a string of digits, or leave it out for the chain's own token")
    .regex(/^(?:0|[1-9]\d{0,38})$/, "write an asset's id in digits, without leading zeros")
    .nullish(),
  payee: text('write an address as a string').nullish(),
  imageUrl: text('write an address as a string').nullish(),
  expiresInBlocks: z.int({ error: BLOCKS }).min(1, BLOCKS).max(MOST_PRODUCT_BLOCKS, BLOCKS).nullish(),
  active: z.boolean({ error: 'write true or false' }).optional(),
});

/** @throws {ChaintillError} with the field: `UNKNOWN_FIELD`, else `BAD_USER_INPUT` */
export function readProductRequest(input: unknown): ProductRequest {
  const result = productRequestSchema.safeParse(input);
  if (!result.success) throw refusalOf(result.error.issues[0]);
  return result.data;
}

export interface ProductRules {
  /** Of the asset that the product is to be paid in; null where the chain says nothing of it. */
  readonly unit: PriceUnit | null;
  /** On a dev chain: pictures may be on the machine itself. */
  readonly allowLoopbackHttp: boolean;
}

/** The asset that a product is paid in after a change. */
export function assetAfter({ assetId }: ProductRequest, before: Product | null): string | null {
  return assetId === undefined ? (before?.asset ?? null) : assetId;
}

/**
 * What a product is to be, all parts together.
 * @param before what it is; null for a new one
 * @throws {ChaintillError} with the field: `UNKNOWN_ASSET`, `INVALID_AMOUNT`, `AMOUNT_TOO_SMALL`, `INVALID_ADDRESS`, else
 * `BAD_USER_INPUT`
 */
export function settleProduct(request: ProductRequest, before: Product | null, rules: ProductRules): Product {
  const asset = assetAfter(request, before);
  const { payee, imageUrl } = request;
  return {
    sku: skuOf(request, before),
    name: request.name ?? before?.name ?? missing('name', 'write what it is called'),
    description: kept(request.description, before?.description),
    price: priceOf(request, before, asset, rules.unit),
    asset,
    payee: kept(payee == null ? payee : readField('payee', () => parseAccount(payee)), before?.payee),
    imageUrl: kept(
      imageUrl == null ? imageUrl : readLink('imageUrl', imageUrl, rules.allowLoopbackHttp),
      before?.imageUrl,
    ),
    expiresInBlocks: kept(request.expiresInBlocks, before?.expiresInBlocks),
    active: request.active ?? before?.active ?? true,
  };
}

/** What was sent, null included; else what was there. */
function kept<T>(sent: T | null | undefined, before: T | null | undefined): T | null {
  return (sent === undefined ? before : sent) ?? null;
}

function skuOf({ sku }: ProductRequest, before: Product | null): string {
  if (before === null) return sku ?? missing('sku', SKU);
  if (sku === undefined || sku === before.sku) return before.sku;
  throw badField('sku', 'it stays as it is: make a product of another sku, and take this one out');
}

function priceOf(
  { price }: ProductRequest,
  before: Product | null,
  asset: string | null,
  unit: PriceUnit | null,
): bigint {
  if (price === undefined) {
    if (before === null) return missing('price', 'write the price as a string, as "12.5"');
    if (before.asset === asset) return before.price;
    throw badField('price', 'write it as well, as the asset is another');
  }
  if (unit === null) {
    throw badField('assetId', 'this chain says of no such asset how it is written: check the id', {
      code: 'UNKNOWN_ASSET',
    });
  }
  const value = readField('price', () => parseAmount(price, unit.decimals));
  if (value === 0n) throw badField('price', 'write more than 0', { code: 'INVALID_AMOUNT' });
  if (value >= unit.dust) return value;
  throw badField(
    'price',
    `payments below ${unit.dust} of the smallest unit settle nothing here: ask for more`,
    {
      code: 'AMOUNT_TOO_SMALL',
    },
  );
}

function missing(field: string, message: string): never {
  throw badField(field, message);
}
