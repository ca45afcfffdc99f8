import { z } from 'zod';
import { LONGEST_PAGE } from '../page.js';

/** A page of a list. @param name of its items, with which the page is named */
export function pageOf(name: string, item: z.ZodType): z.ZodType {
  return z
    .object({
      data: z.array(item),
      nextCursor: z
        .string()
        .nullable()
        .describe('What to send as `after` for the next page; null after the last'),
    })
    .meta({ id: `${name}Page`, description: 'Part of a list.' });
}

/** @param natural the order that a list has by itself */
export function pageParameters(natural: 'newest' | 'oldest') {
  const words = natural === 'newest' ? (['newest', 'oldest'] as const) : (['oldest', 'newest'] as const);
  return {
    limit: z.int().min(1).max(LONGEST_PAGE).optional().describe('How many; 100 if left out'),
    after: z.string().optional().describe('The `nextCursor` of the page before'),
    order: z.enum(words).optional().describe(`Which come first; \`${natural}\` if left out`),
  };
}

/** Only for the operator, who must give it. */
export const onBehalf = {
  merchantId: z.guid().optional().describe('Whose; only for the operator, who must give it'),
};
