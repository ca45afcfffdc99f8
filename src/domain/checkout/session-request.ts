/** What a merchant sends to open a checkout session: an order, in the names that Stripe's sessions have. */
import { z } from 'zod';
import { badField } from '../bad-field.js';
import { digestJson } from '../canonical-json.js';
import { ChaintillError } from '../errors.js';
import { orderRequestSchema } from '../order/request-schema.js';
import { readOrderRequest, type OrderRequest, type RequestRules } from '../order/request.js';
import { refusalOf } from '../schema-issue.js';
import { describeItems, lineItemsSchema, sumOf, type LineItem } from './line-items.js';

const LONGEST_REFERENCE = 200;
const REFERENCE = `write a line of 1 to ${LONGEST_REFERENCE} characters`;
/** The last second that ISO 8601 writes with four digits of a year. */
const LAST_SECOND = 253_402_300_799;
const SECONDS = 'write a time in whole seconds since 1970';

const { orderId, amount, assetId, payee, company, description, rate, successUrl } = orderRequestSchema.shape;

export const sessionRequestSchema = z.strictObject({
  mode: z.literal('payment', { error: 'write payment, or leave it out' }).nullish(),
  amount,
  line_items: lineItemsSchema.nullish(),
  asset_id: assetId,
  payee,
  company,
  payment_mode: z.enum(['reference', 'address'], { error: 'write reference or address' }).nullish(),
  order_id: orderId.nullish(),
  client_reference_id: z
    .string({ error: REFERENCE })
    .max(LONGEST_REFERENCE, REFERENCE)
    .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+$/u, REFERENCE)
    .nullish(),
  description,
  metadata: z.record(z.string(), z.unknown(), { error: 'write an object' }).nullish(),
  rate,
  expires_at: z.int({ error: SECONDS }).min(0, SECONDS).max(LAST_SECOND, SECONDS).nullish(),
  success_url: successUrl,
  cancel_url: successUrl,
});

export interface SessionRequest {
  readonly order: OrderRequest;
  readonly clientReferenceId: string | null;
  readonly lineItems: readonly LineItem[] | null;
}

/**
 * Reads a request; a field that is null counts as left out.
 * @param sessionId names the order too, where the merchant does not
 * @throws {ChaintillError} with the field, as it is called here: what `readOrderRequest` and `sumOf` throw
 */
export function readSessionRequest(input: unknown, sessionId: string, rules: RequestRules): SessionRequest {
  const result = sessionRequestSchema.safeParse(input);
  if (!result.success) throw refusalOf(result.error.issues[0]);
  const sent = result.data;
  const items = sent.line_items ?? null;
  if (items === null && sent.amount == null) {
    throw badField('amount', 'write the amount as a string, as "12.5", or line_items');
  }
  const order = readOrder(
    {
      orderId: sent.order_id ?? sessionId,
      amount: items === null ? sent.amount : sumOf(items, sent.amount ?? null),
      assetId: sent.asset_id,
      payee: sent.payee,
      company: sent.company,
      mode: sent.payment_mode?.toUpperCase(),
      description: sent.description ?? (items === null ? null : describeItems(items)),
      metadata: sent.metadata,
      rate: sent.rate,
      expiresAt: sent.expires_at == null ? null : new Date(sent.expires_at * 1_000).toISOString(),
      successUrl: sent.success_url,
      failureUrl: sent.cancel_url,
    },
    rules,
  );
  return {
    // An order that was registered in another way has other terms, whatever they say.
    order: { ...order, digest: digestJson({ checkoutSession: input }) },
    clientReferenceId: sent.client_reference_id ?? null,
    lineItems: items,
  };
}

function readOrder(input: object, rules: RequestRules): OrderRequest {
  try {
    return readOrderRequest(input, rules);
  } catch (error) {
    throw inSessionWords(error);
  }
}

const NAMES: ReadonlyMap<string, string> = new Map([
  ['failureUrl', 'cancel_url'],
  ['mode', 'payment_mode'],
]);

/** The refusal of an order, in the names of a session. */
export function inSessionWords(error: unknown): unknown {
  if (!(error instanceof ChaintillError) || error.field === null) return error;
  const { field, message, code } = error;
  const name = NAMES.get(field) ?? field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const prefix = `${field}: `;
  if (name === field || !message.startsWith(prefix)) return error;
  return badField(name, message.slice(prefix.length), { code, cause: error });
}
