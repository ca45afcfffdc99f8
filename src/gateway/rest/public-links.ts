/** A payment link for the page that shows it: its fields stand in the address, decoded once like those of any address. */
import type { FastifyInstance } from 'fastify';
import { LINK_FIELDS } from '../../domain/payment-link/texts.js';
import { dueOfLink } from '../payment-link/due.js';
import { readPaymentLink, type PaymentLink } from '../payment-link/reading.js';
import { findStanding, type LinkContext } from '../payment-link/standing.js';
import { viewLink } from '../payment-link/view.js';
import { LINK_WALLET, READ_LINK } from './operations/links.js';
import { walletRoutes } from './public-payment/routes.js';
import { readQuery } from './query.js';

export interface PublicLinkOptions {
  readonly context: LinkContext;
}

export function publicLinkRoutes(app: FastifyInstance, { context }: PublicLinkOptions): void {
  const read = (query: unknown): Promise<PaymentLink> =>
    readPaymentLink(context, readQuery(query, LINK_FIELDS));

  app.get('/v1/public/links', { exposeHeadRoute: false, ...READ_LINK }, async ({ query }) => {
    const link = await read(query);
    return viewLink(context, link, await findStanding(context, link));
  });

  walletRoutes(app, '/v1/public/links', LINK_WALLET, context, async ({ query }) => {
    const link = await read(query);
    return dueOfLink(context, link, await findStanding(context, link));
  });
}
