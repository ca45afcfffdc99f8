import { addressesOf, type Addresses } from './addresses.js';
import { checkoutOf, type Checkout } from './checkout/checkout.js';
import { verifyReturn } from './checkout/verify-return.js';
import { endpointsOf, type Endpoints } from './endpoints.js';
import { eventLogOf, type EventLog } from './event-log.js';
import { createHttp, type GatewayOptions } from './http.js';
import { ordersOf, type Orders } from './orders.js';
import { paymentsOf, type Payments } from './payments.js';
import { verifyWebhook } from './webhooks/verify.js';

/** What checks webhooks; it needs no gateway and no API key. */
export const webhooks = { verify: verifyWebhook } as const;

/** What checks the ways back from the checkout page; it needs no gateway and no API key. */
export const checkout = { verifyReturn } as const;

/** A gateway, as a merchant works with it. */
export class Gateway {
  readonly addresses: Addresses;
  readonly checkout: Checkout;
  readonly orders: Orders;
  readonly payments: Payments;
  readonly events: EventLog;
  readonly webhooks: typeof webhooks & { readonly endpoints: Endpoints };

  /** @throws {TypeError} for options that cannot be */
  constructor(options: GatewayOptions) {
    const http = createHttp(options);
    this.orders = ordersOf(http);
    this.addresses = addressesOf(this.orders);
    this.checkout = checkoutOf(http);
    this.payments = paymentsOf(http);
    this.events = eventLogOf(http);
    this.webhooks = { ...webhooks, endpoints: endpointsOf(http) };
  }
}
