/** The page that an order's buyer pays on: `GET /pay/{publicToken}`. */
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Logger } from 'pino';
import { ChaintillError } from '../../domain/errors.js';
import type { NetworkProfile } from '../../domain/network.js';
import { readPublicOrder, viewPublicOrder, type PublicSurroundings } from '../public-order.js';
import type { SendPage } from './pages.js';

export interface CheckoutOptions {
  readonly context: PublicSurroundings;
  readonly sendPage: SendPage;
  /** Whether the gateway signs as the accounts of a dev chain. */
  readonly dev: boolean;
  readonly log: Logger;
}

/** What the page begins with; src/web/checkout/order.ts reads it. */
interface PageData {
  readonly order: object | null;
  readonly problem: 'not-found' | 'unavailable' | null;
  readonly network: object;
}

type Found = Omit<PageData, 'network'> & { readonly status: number };

export const WITHOUT_SCRIPTS =
  '<p>This page needs JavaScript to show your order. It loads nothing from other sites.</p>' +
  '<p lang="de">Diese Seite braucht JavaScript, um Ihre Bestellung zu zeigen. Sie lädt nichts von anderen Seiten.</p>';

export function checkoutPage(app: FastifyInstance, { context, sendPage, dev, log }: CheckoutOptions): void {
  const network = { ...networkFacts(context.network), devWallet: dev };

  function show(reply: FastifyReply, { status, ...found }: Found): FastifyReply {
    const data: PageData = { ...found, network };
    return sendPage(reply, status, {
      page: 'checkout',
      title: 'Payment',
      data,
      withoutScripts: WITHOUT_SCRIPTS,
    });
  }

  app.get<{ Params: { readonly token: string } }>(
    '/pay/:token',
    {
      exposeHeadRoute: false,
      errorHandler(error, _request, reply) {
        if (!isTooOften(error)) throw error;
        void show(reply, { status: 429, order: null, problem: 'unavailable' });
      },
    },
    async ({ params, id }, reply) => show(reply, await find(params.token, id)),
  );

  /** Where the order cannot be read right now, the page says so and asks again by itself. */
  async function find(token: string, requestId: string): Promise<Found> {
    try {
      const order = await viewPublicOrder(context, await readPublicOrder(context.till, token));
      return { status: 200, order, problem: null };
    } catch (error) {
      if (!(error instanceof ChaintillError)) throw error;
      if (error.code === 'ORDER_NOT_FOUND') return { status: 404, order: null, problem: 'not-found' };
      log.warn({ err: error, requestId }, 'the checkout page cannot read an order');
      return { status: 503, order: null, problem: 'unavailable' };
    }
  }
}

/** Whether a page was asked for too often: then it says that it waits, and asks again by itself. */
export function isTooOften(error: Error): boolean {
  return error instanceof ChaintillError && error.code === 'RATE_LIMITED';
}

/** What a page says of the chain. */
export function networkFacts({ title, blockTimeMs, native, explorer }: NetworkProfile): object {
  return {
    title,
    blockTimeMs,
    native: { symbol: native.symbol, decimals: native.decimals },
    explorer: explorer.extrinsic ?? null,
  };
}
