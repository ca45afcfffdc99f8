import { z } from 'zod';
import { amountStateOf, excessOf, missingOf, type OrderState } from '../order/state.js';
import type { KnownOrder } from '../settlement/work.js';
import { account, amount, assetFields, height, id } from './fields.js';
import type { EventWriter } from './notation.js';

export const orderSchema = z
  .object({
    id: id.describe('Id of the order in this till'),
    orderId: z.string().describe("The merchant's own id of it"),
    status: z.enum(['open', 'settled', 'expired', 'canceled', 'invalid']),
    amountState: z
      .enum(['none', 'under', 'exact', 'over'])
      .describe(
        'How what was received compares with what is expected; `exact` from the minimum to the amount',
      ),
    flags: z
      .array(
        z.enum([
          'late',
          'multiple',
          'manual',
          'wrongAsset',
          'beforeWindow',
          'otherPayer',
          'closedPaid',
          'failedAttempt',
        ]),
      )
      .describe('What happened to it besides its status'),
    payee: account.describe('Account to pay to'),
    payer: account.nullable().describe('The one account whose payments count; null for anybody'),
    reference: z
      .string()
      .nullable()
      .describe('What the payer names; null for an order with an address of its own'),
    ...assetFields,
    expected: amount.describe('The registered amount'),
    minimum: amount.describe('What settles it: the amount less the tolerance'),
    received: amount.describe('What counts towards the amount'),
    missing: amount.describe('What is missing of the amount; 0 from the minimum on'),
    excess: amount.describe('What was received above the amount'),
    held: amount.describe('What came in its asset without counting'),
    refunded: amount.describe('What was given back'),
    windowFrom: height.describe('First block whose payments count'),
    expiryHeight: height.describe('Last block whose payments are on time'),
    settledHeight: height.nullable().describe('Block that settled it; null unless it is settled'),
    description: z.string().nullable().describe("The merchant's text for the buyer"),
    metadata: z.unknown().describe("The merchant's own data, as it was registered"),
  })
  .meta({ id: 'Order', description: 'An order as it is after the event.' });

export type OrderData = z.infer<typeof orderSchema>;

/** The order as it is after what the event tells of. */
export function orderData(
  write: EventWriter,
  order: KnownOrder,
  state: OrderState,
  refunded: bigint,
): OrderData {
  const { terms } = order;
  return {
    id: order.id,
    orderId: order.orderId,
    status: state.status,
    amountState: amountStateOf(state, terms),
    flags: [...state.flags],
    payee: write.account(order.payee),
    payer: terms.payer && write.account(terms.payer),
    reference: order.reference,
    ...write.asset(terms.asset),
    expected: terms.amount.toString(),
    minimum: terms.minimum.toString(),
    received: state.received.toString(),
    missing: missingOf(state, terms).toString(),
    excess: excessOf(state, terms).toString(),
    held: state.held.toString(),
    refunded: refunded.toString(),
    windowFrom: terms.windowFrom,
    expiryHeight: terms.expiryHeight,
    settledHeight: state.settledHeight,
    description: order.description,
    metadata: order.metadata,
  };
}
