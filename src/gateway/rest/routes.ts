import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { GatewayContext } from '../graphql/context.js';
import { checkoutStepRoutes } from './checkout-steps.js';
import { checkoutSessionRoutes, type CheckoutSessionOptions } from './checkout-sessions/routes.js';
import { companyHistoryRoutes } from './company-history/routes.js';
import { deliveryRoutes } from './deliveries.js';
import { endpointRoutes, type WebhookRouteOptions } from './endpoints.js';
import { eventSchemaRoutes } from './event-schemas.js';
import { eventRoutes, type EventRouteOptions } from './events.js';
import { exportRoutes } from './exports.js';
import { answerFailure } from './failure.js';
import { descriptionRoutes, type DescriptionOptions } from './openapi/routes.js';
import { liberlandRoutes } from './liberland/routes.js';
import { metricsRoutes } from './metrics.js';
import { moneyExportRoutes } from './money-exports.js';
import { orderPaymentRoutes } from './order-payment/routes.js';
import { orderReadRoutes, type OrderReadOptions } from './order-reads.js';
import { orderWriteRoutes } from './order-writes.js';
import { productRoutes } from './products.js';
import { publicLinkRoutes } from './public-links.js';
import { publicKeyRoutes } from './public-keys.js';
import { publicOrderRoutes } from './public-orders.js';
import { publicPaymentRoutes, type PublicPaymentOptions } from './public-payment/routes.js';
import { receiptRoutes, type ReceiptOptions } from './receipts.js';
import { pushRoutes, type PushOptions } from '../sockets/pushes.js';

export interface RestOptions extends OrderReadOptions {
  readonly context: OrderReadOptions['context'] &
    WebhookRouteOptions['context'] &
    EventRouteOptions['context'] &
    PublicPaymentOptions['context'] &
    ReceiptOptions['context'] &
    Pick<GatewayContext, 'reads'>;
  readonly live: EventRouteOptions['live'];
  readonly publicUrl: CheckoutSessionOptions['publicUrl'];
  readonly push: PushOptions;
  readonly description: DescriptionOptions;
  readonly log: Logger;
}

/** All routes of a merchant's REST API. Its answers are for whoever has the key, and no cache may keep them. */
export function restRoutes({ log, push, description, ...options }: RestOptions) {
  return (app: FastifyInstance, _options: object, done: () => void): void => {
    app.setErrorHandler(answerFailure(log));
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('cache-control', 'no-store');
    });
    orderReadRoutes(app, options);
    receiptRoutes(app, options);
    orderWriteRoutes(app, options);
    checkoutSessionRoutes(app, options);
    metricsRoutes(app, options);
    exportRoutes(app, options);
    moneyExportRoutes(app, options);
    companyHistoryRoutes(app, options);
    pushRoutes(app, push);
    eventSchemaRoutes(app);
    eventRoutes(app, options);
    publicOrderRoutes(app, options);
    checkoutStepRoutes(app, options);
    publicLinkRoutes(app, options);
    publicPaymentRoutes(app, { ...options, dev: push.dev });
    orderPaymentRoutes(app, options);
    liberlandRoutes(app, { ...options, tillRefusal: push.tillRefusal, log });
    productRoutes(app, options);
    endpointRoutes(app, options);
    deliveryRoutes(app, options);
    publicKeyRoutes(app, options);
    descriptionRoutes(app, description);
    done();
  };
}
