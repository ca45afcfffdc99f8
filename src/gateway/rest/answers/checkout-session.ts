/** A checkout session as REST answers it: what rest/checkout-sessions/view.ts makes. Times are seconds since 1970. */
import { z } from 'zod';
import { lineItemsSchema } from '../../../domain/checkout/line-items.js';
import { SESSION_STATUSES } from '../../../domain/checkout/session-status.js';
import { STATUSES } from '../order-constants.js';
import { amount } from '../../../domain/events/fields.js';

const seconds = z.int().min(0);

export const sessionAnswer = z
  .object({
    id: z.string(),
    object: z.literal('checkout.session'),
    mode: z.literal('payment'),
    url: z.string().describe('Where to send the buyer'),
    status: z.enum(SESSION_STATUSES).describe('`complete` is a settled order, and nothing else is'),
    payment_status: z.enum(['paid', 'unpaid']),
    order_id: z.string().describe("The merchant's own id of its order"),
    order_status: z.enum(STATUSES),
    client_reference_id: z.string().nullable(),
    amount: z.string().nullable().describe("In whole tokens; null where the asset's decimals are not known"),
    amount_in_smallest_units: amount,
    asset_id: z.string().nullable().describe("Id in pallet assets; null for the chain's own token"),
    currency: z.string().nullable().describe('The symbol'),
    line_items: lineItemsSchema.nullable(),
    description: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()),
    company: z.string().nullable().describe('Id of the registered company that it names'),
    success_url: z.string().nullable(),
    cancel_url: z.string().nullable(),
    expires_at: seconds,
    created: seconds,
  })
  .meta({ id: 'CheckoutSession', description: 'An order, in the manner of Stripe.' });

export const sessionListAnswer = z
  .object({
    object: z.literal('list'),
    url: z.string(),
    has_more: z.boolean(),
    data: z.array(sessionAnswer),
  })
  .meta({
    id: 'CheckoutSessionList',
    description: 'Newest first; the last `id` is the `starting_after` of the next page.',
  });
