/** Products, as REST answers them: what gateway/catalog/product-view.ts makes. */
import { z } from 'zod';
import { account, moment } from '../../../domain/events/fields.js';
import { amountAnswer, asset } from './amount.js';

export const productAnswer = z
  .object({
    sku: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    price: amountAnswer.describe('Of one'),
    asset,
    payee: account.nullable().describe("The merchant's account that is paid; null for its only one"),
    imageUrl: z.string().nullable(),
    expiresInBlocks: z
      .int()
      .nullable()
      .describe('How many blocks its orders live; null for as many as come in about 15 minutes'),
    active: z.boolean().describe('Whether it can be ordered'),
    createdAt: moment,
    changedAt: moment,
  })
  .meta({
    id: 'Product',
    description: 'What a shop front can order with a publishable key.',
    examples: [
      {
        sku: 'coffee',
        name: 'Coffee',
        description: null,
        price: { value: '1500000000000', formatted: '1.5 ROC' },
        asset: null,
        payee: null,
        imageUrl: null,
        expiresInBlocks: null,
        active: true,
        createdAt: '2026-11-21T08:49:59.000Z',
        changedAt: '2026-11-21T08:49:59.000Z',
      },
    ],
  });
