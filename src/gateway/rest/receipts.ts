import type { FastifyInstance } from 'fastify';
import { issueReceipt, type ReceiptContext } from '../receipt/issue.js';
import { orderOf, type OfOrder } from './named-order.js';
import { READ_RECEIPT } from './operations/receipts.js';
import { readQuery, readWord } from './query.js';

export interface ReceiptOptions {
  readonly context: ReceiptContext;
}

export function receiptRoutes(app: FastifyInstance, { context }: ReceiptOptions): void {
  app.get<OfOrder>('/v1/orders/:orderId/receipt', READ_RECEIPT, async (request, reply) => {
    const order = await orderOf(context.till, request);
    const proof = readWord(readQuery(request.query, ['proof']), 'proof', ['finalized', 'inclusion', 'none']);
    const text = await issueReceipt(context, order, proof);
    return reply
      .type('application/json')
      .header('content-disposition', `attachment; filename="receipt-${order.id}.json"`)
      .send(text);
  });
}
