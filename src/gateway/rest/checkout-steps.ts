/** How far buyers come, as the checkout page tells. */
import type { FastifyInstance } from 'fastify';
import { badField } from '../../domain/bad-field.js';
import { CHECKOUT_STEPS } from '../../domain/metrics/checkout-step.js';
import { recordCheckoutStep } from '../../store/till/checkout-steps.js';
import type { GatewayContext } from '../graphql/context.js';
import { publicOrderNotFound } from '../public-order.js';
import { readFields } from './fields.js';
import { REPORT_CHECKOUT_STEP } from './operations/buyers.js';
import { readQuery } from './query.js';

export interface CheckoutStepOptions {
  readonly context: Pick<GatewayContext, 'till'>;
}

export function checkoutStepRoutes(app: FastifyInstance, { context }: CheckoutStepOptions): void {
  app.post<{ Params: { readonly token: string } }>(
    '/v1/public/orders/:token/attempts',
    REPORT_CHECKOUT_STEP,
    async ({ params, query, body }, reply) => {
      readQuery(query, []);
      const { step: given } = readFields(body, ['step']);
      const step = CHECKOUT_STEPS.find((known) => known === given);
      if (step === undefined) throw badField('step', `write one of ${CHECKOUT_STEPS.join(', ')}`);
      if (!(await recordCheckoutStep(context.till, params.token, step))) throw publicOrderNotFound();
      return reply.code(204).send();
    },
  );
}
