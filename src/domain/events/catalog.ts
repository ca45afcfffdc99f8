/** Every type of event: the one source of its TypeScript type, its JSON Schema and its line in docs/events.md. */
import { z } from 'zod';
import { DIALECTS } from '../webhook/dialect.js';
import { companySchema } from './company-data.js';
import { failureSchema } from './failure-data.js';
import { height, id, moment } from './fields.js';
import { orderSchema } from './order-data.js';
import { paymentSchema } from './payment-data.js';
import { refundSchema } from './refund-data.js';

export const commandSchema = z
  .object({
    id,
    kind: z.enum(['register', 'cancel', 'mark', 'assign']),
    reason: z.string().nullable().describe('What was given for a mark'),
  })
  .meta({ id: 'Command', description: 'What somebody with a key asked for.' });

const endpointFields = { id, url: z.string(), dialect: z.enum(DIALECTS) };

const disabledEndpointSchema = z
  .object({
    ...endpointFields,
    reason: z.string().describe('Why nothing is sent to it any more'),
    failingSince: moment.nullable().describe('First of the failures without a success between'),
  })
  .meta({ id: 'DisabledEndpoint', description: 'An endpoint for webhooks that was disabled.' });

const endpointSchema = z
  .object(endpointFields)
  .meta({ id: 'Endpoint', description: 'An endpoint for webhooks.' });

const order = orderSchema;
const payment = paymentSchema;
const command = commandSchema;

/** By a payment, or by somebody who assigned it. */
const paid = z.object({ order, payment, command: command.nullable() });
const asked = z.object({ order, command });
/** Nobody's payment where dust added up, or somebody marked it. */
const reached = z.object({ order, payment: payment.nullable(), command: command.nullable() });
const sighted = z.object({ order, payment });

interface EventDescription {
  /** What happened, in one line. */
  readonly summary: string;
  /** When it is sent. */
  readonly when: string;
  /** It tells of a block that may still be left, and must settle nothing. */
  readonly hint?: true;
  readonly data: z.ZodObject;
}

export const EVENTS = {
  'order.created': {
    summary: 'An order was registered.',
    when: 'Settlement has taken the registration up; always the first of an order.',
    data: asked,
  },
  'order.payment.detected': {
    summary: 'A payment is in sight.',
    when: 'A transfer for an open order is in a best block; again if it comes in another block.',
    hint: true,
    data: sighted,
  },
  'order.payment.retracted': {
    summary: 'A payment that was in sight is gone.',
    when: 'The chain left the block that it was in; most such payments come again in another.',
    hint: true,
    data: sighted,
  },
  'order.partially_paid': {
    summary: 'A payment came, and the sum is below the minimum.',
    when: 'The payment is final and on time.',
    data: paid,
  },
  'order.settled': {
    summary: 'The order is paid: deliver.',
    when: 'Final payments reach the minimum, or somebody marks it settled; the one event that means "paid".',
    data: reached,
  },
  'order.overpaid': {
    summary: 'More than the amount was received.',
    when: 'Right after `order.settled`, and for each payment after that.',
    data: reached,
  },
  'order.payment.added': {
    summary: 'A settled order got another payment, up to its amount.',
    when: 'A tolerance settled it below the amount, and the payment does not exceed it.',
    data: paid,
  },
  'order.payment.failed': {
    summary: 'Somebody tried to pay, and the chain refused it; no money moved.',
    when: 'The block is final and a payment was wanted; for the first 20 attempts on an order. The buyer can try again.',
    data: z.object({ order, failure: failureSchema }),
  },
  'order.paid_late': {
    summary: 'A payment came after the last block of the window.',
    when: 'Also where the terms accept it: `counted` says so. What is not counted waits in the inbox.',
    data: paid.extend({ counted: z.boolean().describe('Whether it counts towards the amount') }),
  },
  'order.wrong_asset': {
    summary: 'A payment came in another asset than the order expects.',
    when: 'The payment is final; it waits in the inbox.',
    data: paid,
  },
  'order.paid_before_window': {
    summary: 'A payment named the order in a block before its window.',
    when: 'The payment is final; it waits in the inbox.',
    data: paid,
  },
  'order.other_payer': {
    summary: 'Another account paid than the one that the order names.',
    when: 'The payment is final; it waits in the inbox.',
    data: paid,
  },
  'order.expired': {
    summary: 'The window closed, and the order is not paid.',
    when: 'Everything up to the last block of the window is final.',
    data: z.object({ order }),
  },
  'order.canceled': {
    summary: 'The order was canceled.',
    when: 'Somebody asked for it while nothing was paid.',
    data: asked,
  },
  'order.canceled_paid': {
    summary: 'A payment came for a canceled or invalid order.',
    when: 'The payment is final; it waits in the inbox.',
    data: paid,
  },
  'order.marked': {
    summary: 'Somebody marked the order settled or invalid.',
    when: 'By hand, with a reason; `order.settled` follows if that is what it was marked.',
    data: asked,
  },
  'order.refunded': {
    summary: 'A refund of a payment of the order is paid.',
    when: 'The refunds of the plan have reached its amount. No `order` where it waits for the operator.',
    data: z.object({ order: order.nullable(), refund: refundSchema, payment }),
  },
  'refund.unexpected': {
    summary: 'Money went out under the name of a refund, otherwise than planned.',
    when: 'Another account or asset, or the plan is done or canceled. No `order` where the refund has none.',
    data: z.object({ order: order.nullable(), refund: refundSchema, payment }),
  },
  'transfer.unmatched': {
    summary: "Money came to a merchant's account that no order takes.",
    when: 'Once a transfer, when it is final; it waits in the inbox.',
    data: z.object({
      payment,
      reason: z
        .enum(['no_reference', 'unknown_reference', 'ambiguous'])
        .describe('Nobody was named, nobody has that name, or what was named cannot be told'),
    }),
  },
  'transfer.refunded': {
    summary: 'A refund of money that no order took is paid.',
    when: 'The refunds of the plan have reached its amount.',
    data: z.object({ refund: refundSchema, payment }),
  },
  'company.hook_changed': {
    summary: 'A company that orders of the merchant name has another hook on chain.',
    when: 'The block that changes it is final; also sent to the hook before. Orders keep the hook that they have.',
    data: z.object({
      company: companySchema,
      hook: z.string().nullable().describe('The setting `payment-hook` now; null for none'),
      previousHook: z.string().nullable().describe('What it was until then'),
    }),
  },
  'endpoint.disabled': {
    summary: 'An endpoint for webhooks gets nothing any more.',
    when: 'It failed for days, or answered that it is gone.',
    data: z.object({ endpoint: disabledEndpointSchema }),
  },
  'endpoint.test': {
    summary: 'A test.',
    when: 'Somebody asked for it; sent to that endpoint alone.',
    data: z.object({ endpoint: endpointSchema, message: z.string() }),
  },
} as const satisfies Readonly<Record<string, EventDescription>>;

export type EventType = keyof typeof EVENTS;

export const EVENT_TYPES = Object.keys(EVENTS) as readonly EventType[];

/** A type with data that fit it. */
export type EventContent = {
  readonly [Type in EventType]: {
    readonly type: Type;
    readonly data: z.infer<(typeof EVENTS)[Type]['data']>;
  };
}[EventType];

/** The data of one type. */
export type EventData<Type extends EventType> = Extract<EventContent, { readonly type: Type }>['data'];
export type CommandData = z.infer<typeof commandSchema>;

export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENTS, text);
}

/** What an event is, besides its data. */
export const eventFields = {
  id: z
    .string()
    .regex(/^evt_[0-9a-f]{40}$/)
    .describe('Always the same for the same event; the `webhook-id` of its deliveries'),
  cursor: z
    .string()
    .regex(/^[0-9a-f-]{36}:\d+$/)
    .describe('Place in the log, `<epoch>:<number>`: ask for what comes after it'),
  sequence: z
    .int()
    .min(1)
    .nullable()
    .describe('Place among the events of its order, from 1; null for what is outside of it'),
  height: height.describe('Block in which it happened'),
  createdAt: moment.describe('When it was written to the log'),
};
