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
import type { AddressOrders } from './address-orders.js';
import type { NewOrderMessage } from './messages.js';

export interface Ordering {
  readonly context: RegistrationContext;
  readonly front: ShopFront;
  readonly limits: FrontLimits;
  /** Where the buyer's client is. */
  readonly address: string;
  readonly addressOrders: AddressOrders;
}

/** Strangers may order, so what nobody pays is over soon. */
const MINUTES_TO_PAY = 15;
/** How much longer than they should blocks may take until an order is forgotten that still waits. */
const SLOWEST_BLOCKS = 2;

/**
 * @returns the public token of the order: a new one, or the one of the same `ref`
 * @throws {ChaintillError} `ITEM_NOT_FOUND`, `IDEMPOTENCY_KEY_REUSED`, and what `registerRequest` throws
 */
export async function orderItem(
  { context, front, limits, address, addressOrders }: Ordering,
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
  const product = productOf(row);
  const blocks = blocksFor(product, context.network);
  const request = requestFor(product, message, blocks);
  const livesMs = blocks * context.network.blockTimeMs * SLOWEST_BLOCKS;
  const beginning = addressOrders.begin({ keyId, address, payer: account, livesMs });
  let token: string | null = null;
  try {
    const answer = await registerRequest(
      context,
      {
        merchantId,
        request,
        // A `ref` is one buyer's in one shop: nobody comes upon another's order by it.
        keyed: ref === null ? null : { route: 'WS new order', key: `${keyId} ${account} ${ref}` },
        front: { keyId, limits, before: beginning.before },
      },
      ({ publicToken }) => Promise.resolve({ status: 200, body: publicToken }),
    );
    token = answer.body;
    return token;
  } finally {
    beginning.end(token);
  }
}

function requestFor(product: Product, message: NewOrderMessage, expiresInBlocks: number): OrderRequest {
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
      expiresInBlocks,
    },
    { allowLoopbackHttp: false },
  );
  // What was asked for, not what it costs by now: the same message is the same order.
  return { ...request, digest: digestJson({ item, quantity, account }) };
}

function blocksFor({ expiresInBlocks }: Product, { blockTimeMs }: NetworkProfile): number {
  return expiresInBlocks ?? Math.max(1, Math.ceil((MINUTES_TO_PAY * 60_000) / blockTimeMs));
}
