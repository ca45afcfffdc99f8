/** Orders in the manner of gateways with an address for each order. */
import { z } from 'zod';
import { account, hash, moment } from '../../../domain/events/fields.js';
import { ORDER_PAYMENT, PROGRESS } from './examples.js';

export const orderPaymentAnswer = z
  .object({
    address: account,
    network: z.string().describe("The network's name, as `liberland`"),
    coin: z.string().describe('The symbol of what is paid'),
    amount: z.string().describe('Of the order, in whole tokens'),
    qrCode: z
      .string()
      .describe(
        'An image in a data URL, for `<img src>`: the address, or where a remark must go with the payment, the link to the checkout page',
      ),
    expiresAt: moment.nullable().describe('About when its last block will be; null unless it is open'),
    remark: z
      .string()
      .optional()
      .describe('What must be sent with the payment; left out where the address alone will do'),
  })
  .meta({ id: 'OrderPayment', description: 'What to pay, and where to.', examples: [ORDER_PAYMENT] });

export const progressAnswer = z
  .object({
    status: z
      .enum([
        'awaiting_payment',
        'payment_detected',
        'confirmed',
        'payment_insufficient',
        'failed',
        'expired',
      ])
      .describe('`confirmed` alone says that goods may leave'),
    transaction: z
      .object({
        hash: hash.nullable().describe('Of the extrinsic; null where the chain itself moved the money'),
        confirmations: z.int().min(1).nullable().describe('Null while no node answers'),
        status: z
          .enum(['pending', 'finalized', 'confirmed', 'failed'])
          .describe(
            '`pending` while a fork can take it back; `finalized`: final, and the order is not settled; `failed`: the chain refused it',
          ),
      })
      .nullable()
      .describe('The newest payment, or with `failed` the newest attempt; null before the first'),
  })
  .meta({ id: 'PaymentProgress', description: 'How far the payment of an order is.', examples: [PROGRESS] });
