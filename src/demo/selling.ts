/** Buying, and asking what became of it: `POST /purchases`, `GET /purchases/{orderId}`. */
import { randomBytes } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { GatewayError, type Gateway } from '../client/index.js';
import type { OwnEndpoint } from './own-endpoint.js';
import { findProduct, type Language, type Product } from './products.js';
import type { Purchase, Purchases } from './purchases.js';

export interface SellingOptions {
  readonly gateway: () => Gateway;
  readonly endpoint: Pick<OwnEndpoint, 'open'>;
  readonly purchases: Purchases;
  /** The merchant's account, which is paid. */
  readonly payee: string;
  /** Of this shop, for the buyer's browser. */
  readonly shopUrl: () => string;
}

/** A purchase as a page is told of it. */
export interface PurchaseView {
  readonly orderId: string;
  readonly productId: string;
  readonly status: Purchase['status'];
  readonly payUrl: string;
}

export function sell(
  app: FastifyInstance,
  { gateway, endpoint, purchases, payee, shopUrl }: SellingOptions,
): void {
  app.post('/purchases', async ({ body }, reply) => {
    const wish = readWish(body);
    if (!wish) return reply.code(400).send(failure('NO_SUCH_PRODUCT', 'write the id of a product'));
    // Before anything is sold: what nobody tells the shop, it would learn too late.
    await endpoint.open();
    const purchase = await order(wish);
    return reply.code(201).send({ orderId: purchase.orderId, payUrl: purchase.payUrl });
  });

  app.get<{ Params: { readonly orderId: string } }>('/purchases/:orderId', async ({ params, log }, reply) => {
    const known = purchases.find(params.orderId);
    if (!known) return reply.code(404).send(failure('NO_SUCH_PURCHASE', 'nothing was bought under this id'));
    if (known.status !== 'paid') await ask(known, (error) => log.warn({ err: error }, 'cannot ask'));
    return viewPurchase(purchases.find(known.orderId) ?? known);
  });

  async function order({ product, language }: Wish): Promise<Pick<Purchase, 'orderId' | 'payUrl'>> {
    const orderId = `shop-${randomBytes(8).toString('hex')}`;
    const { url: payUrl } = await gateway().checkout.sessions.create({
      order_id: orderId,
      line_items: [{ name: product.name[language], quantity: 1, unit_amount: product.price }],
      payee,
      metadata: { product: product.id },
      success_url: `${shopUrl()}/thanks?order=${orderId}`,
      cancel_url: shopUrl(),
    });
    purchases.add({ orderId, product, payUrl });
    return { orderId, payUrl };
  }

  /** A webhook may still be on its way, so a buyer who waits is worth a question. */
  async function ask({ orderId }: Purchase, onFailure: (error: GatewayError) => void): Promise<void> {
    try {
      purchases.learn(await gateway().orders.get(orderId));
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      onFailure(error); // what the shop knows is as good as before
    }
  }
}

export function viewPurchase({ orderId, product, status, payUrl }: Purchase): PurchaseView {
  return { orderId, productId: product.id, status, payUrl };
}

export function failure(code: string, message: string): object {
  return { error: { code, message } };
}

interface Wish {
  readonly product: Product;
  readonly language: Language;
}

/** The price is the shop's own: a buyer names a product and nothing else. */
function readWish(body: unknown): Wish | null {
  if (typeof body !== 'object' || body === null) return null;
  const { product: id, language } = body as { readonly product?: unknown; readonly language?: unknown };
  const product = findProduct(id);
  return product ? { product, language: language === 'de' ? 'de' : 'en' } : null;
}
