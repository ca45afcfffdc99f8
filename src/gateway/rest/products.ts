/** A merchant's catalogue by REST. */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { ALWAYS } from '../../store/lists/condition.js';
import { listProducts, PRODUCT_COLUMNS, PRODUCT_POSITION } from '../../store/till/product-lists.js';
import { requireMerchant } from '../auth/caller.js';
import { viewProducts } from '../catalog/product-view.js';
import {
  deactivateProduct,
  makeProduct,
  readProduct,
  updateProduct,
  type CatalogContext,
} from '../catalog/products.js';
import {
  CREATE_PRODUCT,
  DEACTIVATE_PRODUCT,
  LIST_PRODUCTS,
  READ_PRODUCT,
  UPDATE_PRODUCT,
} from './operations/products.js';
import { PAGE_PARAMETERS, pageAnswer, readPageRequest, type PagedList } from './page.js';
import { readQuery } from './query.js';

export interface ProductRouteOptions {
  readonly context: Omit<CatalogContext, 'caller' | 'requestId'>;
}

interface OfProduct {
  Params: { readonly sku: string };
}

const PRODUCTS: PagedList = { columns: PRODUCT_COLUMNS, position: PRODUCT_POSITION, natural: 'newest' };

export function productRoutes(app: FastifyInstance, { context }: ProductRouteOptions): void {
  const asked = ({ caller, id: requestId, query }: FastifyRequest): CatalogContext => {
    readQuery(query, []);
    return { ...context, caller, requestId };
  };

  app.get('/v1/products', LIST_PRODUCTS, async (request) => {
    const { merchantId } = requireMerchant(request.caller, 'orders:read');
    const wanted = readPageRequest(readQuery(request.query, PAGE_PARAMETERS), PRODUCTS, ALWAYS);
    const page = await listProducts(context.till, merchantId, wanted);
    return pageAnswer(page, wanted, await viewProducts(context, page.rows));
  });

  app.post('/v1/products', CREATE_PRODUCT, async (request, reply) =>
    reply.code(201).send(await makeProduct(asked(request), request.body)),
  );

  app.get<OfProduct>('/v1/products/:sku', READ_PRODUCT, (request) =>
    readProduct(asked(request), request.params.sku),
  );

  app.patch<OfProduct>('/v1/products/:sku', UPDATE_PRODUCT, (request) =>
    updateProduct(asked(request), request.params.sku, request.body),
  );

  app.delete<OfProduct>('/v1/products/:sku', DEACTIVATE_PRODUCT, (request) =>
    deactivateProduct(asked(request), request.params.sku),
  );
}
