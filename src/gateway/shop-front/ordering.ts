/** An order of what is in the catalogue: the item and its price are the merchant's, and who pays is the buyer's to say. */
import { badField } from '../../domain/bad-field.js';
import { digestJson } from '../../domain/canonical-json.js';
import type { NetworkProfile } from '../../domain/network.js';
import { readOrderRequest, type OrderRequest } from '../../domain/order/request.js';
import type { FrontLimits } from '../../store/till/front-orders.js';
import { drawReference } from '../../store/till/order-keys.js';
import { findProduct, productOf } from '../../store/till/products.js';
import type { Product } from '../../domain/catalog/product-request.js';
import type { ShopFront } from '../auth/caller.js';
import { registerRequest, type RegistrationContext } from '../order-registration.js';
import type { NewOrderMessage } from './messages.js';

export interface Ordering {
  readonly context: RegistrationContext;
  readonly front: ShopFront;
  readonly limits: FrontLimits;
}

/** Strangers may order, so what nobody pays is over soon. */
const MINUTES_TO_PAY = 15;

/**
 * @returns the public token of the order: a new one, or the one of the same `ref`
 * @throws {ChaintillError} `ITEM_NOT_FOUND`, `IDEMPOTENCY_KEY_REUSED`, and what `registerRequest` throws
 */
export async function orderItem(
  { context, front, limits }: Ordering,
  message: NewOrderMessage,
): Promise<string> {
  const { merchantId, keyId } = front;
  const row = await findProduct(context.till, { merchantId, sku: message.item });
  if (!row?.active) {
    throw badField('item', 'the shop has no such item at the moment: choose another', {
      code: 'ITEM_NOT_FOUND',
    });
  }
  const { account, ref } = message;
  const answer = await registerRequest(
    context,
    {
      merchantId,
      request: requestFor(productOf(row), message, context.network),
      // A `ref` is one buyer's in one shop: nobody comes upon another's order by it.
      keyed: ref === null ? null : { route: 'WS new order', key: `${keyId} ${account} ${ref}` },
      front: { keyId, limits },
    },
    ({ publicToken }) => Promise.resolve({ status: 200, body: publicToken }),
  );
  return answer.body;
}

function requestFor(product: Product, message: NewOrderMessage, network: NetworkProfile): OrderRequest {
  const { item, quantity, account, ref } = message;
  const { asset, payee } = product;
  const request = readOrderRequest(
    {
      orderId: drawReference(),
      amountInSmallestUnits: (product.price * BigInt(quantity)).toString(),
      assetId: asset,
      payee,
      payer: account,
      description: quantity === 1 ? product.name : `${quantity} × ${product.name}`,
      metadata: { item, quantity, ...(ref !== null && { ref }) },
      expiresInBlocks: product.expiresInBlocks ?? blocksToPay(network),
    },
    { allowLoopbackHttp: false },
  );
  // What was asked for, not what it costs by now: the same message is the same order.
  return { ...request, digest: digestJson({ item, quantity, account }) };
}

function blocksToPay({ blockTimeMs }: NetworkProfile): number {
  return Math.max(1, Math.ceil((MINUTES_TO_PAY * 60_000) / blockTimeMs));
}
