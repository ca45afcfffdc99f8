/** The merchant's catalogue, whichever way it is asked for. */
import {
  assetAfter,
  readProductRequest,
  settleProduct,
  type Product,
  type ProductRequest,
} from '../../domain/catalog/product-request.js';
import { dustOf } from '../../domain/network.js';
import {
  changeProduct,
  createProduct,
  findProduct,
  productNotFound,
  type ProductRow,
} from '../../store/till/products.js';
import { requireMerchant } from '../auth/caller.js';
import { actorOf } from '../auth/on-behalf.js';
import type { GatewayContext } from '../graphql/context.js';
import { decimalsOf, type Surroundings } from '../order-answer.js';
import { viewProducts, type ProductView } from './product-view.js';

export type CatalogContext = Surroundings & Pick<GatewayContext, 'till' | 'caller' | 'requestId'>;

/** @throws {ChaintillError} what reading the input and `createProduct` throw; `UNAUTHENTICATED`, `FORBIDDEN` */
export async function makeProduct(context: CatalogContext, input: unknown): Promise<ProductView> {
  const { till, caller, requestId } = context;
  const { merchantId } = requireMerchant(caller, 'orders:write');
  const product = await settled(context, readProductRequest(withoutNulls(input)), null);
  return viewed(context, await createProduct(till, merchantId, product, actorOf(caller, requestId)));
}

/** @throws {ChaintillError} what reading the input and `changeProduct` throw; `UNAUTHENTICATED`, `FORBIDDEN` */
export async function updateProduct(
  context: CatalogContext,
  sku: string,
  input: unknown,
): Promise<ProductView> {
  const { till, caller, requestId } = context;
  const { merchantId } = requireMerchant(caller, 'orders:write');
  const request = readProductRequest(input);
  const row = await changeProduct(
    till,
    { merchantId, sku },
    (before) => settled(context, request, before),
    actorOf(caller, requestId),
  );
  return viewed(context, row);
}

/** Takes a product out of sale; its orders stay as they are. @throws {ChaintillError} as `updateProduct` */
export function deactivateProduct(context: CatalogContext, sku: string): Promise<ProductView> {
  return updateProduct(context, sku, { active: false });
}

/** @throws {ChaintillError} `PRODUCT_NOT_FOUND`, `UNAUTHENTICATED`, `FORBIDDEN` */
export async function readProduct(context: CatalogContext, sku: string): Promise<ProductView> {
  const { merchantId } = requireMerchant(context.caller, 'orders:read');
  const row = await findProduct(context.till, { merchantId, sku });
  if (!row) throw productNotFound();
  return viewed(context, row);
}

async function settled(
  { chain, network }: CatalogContext,
  request: ProductRequest,
  before: Product | null,
): Promise<Product> {
  const asset = assetAfter(request, before);
  const decimals = await decimalsOf(chain, network, asset);
  return settleProduct(request, before, {
    unit: decimals === null ? null : { decimals, dust: dustOf(network, asset) },
    allowLoopbackHttp: network.genesisHash === null,
  });
}

async function viewed(context: CatalogContext, row: ProductRow): Promise<ProductView> {
  const [view] = await viewProducts(context, [row]);
  if (!view) throw new Error('one row has one view');
  return view;
}

/** GraphQL clients send null for variables that they do not set; of a new product, that is nothing. */
function withoutNulls(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
}
