/** The routes of Liberland's middleware: what they take and answer. */
import { z } from 'zod';
import { account } from '../../../domain/events/fields.js';
import { hex } from './amount.js';
import { VERIFICATION } from './examples.js';

const text = z.union([z.string(), z.int(), z.null()]);
const orderId = text.describe('What the payment must name; `Order #557` counts as `557`');
const price = text.describe("In the smallest unit; PHP's `1.0005714285714E+14` is read as well");
const toId = text.describe('The account that is paid, with any prefix');
const assetId = text.describe("Id in pallet assets; the chain's own token without it, or with `Native`");

/** Nothing is needed: what is left out is not paid. */
const purchase = {
  orderId: orderId.optional(),
  price: price.optional(),
  toId: toId.optional(),
  assetId: assetId.optional(),
};
export const purchaseParameters = purchase;
/** Shops send more than is looked at. */
export const purchaseBody = z.looseObject(purchase);
const creation = { ...purchase, callback: text.optional().describe('The hook, as the merchant named it') };
export const creationParameters = creation;
export const creationBody = z.looseObject(creation);

export const verificationAnswer = z
  .union([
    z.object({ paid: z.literal(false) }),
    z.object({
      paid: z.literal(true),
      description: z.string().optional().describe("What people can read of the payment's remark"),
      fromId: account.optional().describe('Who paid'),
      txHash: hex.optional().describe('Of the extrinsic'),
      unregistered: z
        .literal(true)
        .optional()
        .describe('No order is registered for this: the same payment answers everybody who asks for it'),
    }),
  ])
  .meta({ id: 'Verification', description: 'Whether a purchase is paid.', examples: [VERIFICATION] });

export const liberlandFailure = z
  .object({ error: z.string() })
  .meta({ id: 'LiberlandFailure', description: 'As the middleware writes failures.' });

export const healthcheckAnswer = z
  .object({ status: z.enum(['OK', 'ERROR']) })
  .meta({ id: 'Healthcheck', description: 'As the middleware says it.' });
