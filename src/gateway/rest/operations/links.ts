import { z } from 'zod';
import type { LinkField } from '../../../domain/payment-link/texts.js';
import { linkAnswer } from '../answers/link.js';
import { described, type Fields } from '../openapi/operation.js';
import { walletOperations } from './wallet.js';

const text = (means: string, example: string): z.ZodType =>
  z.string().meta({ description: means, examples: [example] });

/** The fields of a link, decoded once as those of any address. */
const fields = {
  orderId: text('What the payment names', '557'),
  price: text('In whole tokens', '1.5'),
  toId: text('The account that is paid, with any prefix', '5FHneW46xGXgs5mUiveU4sbTyGBzmstUspZC92UhjJM694ty'),
  callback: text('Where the buyer goes once it is paid', 'https://shop.example/thanks'),
  hook: text('What the shop wants to be told by', 'https://shop.example/hook'),
  remark: text('Text beside the reference', 'two coffees').optional(),
  failure: text('Where the buyer goes if it is not paid', 'https://shop.example/again').optional(),
  assetId: text("Id in pallet assets; the chain's own token if left out", '1').optional(),
} satisfies Record<LinkField, z.ZodType> as Fields;

const ofLink = {
  tag: 'Buyers',
  scope: null,
  query: fields,
  errors: [
    'ASSET_UNAVAILABLE',
    'INDEX_NOT_READY',
    'INVALID_ADDRESS',
    'INVALID_AMOUNT',
    'INVALID_REMARK',
    'LINK_DISAGREES',
    'LINK_INCOMPLETE',
    'ORDER_NOT_REGISTERED',
  ],
} as const;

export const READ_LINK = described({
  ...ofLink,
  id: 'getPaymentLink',
  summary: 'Read what a payment link asks for, and what became of it',
  answers: { 200: { means: 'The link, and how far its payment is.', schema: linkAnswer } },
});

export const LINK_WALLET = walletOperations({ ...ofLink, of: 'Link' });
