import { z } from 'zod';
import { productRequestSchema } from '../../../domain/catalog/product-request.js';
import { pageOf, pageParameters } from '../answers/page.js';
import { productAnswer } from '../answers/product.js';
import { described } from '../openapi/operation.js';

const reads = { tag: 'Catalogue', scope: 'orders:read' } as const;
const writes = { tag: 'Catalogue', scope: 'orders:write' } as const;
const ofProduct = { params: { sku: z.string() } };
const SETTINGS = [
  'AMOUNT_TOO_SMALL',
  'INVALID_ADDRESS',
  'INVALID_AMOUNT',
  'PAYEE_NOT_REGISTERED',
  'UNKNOWN_ASSET',
];

export const LIST_PRODUCTS = described({
  ...reads,
  id: 'listProducts',
  summary: 'List products',
  query: pageParameters('newest'),
  answers: { 200: { means: 'A page of products.', schema: pageOf('Products', productAnswer) } },
  errors: [],
});

export const READ_PRODUCT = described({
  ...reads,
  ...ofProduct,
  id: 'getProduct',
  summary: 'Read a product',
  answers: { 200: { means: 'The product.', schema: productAnswer } },
  errors: ['PRODUCT_NOT_FOUND'],
});

export const CREATE_PRODUCT = described({
  ...writes,
  id: 'createProduct',
  summary: 'Make a product',
  description: 'A merchant has at most 1,000.',
  body: { schema: productRequestSchema.required({ sku: true, name: true, price: true }) },
  answers: { 201: { means: 'It is made.', schema: productAnswer } },
  errors: [...SETTINGS, 'SKU_TAKEN', 'TOO_MANY_PRODUCTS'],
});

export const UPDATE_PRODUCT = described({
  ...writes,
  ...ofProduct,
  id: 'updateProduct',
  summary: 'Change a product',
  description: 'What is left out stays. Orders that were made of it stay as they are.',
  body: { schema: productRequestSchema },
  answers: { 200: { means: 'The product as it is now.', schema: productAnswer } },
  errors: [...SETTINGS, 'PRODUCT_NOT_FOUND'],
});

export const DEACTIVATE_PRODUCT = described({
  ...writes,
  ...ofProduct,
  id: 'deactivateProduct',
  summary: 'Take a product out of sale',
  description: 'It stays in the list, and a change with `active` puts it back.',
  answers: { 200: { means: 'The product, which cannot be ordered any more.', schema: productAnswer } },
  errors: ['PRODUCT_NOT_FOUND'],
});
