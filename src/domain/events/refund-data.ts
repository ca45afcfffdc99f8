import { z } from 'zod';
import type { KnownRefund } from '../settlement/work.js';
import { account, amount, assetFields, id, transferId } from './fields.js';
import type { EventWriter } from './notation.js';

export const refundSchema = z
  .object({
    id,
    paymentId: transferId.describe('The transfer that is given back'),
    status: z.enum(['open', 'done', 'canceled']),
    destination: account.describe('Account that it was planned to go to'),
    ...assetFields,
    amount: amount.describe('What was planned'),
    paid: amount.describe('What was paid of it so far'),
  })
  .meta({ id: 'Refund', description: 'A plan to give money back.' });

export type RefundData = z.infer<typeof refundSchema>;

export function refundData(write: EventWriter, refund: KnownRefund): RefundData {
  return {
    id: refund.id,
    paymentId: refund.transferId,
    status: refund.status,
    destination: write.account(refund.destination),
    ...write.asset(refund.asset),
    amount: refund.amount.toString(),
    paid: refund.paid.toString(),
  };
}
