/** Figures of payments, as REST answers them: what gateway/metrics/view.ts makes. */
import { z } from 'zod';
import { height, moment } from '../../../domain/events/fields.js';
import { INTERVALS } from '../../../domain/metrics/intervals.js';
import { amountAnswer } from './amount.js';

const count = z.int().min(0);
const assetFields = {
  asset: z.string().nullable().describe("Id in pallet assets; null for the chain's own token"),
  symbol: z.string().nullable().describe('What people call it; null where it is not known'),
  decimals: z.int().min(0).nullable().describe('Digits after the point; null where they are not known'),
};
const pointFields = {
  from: moment,
  to: moment.describe('The first instant after it'),
  partial: z.boolean().describe('Whether the window cuts its hour, day, week or month short'),
};

const paymentFields = {
  attempts: count.describe('Paid and failed'),
  paid: count,
  failed: count
    .nullable()
    .describe('Null where the index tells of no failures, as are the figures of failures below'),
  recovered: count.nullable().describe('Failed, and paid by the same payer within an hour'),
  lost: count.nullable().describe('Failed, and neither paid nor tried again within an hour'),
  volume: amountAnswer.describe('What was paid'),
  failedAmount: amountAnswer.nullable(),
  lostAmount: amountAnswer.nullable(),
  uniquePayers: count
    .nullable()
    .describe('Different accounts that paid; null above 20,000 payments in the window'),
};

const errors = z
  .object({
    errorPallet: z.string().nullable(),
    errorName: z.string().nullable(),
    error: z.string().describe('Both, as `Balances.InsufficientBalance`; `unknown` where it cannot be read'),
    failed: count,
    recovered: count,
    lost: count,
    failedAmount: amountAnswer,
    lostAmount: amountAnswer,
  })
  .meta({ id: 'ErrorCounts', description: 'Payments that failed with one error.' });

const paymentCounts = z
  .object(paymentFields)
  .meta({ id: 'PaymentCounts', description: 'Payments of a window in one asset.' });
const paymentPoint = z
  .object({ ...pointFields, ...paymentFields })
  .meta({ id: 'PaymentPoint', description: 'Payments of one interval.' });

const orderFields = {
  created: count.describe('Registered, which all below are of'),
  settled: count,
  open: count,
  expired: count,
  canceled: count,
  invalid: count,
  under: count.describe('Paid less than the minimum, so far'),
  over: count.describe('Paid more than the amount'),
  late: count.describe('Paid after their window'),
  conversion: z.number().min(0).max(1).nullable().describe('Settled of those created; null where none was'),
  expected: amountAnswer.describe('What all of them ask for'),
  settledAmount: amountAnswer.describe('What came for those that are settled'),
};

const orderCounts = z
  .object(orderFields)
  .meta({ id: 'OrderCounts', description: 'Orders of a window in one asset.' });
const orderPoint = z
  .object({ ...pointFields, ...orderFields })
  .meta({ id: 'OrderPoint', description: 'Orders that were registered in one interval.' });

const duration = z
  .object({ medianMs: z.number().nullable(), p95Ms: z.number().nullable() })
  .meta({ id: 'DurationFigures', description: 'In milliseconds; null where nothing was measured.' });

const timesFields = {
  measured: count.describe('How many orders were looked at: the newest 10,000 that a payment settled'),
  orderToPayment: duration.describe('From registration to the time of the block whose payment settled it'),
  paymentToSettled: duration.describe('From that block until it was final, indexed and settled'),
};
const timesPoint = z
  .object({ ...pointFields, ...timesFields })
  .meta({ id: 'OrderTimesPoint', description: 'Times of the orders that were registered in one interval.' });

const orders = z
  .object({
    assets: z.array(z.object({ ...assetFields, total: orderCounts, series: z.array(orderPoint) })),
    times: z
      .object({
        ...timesFields,
        series: z.array(timesPoint).describe('Every interval of the window in order'),
      })
      .nullable(),
  })
  .meta({ id: 'OrderMetrics', description: 'What became of the orders that were registered in the window.' });

const funnel = z
  .object({
    viewed: count.describe('Its page was opened'),
    wallet: count.describe('A wallet was opened there'),
    signed: count,
    submitted: count,
    rejected: count.describe('A buyer refused in the wallet'),
    invalid: count.describe('The network refused what was signed'),
    dropped: count.describe('What was sent came into no block'),
    paid: count.describe('Settled, of those whose page was opened'),
  })
  .meta({
    id: 'CheckoutFunnel',
    description:
      'Orders by how far buyers came on their pages, as the pages reported: nothing of it but `paid` is on the chain.',
  });

export const metricsAnswer = z
  .object({
    from: moment,
    to: moment,
    interval: z.enum(INTERVALS),
    timeZone: z.string(),
    upToBlock: height.describe('All blocks up to this one are counted'),
    uniquePayers: count.nullable().describe('In whatever asset; null above 20,000 payments in the window'),
    assets: z
      .array(
        z.object({
          ...assetFields,
          total: paymentCounts,
          series: z.array(paymentPoint).describe('Every interval of the window in order'),
          errors: z.array(errors).describe('Why payments failed, the commonest first'),
        }),
      )
      .max(10)
      .describe('That with the most payments first'),
    orders: orders.nullable().describe('Null for an account or a company'),
    funnel: funnel.nullable().describe('Null for an account or a company'),
  })
  .meta({ id: 'PaymentMetrics', description: 'Figures of payments: docs/metrics.md defines each.' });
