import { listProducts, PRODUCT_COLUMNS, PRODUCT_POSITION } from '../../../store/till/product-lists.js';
import { findProduct, type ProductRow } from '../../../store/till/products.js';
import { requireMerchant } from '../../auth/caller.js';
import { viewProducts } from '../../catalog/product-view.js';
import { deactivateProduct, makeProduct, updateProduct } from '../../catalog/products.js';
import { listField, type Resolver } from '../list-field.js';
import { inInput } from './order-mutations.js';

interface OfProduct {
  readonly sku: string;
}

const product: Resolver<OfProduct> = async (_source, { sku }, context) => {
  const { merchantId } = requireMerchant(context.caller, 'orders:read');
  const row = await findProduct(context.till, { merchantId, sku });
  return row ? (await viewProducts(context, [row]))[0] : null;
};

const products: Resolver<object> = (source, page, context, info) => {
  const { merchantId } = requireMerchant(context.caller, 'orders:read');
  return listField<ProductRow>({
    columns: PRODUCT_COLUMNS,
    position: PRODUCT_POSITION,
    read: ({ till }, request) => listProducts(till, merchantId, request),
    view: (rows) => viewProducts(context, rows),
  })(source, page, context, info);
};

const createProduct: Resolver<{ input: object }> = (_source, { input }, context) =>
  inInput(makeProduct(context, input));

const update: Resolver<OfProduct & { input: object }> = (_source, { sku, input }, context) =>
  inInput(updateProduct(context, sku, input));

const deactivate: Resolver<OfProduct> = (_source, { sku }, context) => deactivateProduct(context, sku);

export const productResolvers = {
  Query: { product, products },
  Mutation: { createProduct, updateProduct: update, deactivateProduct: deactivate },
};
