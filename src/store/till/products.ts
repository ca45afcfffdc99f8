/** What merchants sell: their products, at their prices. */
import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import { badField } from '../../domain/bad-field.js';
import type { Product } from '../../domain/catalog/product-request.js';
import { ChaintillError } from '../../domain/errors.js';
import { findOwner } from './accounts.js';
import { writeAudit, type Actor } from './audit-log.js';
import type { TillDatabase, TillTransaction } from './database.js';
import { lockMerchant } from './endpoints.js';
import type { ProductTable } from './product-tables.js';

export type ProductRow = Selectable<ProductTable>;

/** A product by the merchant's own name of it. */
export interface ProductName {
  readonly merchantId: string;
  readonly sku: string;
}

/** How many products a merchant can have, those that are not sold included. */
export const MOST_PRODUCTS = 1_000;

export function productOf(row: ProductRow): Product {
  const { sku, name, description, asset, payee, imageUrl, expiresInBlocks, active } = row;
  return {
    sku,
    name,
    description,
    price: BigInt(row.price),
    asset,
    payee,
    imageUrl,
    expiresInBlocks,
    active,
  };
}

/** @throws {ChaintillError} `TOO_MANY_PRODUCTS`, `SKU_TAKEN`, `PAYEE_NOT_REGISTERED`, `MERCHANT_NOT_FOUND` */
export async function createProduct(
  till: TillDatabase,
  merchantId: string,
  product: Product,
  actor: Actor,
): Promise<ProductRow> {
  return till.transaction().execute(async (transaction) => {
    await lockMerchant(transaction, merchantId);
    await refuseOtherPayee(transaction, merchantId, product);
    const { count } = await transaction
      .selectFrom('products')
      .select(({ fn }) => fn.countAll<string>().as('count'))
      .where('merchantId', '=', merchantId)
      .executeTakeFirstOrThrow();
    if (Number(count) >= MOST_PRODUCTS) {
      throw new ChaintillError(
        'TOO_MANY_PRODUCTS',
        `a merchant has at most ${MOST_PRODUCTS} products: change one that is no longer sold`,
      );
    }
    const row = await transaction
      .insertInto('products')
      .values({ merchantId, ...product })
      .onConflict((conflict) => conflict.doNothing())
      .returningAll()
      .executeTakeFirst();
    if (!row) {
      throw badField('sku', 'there is a product of this sku: change that one, or write another', {
        code: 'SKU_TAKEN',
      });
    }
    await auditProduct(transaction, actor, 'product.create', null, row);
    return row;
  });
}

/** @returns undefined where the merchant has no such product, whoever else has one. */
export async function findProduct(
  till: TillDatabase,
  { merchantId, sku }: ProductName,
): Promise<ProductRow | undefined> {
  if (sku.includes('\0')) return undefined; // Postgres takes none, and no product has one
  return till
    .selectFrom('products')
    .selectAll()
    .where('merchantId', '=', merchantId)
    .where('sku', '=', sku)
    .executeTakeFirst();
}

/**
 * Changes a product under its lock.
 * @param decide what it is to be
 * @throws {ChaintillError} `PRODUCT_NOT_FOUND`, `PAYEE_NOT_REGISTERED`, and what `decide` throws
 */
export async function changeProduct(
  till: TillDatabase,
  { merchantId, sku }: ProductName,
  decide: (before: Product) => Promise<Product>,
  actor: Actor,
): Promise<ProductRow> {
  return till.transaction().execute(async (transaction) => {
    const before = sku.includes('\0')
      ? undefined
      : await transaction
          .selectFrom('products')
          .selectAll()
          .where('merchantId', '=', merchantId)
          .where('sku', '=', sku)
          .forUpdate()
          .executeTakeFirst();
    if (!before) throw productNotFound();
    const product = await decide(productOf(before));
    if (product.payee !== before.payee) await refuseOtherPayee(transaction, merchantId, product);
    const after = await transaction
      .updateTable('products')
      .set({ ...product, changedAt: sql<Date>`now()` })
      .where('id', '=', before.id)
      .returningAll()
      .executeTakeFirstOrThrow();
    await auditProduct(transaction, actor, 'product.update', before, after);
    return after;
  });
}

export function productNotFound(): ChaintillError {
  return new ChaintillError(
    'PRODUCT_NOT_FOUND',
    'this merchant has no product of that sku: see its products',
    {
      field: 'sku',
    },
  );
}

async function refuseOtherPayee(
  transaction: TillTransaction,
  merchantId: string,
  { payee }: Product,
): Promise<void> {
  if (payee === null || (await findOwner(transaction, payee)) === merchantId) return;
  throw badField('payee', 'this is no account of the merchant: register it first, or name one that is', {
    code: 'PAYEE_NOT_REGISTERED',
  });
}

async function auditProduct(
  transaction: TillTransaction,
  actor: Actor,
  action: string,
  before: ProductRow | null,
  after: ProductRow,
): Promise<void> {
  await writeAudit(transaction, actor, {
    merchantId: after.merchantId,
    action,
    subjectKind: 'product',
    subjectId: after.id,
    before: before && told(before),
    after: told(after),
  });
}

/** Amounts as JSON can hold them. */
function told(row: ProductRow): object {
  return { ...productOf(row), price: row.price };
}
