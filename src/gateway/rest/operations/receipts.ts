import { z } from 'zod';
import { receiptAnswer } from '../answers/receipt.js';
import { described } from '../openapi/operation.js';

export const READ_RECEIPT = described({
  id: 'getReceipt',
  tag: 'Orders',
  summary: 'Issue the receipt of a settled order',
  description:
    'A file that anybody can check without asking the gateway: the order’s terms, its payments, proof that their extrinsics and events stand in the blocks that it names and that these blocks are final, and the gateway’s signature. `proofLevel` says how far the proofs reach.',
  params: {
    orderId: z.string().meta({ description: "The merchant's own id of it", examples: ['A-1001'] }),
  },
  query: {
    proof: z.enum(['finalized', 'inclusion', 'none']).optional().meta({
      description:
        '`inclusion` asks for no proof that the blocks are final, which makes a smaller file; `none` asks no node, so the receipt is `signed` only. Default `finalized`',
    }),
  },
  scope: 'orders:read',
  answers: { 200: { means: 'The receipt.', schema: receiptAnswer } },
  errors: [
    'BLOCK_UNREADABLE',
    'CHAIN_UNAVAILABLE',
    'ORDER_NOT_FOUND',
    'ORDER_NOT_SETTLED',
    'RECEIPT_TOO_LARGE',
    'SECRET_KEY_MISSING',
  ],
});
