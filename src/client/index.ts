/** What shops import as `chaintill/client`: docs/sdk.md. */
export { Gateway, webhooks } from './gateway.js';
export { GatewayError } from './gateway-error.js';
export { WebhookError, type WebhookTrouble } from './webhooks/webhook-error.js';
export type { DepositAddress } from './addresses.js';
export type { Delivery, Endpoint, NewEndpoint } from './endpoints.js';
export type { EventListOptions, EventPage, SubscribeOptions } from './event-log.js';
export type * from './events.js';
export type { CallOptions, GatewayOptions } from './http.js';
export type * from './order.js';
export type { OrderFilter, WriteOptions } from './orders.js';
export type { PaymentQuestion, PaymentStatus, PaymentTransfer } from './payments.js';
export type { RawBody } from './webhooks/bytes.js';
export type { WebhookHeaders } from './webhooks/headers.js';
export type { Dialect, GatewayMessage, LiberlandMessage, MessageByDialect } from './webhooks/messages.js';
export type { VerifyOptions } from './webhooks/verify.js';
