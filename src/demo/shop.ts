/** A shop as a merchant would write one with `chaintill/client`: docs/demo.md. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import { Gateway, GatewayError } from '../client/index.js';
import { ownEndpoint } from './own-endpoint.js';
import { PRODUCTS } from './products.js';
import { openPurchases } from './purchases.js';
import { receiveWebhooks } from './receiving.js';
import { failure, sell, viewPurchase } from './selling.js';
import { checkWayBack } from './way-back.js';
import { openWebhookLog } from './webhook-log.js';

export interface ShopUrls {
  /** Of the gateway, for the shop's server. */
  readonly gateway: string;
  /** Of the shop's webhook, for the gateway. */
  readonly webhook: string;
  /** Of the shop, for the buyer's browser. */
  readonly shop: string;
}

export interface ShopPage {
  readonly page: 'demo';
  readonly title: string;
  readonly data: object;
  readonly withoutScripts: string;
}

export interface ShopOptions {
  /** A secret key of the merchant's. */
  readonly apiKey: string;
  /** The merchant's account, which is paid: in SS58 or as hex. */
  readonly payee: string;
  /** Symbol of the token that prices are in. */
  readonly currency: string;
  /** Asked for when they are needed: a server knows its port once it listens. */
  readonly urls: () => ShopUrls;
  readonly sendPage: (reply: FastifyReply, status: number, page: ShopPage) => FastifyReply;
}

const WITHOUT_SCRIPTS =
  '<p>This shop needs JavaScript. It loads nothing from other sites.</p>' +
  '<p lang="de">Dieser Shop braucht JavaScript. Er lädt nichts von anderen Seiten.</p>';

/** A fastify plugin; give it a `prefix`. Its page is src/web/demo. */
export async function shop(
  app: FastifyInstance,
  { apiKey, payee, currency, urls, sendPage }: ShopOptions,
): Promise<void> {
  const purchases = openPurchases();
  const log = openWebhookLog();
  let client: Gateway | null = null;
  const gateway = (): Gateway => (client ??= new Gateway({ apiKey, baseUrl: urls().gateway }));
  const endpoint = ownEndpoint(gateway, () => urls().webhook);
  const products = PRODUCTS.map(({ id, name, about, price }) => ({ id, name, about, price }));

  const show = (reply: FastifyReply, status: number, view: object): FastifyReply =>
    sendPage(reply, status, {
      page: 'demo',
      title: 'Demo shop',
      data: { currency, products, ...view },
      withoutScripts: WITHOUT_SCRIPTS,
    });

  // Whatever the server around it does with bodies, this shop reads its own.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  );
  app.setErrorHandler((error: Error & { statusCode?: number }, request, reply) => {
    if (error instanceof GatewayError) {
      request.log.warn({ err: error }, 'the demo shop cannot sell: the gateway refused');
      return reply.code(502).send(failure('GATEWAY', 'the shop cannot sell right now: try again'));
    }
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send(failure('BAD_REQUEST', error.message));
    request.log.error({ err: error }, 'a request to the demo shop failed');
    return reply.code(500).send(failure('INTERNAL', 'something went wrong: see the log'));
  });
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  app.addHook('onListen', async () => {
    // Also tried at each purchase, so a gateway that is not ready yet keeps no shop from opening.
    await endpoint.open().catch((error: unknown) => {
      app.log.warn({ err: error }, 'the demo shop has no webhook yet');
    });
  });

  app.get('/', (_request, reply) => show(reply, 200, { view: 'shop' }));
  app.get<{ Querystring: { readonly order?: unknown } }>('/thanks', async ({ query, url, log }, reply) => {
    const way = await checkWayBack(gateway(), url, (error) =>
      log.warn({ err: error }, 'cannot check how a buyer came back'),
    );
    const orderId = way?.orderId ?? query.order;
    const purchase = typeof orderId === 'string' ? purchases.find(orderId) : undefined;
    return show(reply, purchase ? 200 : 404, {
      view: 'thanks',
      purchase: purchase ? viewPurchase(purchase) : null,
      way: way && { trouble: way.trouble },
    });
  });
  app.get<{ Querystring: { readonly after?: unknown } }>('/webhook-log', ({ query }) => {
    const after = Number(query.after ?? 0);
    return Promise.resolve({ entries: log.after(Number.isSafeInteger(after) ? after : 0) });
  });
  sell(app, { gateway, endpoint, purchases, payee, shopUrl: () => urls().shop });
  await receiveWebhooks(app, { endpoint, purchases, log });
}
